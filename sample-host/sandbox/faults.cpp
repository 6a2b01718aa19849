#include "sandbox/faults.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sandbox/control_body.hpp"
#include "sandbox/regions.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

constexpr Words<FaultKind, 16> kKinds = {{{"ban", FaultKind::kBan},
                                          {"error", FaultKind::kError},
                                          {"http", FaultKind::kHttp},
                                          {"html", FaultKind::kHtml},
                                          {"redirect", FaultKind::kRedirect},
                                          {"reset", FaultKind::kReset},
                                          {"truncate", FaultKind::kTruncate},
                                          {"chunk_cut", FaultKind::kChunkCut},
                                          {"slow", FaultKind::kSlow},
                                          {"drip", FaultKind::kDrip},
                                          {"wrong_types", FaultKind::kWrongTypes},
                                          {"malformed_order", FaultKind::kMalformedOrder},
                                          {"huge", FaultKind::kHuge},
                                          {"item_error", FaultKind::kItemError},
                                          {"churn", FaultKind::kChurn},
                                          {"late_rows", FaultKind::kLateRows}}};
constexpr Words<const char*, 2> kScopes = {{{"api", "api"}, {"app", "app"}}};
constexpr Words<bool, 2> kLengths = {{{"matching", true}, {"full", false}}};
constexpr Words<bool, 2> kMoments = {{{"before", false}, {"after", true}}};

constexpr Bounds kStatuses{100, 599};
constexpr Bounds kWaitMs{0, 600000};
constexpr int64_t kMostBytes = 1LL << 30U;

// The region of a call as the gateway names it: "auth" for token calls, "rest" for bare ones.
void CheckRegion(const ControlBody& body, const std::string& region) {
  std::vector<std::string> allowed = {"*", "auth", "rest"};
  for (const Region& venue : Regions()) allowed.emplace_back(venue.code);
  if (std::find(allowed.begin(), allowed.end(), region) == allowed.end()) {
    body.Refuse("region", Choice(allowed));
  }
}

}  // namespace

std::string KindName(FaultKind kind) {
  for (const auto& [word, candidate] : kKinds) {
    if (candidate == kind) return word;
  }
  return "";
}

Fault Faults::Read(const json& document) {
  ControlBody body(document, "fault");
  Fault fault;
  body.Require("kind");
  body.Take("kind", kKinds, fault.kind);
  if (fault.kind == FaultKind::kHtml) fault.status = 200;
  if (fault.kind == FaultKind::kRedirect) fault.status = 302;
  if (fault.kind == FaultKind::kHuge) fault.bytes = 64LL << 20U;
  if (fault.kind == FaultKind::kItemError) {
    fault.code = "700024";
    fault.message = "get lock failed";
  }
  const char* scope = "api";
  body.TakeApi("api", fault.api);
  body.Take("region", fault.region);
  CheckRegion(body, fault.region);
  body.Take("skip", fault.skip, kCount);
  body.Take("count", fault.count, {-1, kCount.most});
  body.TakeShare("rate", fault.rate);
  body.Take("seconds", fault.seconds, kWaitS);
  body.Take("scope", kScopes, scope);
  body.Take("type", fault.type);
  body.Take("code", fault.code);
  body.Take("message", fault.message);
  body.Take("status", fault.status, kStatuses);
  body.Take("body", fault.body);
  body.Take("location", fault.location);
  body.Take("keep", fault.keep, {-1, kMostBytes});
  body.Take("length", kLengths, fault.matching_length);
  body.Take("ms", fault.ms, kWaitMs);
  body.Take("bytes", fault.bytes, {1, kMostBytes});
  body.Take("interval_ms", fault.interval_ms, kWaitMs);
  body.Take("retry", fault.retry);
  body.Take("orders", fault.orders, kCount);
  body.Take("when", kMoments, fault.after_effect);
  body.Done();
  fault.scope = scope;
  return fault;
}

int64_t Faults::Add(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  faults_.push_back(fault);
  faults_.back().id = next_id_++;
  return faults_.back().id;
}

bool Faults::Remove(int64_t id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(faults_, [&](const Fault& fault) { return fault.id == id; }) > 0;
}

void Faults::Clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

json Faults::Describe() const {
  const std::lock_guard lock(mutex_);
  json list = json::array();
  for (const Fault& fault : faults_) {
    list.push_back({{"id", fault.id},
                    {"kind", KindName(fault.kind)},
                    {"api", fault.api},
                    {"region", fault.region},
                    {"skip", fault.skip},
                    {"count", fault.count},
                    {"rate", fault.rate},
                    {"when", fault.after_effect ? "after" : "before"},
                    {"struck", fault.struck}});
  }
  return list;
}

std::vector<Fault> Faults::Take(const std::string& api, const std::string& region) {
  const std::lock_guard lock(mutex_);
  std::vector<Fault> taken;
  for (Fault& fault : faults_) {
    if (fault.count == 0 || (fault.api != "*" && fault.api != api) ||
        (fault.region != "*" && fault.region != region)) {
      continue;
    }
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    if (fault.rate < 1.0 && static_cast<double>(random_.Below(1000000)) >= fault.rate * 1e6) {
      continue;
    }
    if (fault.count > 0) --fault.count;
    ++fault.struck;
    taken.push_back(fault);
  }
  return taken;
}

}  // namespace sandbox
