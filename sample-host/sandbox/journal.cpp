#include "sandbox/journal.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace sandbox {
namespace {

using nlohmann::json;

constexpr size_t kKept = 100000;
constexpr std::array<std::string_view, 4> kSecret = {"access_token", "refresh_token", "code",
                                                     "sign"};

}  // namespace

void Journal::AddCall(CallRecord record) {
  for (const std::string_view name : kSecret) {
    const auto at = record.parameters.find(name);
    if (at != record.parameters.end()) at->second = "***";
  }
  const std::lock_guard lock(mutex_);
  Counter& counter = counters_[record.api];
  ++counter.calls;
  ++counter.codes[record.code];
  if (record.effect) ++counter.effects;
  calls_.push_back(std::move(record));
  ++next_call_;
  if (calls_.size() > kKept) calls_.pop_front();
}

void Journal::AddEffects(const std::vector<Effect>& effects) {
  const std::lock_guard lock(mutex_);
  for (const Effect& effect : effects) {
    effects_.push_back(effect);
    ++next_effect_;
    if (effects_.size() > kKept) effects_.pop_front();
  }
}

void Journal::Enter(const std::string& region) {
  const std::lock_guard lock(mutex_);
  Concurrency& seen = concurrency_[region];
  seen.most = std::max(seen.most, ++seen.now);
}

void Journal::Leave(const std::string& region) {
  const std::lock_guard lock(mutex_);
  --concurrency_[region].now;
}

void Journal::Clear() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
  effects_.clear();
  counters_.clear();
  for (auto& [region, seen] : concurrency_) seen.most = seen.now;
}

json Journal::Calls(const std::string& api, const std::string& region, int64_t after_number,
                    size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<json> found;
  int64_t number = next_call_;
  for (auto at = calls_.rbegin(); at != calls_.rend() && found.size() < limit; ++at) {
    --number;
    if (number <= after_number) break;
    if ((!api.empty() && at->api != api) || (!region.empty() && at->region != region)) continue;
    found.push_back({{"number", number},
                     {"time_ms", at->time_ms},
                     {"region", at->region},
                     {"api", at->api},
                     {"method", at->method},
                     {"parameters", at->parameters},
                     {"http_status", at->http_status},
                     {"code", at->code},
                     {"request_id", at->request_id},
                     {"fault", at->fault},
                     {"effect", at->effect},
                     {"ms", static_cast<double>(at->duration_us) / 1000.0}});
  }
  std::reverse(found.begin(), found.end());
  return found;
}

json Journal::Effects(const std::string& api, int64_t after_number, size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<json> found;
  int64_t number = next_effect_;
  for (auto at = effects_.rbegin(); at != effects_.rend() && found.size() < limit; ++at) {
    --number;
    if (number <= after_number) break;
    if (!api.empty() && at->api != api) continue;
    found.push_back({{"number", number},
                     {"time_ms", at->time_ms},
                     {"region", at->region},
                     {"api", at->api},
                     {"what", at->what},
                     {"seller_id", at->seller_id},
                     {"order_id", at->order_id},
                     {"order_item_id", at->order_item_id},
                     {"package_id", at->package_id}});
  }
  std::reverse(found.begin(), found.end());
  return found;
}

json Journal::Counters() const {
  const std::lock_guard lock(mutex_);
  json apis = json::object();
  int64_t calls = 0;
  for (const auto& [api, counter] : counters_) {
    calls += counter.calls;
    apis[api] = {{"calls", counter.calls}, {"effects", counter.effects}, {"codes", counter.codes}};
  }
  json most = json::object();
  for (const auto& [region, seen] : concurrency_) most[region] = seen.most;
  return {{"calls", calls}, {"apis", apis}, {"most_at_once", most}};
}

}  // namespace sandbox
