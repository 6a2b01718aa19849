#include "plugin/open_platform/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace lazada::open_platform {
namespace {

[[noreturn]] void report_ban(const std::string& api, std::int64_t left) {
  Error e(CHAPI_RATE_LIMITED, "banned",
          "Lazada has banned " + api + " for another " + std::to_string((left + 999) / 1000) +
              " seconds; try again after that.");
  e.retryable = true;
  e.retry_after_ms = left;
  e.call = api;
  throw e;
}

}  // namespace

struct RateLimit::Buckets {
  struct Bucket {
    double tokens = 0;
    std::int64_t filled_at = 0;
    std::int64_t banned_until = 0;
    bool known = false;
  };
  std::mutex mutex;
  std::map<std::string, Bucket> of_api;
  std::int64_t all_banned_until = 0;
};

std::shared_ptr<RateLimit::Buckets> RateLimit::shared(const std::string& app_key) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<Buckets>> all;
  const std::lock_guard lock(mutex);
  std::erase_if(all, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<Buckets>& known = all[app_key];
  std::shared_ptr<Buckets> buckets = known.lock();
  if (!buckets) known = buckets = std::make_shared<Buckets>();
  return buckets;
}

RateLimit::RateLimit(const std::string& app_key, int calls_per_second, const Quota* quota)
    : app_key_(app_key),
      per_ms_(calls_per_second / 1000.0),
      burst_(calls_per_second),
      buckets_(shared(app_key)) {
  if (quota != nullptr) quota_ = *quota;
}

RateLimit::~RateLimit() = default;

void RateLimit::acquire(const std::string& api, const Call& call) {
  if (quota_) {
    quota_->acquire(app_key_.c_str(), api.c_str(), 1, call);
    return;
  }
  for (;;) {
    call.check();
    std::int64_t wait = 0;
    bool banned = false;
    {
      const std::lock_guard lock(buckets_->mutex);
      const std::int64_t now = call.clock().monotonic_ms();
      Buckets::Bucket& bucket = buckets_->of_api[api];
      if (!bucket.known) {
        bucket.tokens = burst_;
        bucket.filled_at = now;
        bucket.known = true;
      }
      const auto passed = static_cast<double>(std::max<std::int64_t>(0, now - bucket.filled_at));
      bucket.tokens = std::min(burst_, bucket.tokens + passed * per_ms_);
      bucket.filled_at = now;
      wait = std::max(bucket.banned_until, buckets_->all_banned_until) - now;
      banned = wait > 0;
      if (!banned) {
        // Taken on credit: whoever comes later waits behind us.
        bucket.tokens -= 1;
        wait =
            bucket.tokens >= 0 ? 0 : static_cast<std::int64_t>(std::ceil(-bucket.tokens / per_ms_));
      }
    }
    if (!banned) {
      if (wait > 0) call.sleep_ms(wait);
      return;
    }
    if (wait > kLongestWait || wait >= call.remaining_ms()) report_ban(api, wait);
    call.sleep_ms(wait);
  }
}

void RateLimit::ban(const std::string& api, std::int64_t ms, const Call& call) {
  if (quota_) {
    quota_->ban(app_key_.c_str(), api.empty() ? nullptr : api.c_str(), ms);
    return;
  }
  const std::lock_guard lock(buckets_->mutex);
  std::int64_t& until =
      api.empty() ? buckets_->all_banned_until : buckets_->of_api[api].banned_until;
  until = std::max(until, call.clock().monotonic_ms() + ms);
}

}  // namespace lazada::open_platform
