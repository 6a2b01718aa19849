// Calls per second, and the bans that follow.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sandbox {

// Any thread. Times are epoch milliseconds of the sandbox clock.
class FlowLimits {
 public:
  // At most `calls_per_second` calls of `api` ("*": of each API); the next one starts a ban of
  // `ban_s` seconds. Zero takes the limit away.
  void SetLimit(const std::string& api, int calls_per_second, int64_t ban_s);
  // Refuses `api`, or everything when it is "*", for `seconds`.
  void Ban(const std::string& api, int64_t seconds, int64_t now_ms);
  void Clear();

  // Counts a call; throws ApiError ApiCallLimit or AppCallLimit while a ban lasts.
  void Count(const std::string& api, int64_t now_ms);
  nlohmann::json Describe() const;

 private:
  struct Limit {
    int calls_per_second = 0;
    int64_t ban_s = 1;
  };
  struct Window {
    int64_t second = -1;
    int calls = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Limit> limits_;
  std::map<std::string, Window> windows_;
  std::map<std::string, int64_t> ban_end_ms_;
};

}  // namespace sandbox
