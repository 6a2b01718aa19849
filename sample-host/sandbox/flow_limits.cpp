#include "sandbox/flow_limits.hpp"

#include <nlohmann/json.hpp>

#include "sandbox/answer.hpp"

namespace sandbox {
namespace {

constexpr const char* kWholeApp = "*";

ApiError Banned(const std::string& scope, int64_t left_ms) {
  const std::string seconds = std::to_string((left_ms + 999) / 1000);
  const bool app = scope == kWholeApp;
  return GatewayError(app ? "AppCallLimit" : "ApiCallLimit",
                      std::string(app ? "App call frequency" : "Api access frequency") +
                          " exceeds the limit. this ban will last " + seconds + " seconds");
}

}  // namespace

void FlowLimits::SetLimit(const std::string& api, int calls_per_second, int64_t ban_s) {
  const std::lock_guard lock(mutex_);
  if (calls_per_second <= 0) {
    limits_.erase(api);
  } else {
    limits_[api] = {calls_per_second, ban_s};
  }
}

void FlowLimits::Ban(const std::string& api, int64_t seconds, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  ban_end_ms_[api] = now_ms + seconds * 1000;
}

void FlowLimits::Clear() {
  const std::lock_guard lock(mutex_);
  limits_.clear();
  windows_.clear();
  ban_end_ms_.clear();
}

void FlowLimits::Count(const std::string& api, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  for (const std::string& scope : {std::string(kWholeApp), api}) {
    const auto ban = ban_end_ms_.find(scope);
    if (ban == ban_end_ms_.end()) continue;
    if (ban->second > now_ms) throw Banned(scope, ban->second - now_ms);
    ban_end_ms_.erase(ban);
  }
  auto limit = limits_.find(api);
  if (limit == limits_.end()) limit = limits_.find("*");
  if (limit == limits_.end()) return;
  Window& window = windows_[api];
  if (window.second != now_ms / 1000) window = {now_ms / 1000, 0};
  if (++window.calls <= limit->second.calls_per_second) return;
  ban_end_ms_[api] = now_ms + limit->second.ban_s * 1000;
  throw Banned(api, limit->second.ban_s * 1000);
}

nlohmann::json FlowLimits::Describe() const {
  const std::lock_guard lock(mutex_);
  nlohmann::json document = {{"limits", nlohmann::json::object()},
                             {"bans", nlohmann::json::object()}};
  for (const auto& [api, limit] : limits_) {
    document["limits"][api] = {{"calls_per_second", limit.calls_per_second},
                               {"ban_s", limit.ban_s}};
  }
  for (const auto& [api, end_ms] : ban_end_ms_) document["bans"][api] = {{"until_ms", end_ms}};
  return document;
}

}  // namespace sandbox
