#include "sandbox/faults.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

namespace sandbox {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 16> kKinds = {
    "ban",      "error",      "http",  "html",     "redirect",    "reset",
    "truncate", "chunk_cut",  "slow",  "drip",     "wrong_types", "malformed_order",
    "huge",     "item_error", "churn", "late_rows"};

template <typename T>
void ReadMember(const json& document, const char* name, T& into) {
  const auto at = document.find(name);
  if (at != document.end()) into = at->get<T>();
}

FaultKind KindOfFault(const std::string& word) {
  const auto at = std::find(kKinds.begin(), kKinds.end(), word);
  if (at == kKinds.end()) throw std::invalid_argument("unknown fault kind \"" + word + "\"");
  return static_cast<FaultKind>(at - kKinds.begin());
}

}  // namespace

std::string KindName(FaultKind kind) { return std::string(kKinds[static_cast<size_t>(kind)]); }

Fault Faults::Read(const json& document) {
  if (!document.is_object() || !document.contains("kind")) {
    throw std::invalid_argument("a fault is an object with a \"kind\"");
  }
  Fault fault;
  try {
    fault.kind = KindOfFault(document.at("kind").get<std::string>());
    if (fault.kind == FaultKind::kHtml) fault.status = 200;
    if (fault.kind == FaultKind::kRedirect) fault.status = 302;
    if (fault.kind == FaultKind::kHuge) fault.bytes = 64LL << 20U;
    if (fault.kind == FaultKind::kItemError) {
      fault.code = "700024";
      fault.message = "get lock failed";
    }
    ReadMember(document, "api", fault.api);
    ReadMember(document, "region", fault.region);
    ReadMember(document, "skip", fault.skip);
    ReadMember(document, "count", fault.count);
    ReadMember(document, "rate", fault.rate);
    ReadMember(document, "seconds", fault.seconds);
    ReadMember(document, "scope", fault.scope);
    ReadMember(document, "type", fault.type);
    ReadMember(document, "code", fault.code);
    ReadMember(document, "message", fault.message);
    ReadMember(document, "status", fault.status);
    ReadMember(document, "body", fault.body);
    ReadMember(document, "location", fault.location);
    ReadMember(document, "keep", fault.keep);
    ReadMember(document, "ms", fault.ms);
    ReadMember(document, "bytes", fault.bytes);
    ReadMember(document, "interval_ms", fault.interval_ms);
    ReadMember(document, "retry", fault.retry);
    ReadMember(document, "orders", fault.orders);
    fault.matching_length = document.value("length", "full") == "matching";
    fault.after_effect = document.value("when", "before") == "after";
  } catch (const json::exception& error) {
    throw std::invalid_argument(std::string("a member of the fault has a wrong type: ") +
                                error.what());
  }
  if (fault.scope != "api" && fault.scope != "app") {
    throw std::invalid_argument("\"scope\" is api or app");
  }
  if (fault.bytes < 1) throw std::invalid_argument("\"bytes\" is at least 1");
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
