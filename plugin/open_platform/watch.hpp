// The time limits of one request, checked at every turn of the socket.
#pragma once

#include <chrono>
#include <cstdint>

#include "plugin/open_platform/client.hpp"

namespace lazada::open_platform {

// Real time decides, not the host's clock: sockets wait in real time.  The host's clock decides
// about the budget of the call.  One thread.
class Watch {
 public:
  enum class End { kNone, kTimeout, kCancelled, kBudget };

  Watch(std::int64_t timeout_ms, const Call& call);

  // False when the request has to end; ended() says why and stays.
  bool go_on();
  End ended() const { return ended_; }
  // How long the socket may wait before go_on() is asked again: at most 100 ms.
  std::chrono::milliseconds slice() const;
  std::chrono::milliseconds left() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  const Call& call_;
  SteadyTime deadline_;
  SteadyTime next_look_;  // when the host is asked again whether the call goes on
  End ended_ = End::kNone;
};

}  // namespace lazada::open_platform
