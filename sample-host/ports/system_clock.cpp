#include "ports/system_clock.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace channel_host {
namespace {

// How late a cancellation may be noticed.
constexpr std::int64_t kSliceMs = 50;

template <typename Clock>
std::int64_t milliseconds_of() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::int64_t SystemClock::now_ms() { return milliseconds_of<std::chrono::system_clock>(); }

std::int64_t SystemClock::monotonic_ms() { return milliseconds_of<std::chrono::steady_clock>(); }

bool SystemClock::sleep_ms(std::int64_t ms, const chapi_call* call) {
  const std::int64_t end = monotonic_ms() + ms;
  for (;;) {
    if (chapi::host::detail::cancelled(call)) return false;
    const std::int64_t left = end - monotonic_ms();
    if (left <= 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(left, kSliceMs)));
  }
}

}  // namespace channel_host
