// Keeps calls below Lazada's limits, per application key and API, for all channels of a process.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "plugin/open_platform/client.hpp"

namespace lazada::open_platform {

using chapi::module::Quota;

// Any thread.  Instances for the same application key share their state.  With the host's quota
// port everything is left to the port, which knows the other processes as well.
class RateLimit {
 public:
  // A longer ban is reported, so that the host can do something else meanwhile.
  static constexpr std::int64_t kLongestWait = 60'000;

  RateLimit(const std::string& app_key, int calls_per_second, const Quota* quota);
  ~RateLimit();

  // Waits for permission to make one call.  Throws Error: rate_limited with retry_after_ms when
  // a ban lasts longer than it makes sense to wait inside a call; cancelled; deadline.
  void acquire(const std::string& api, const Call& call);

  // Nobody may call this API (empty: any API of the application) for so long.
  void ban(const std::string& api, std::int64_t ms, const Call& call);

 private:
  struct Buckets;
  static std::shared_ptr<Buckets> shared(const std::string& app_key);

  std::string app_key_;
  double per_ms_;
  double burst_;
  std::optional<Quota> quota_;
  std::shared_ptr<Buckets> buckets_;
};

}  // namespace lazada::open_platform
