#include "sandbox/clock.hpp"

#include <chrono>

namespace sandbox {
namespace {

int64_t MachineMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

int64_t Clock::NowLocked() const {
  return frozen_at_ms_ >= 0 ? frozen_at_ms_ : MachineMs() + offset_ms_;
}

int64_t Clock::NowMs() const {
  const std::lock_guard lock(mutex_);
  return NowLocked();
}

void Clock::Set(int64_t epoch_ms) {
  const std::lock_guard lock(mutex_);
  if (frozen_at_ms_ >= 0) {
    frozen_at_ms_ = epoch_ms;
  } else {
    offset_ms_ = epoch_ms - MachineMs();
  }
}

void Clock::Advance(int64_t milliseconds) {
  const std::lock_guard lock(mutex_);
  if (frozen_at_ms_ >= 0) {
    frozen_at_ms_ += milliseconds;
  } else {
    offset_ms_ += milliseconds;
  }
}

void Clock::Freeze() {
  const std::lock_guard lock(mutex_);
  frozen_at_ms_ = NowLocked();
}

void Clock::Run() {
  const std::lock_guard lock(mutex_);
  if (frozen_at_ms_ < 0) return;
  offset_ms_ = frozen_at_ms_ - MachineMs();
  frozen_at_ms_ = -1;
}

bool Clock::Frozen() const {
  const std::lock_guard lock(mutex_);
  return frozen_at_ms_ >= 0;
}

}  // namespace sandbox
