#include "plugin/open_platform/watch.hpp"

#include <algorithm>

namespace lazada::open_platform {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kSlice{100};

}  // namespace

Watch::Watch(std::int64_t timeout_ms, const Call& call)
    : call_(call), deadline_(steady_clock::now() + milliseconds(timeout_ms)) {}

bool Watch::go_on() {
  if (ended_ != End::kNone) return false;
  const SteadyTime now = steady_clock::now();
  if (now >= deadline_) {
    ended_ = End::kTimeout;
  } else if (now >= next_look_) {
    next_look_ = now + kSlice;
    if (call_.cancelled()) {
      ended_ = End::kCancelled;
    } else if (call_.remaining_ms() <= 0) {
      ended_ = End::kBudget;
    }
  }
  return ended_ == End::kNone;
}

milliseconds Watch::left() const {
  const auto left = std::chrono::ceil<milliseconds>(deadline_ - steady_clock::now());
  return std::max(left, milliseconds(0));
}

milliseconds Watch::slice() const { return std::min(kSlice, left()); }

}  // namespace lazada::open_platform
