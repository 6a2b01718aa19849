#include "plugin/flow/push_result.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "plugin/mapping/fulfilment.hpp"
#include "plugin/mapping/status.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada::flow {
namespace {

using nlohmann::json;

void put(json& object, const char* member, const std::string& text) {
  if (!text.empty()) object[member] = text;
}

json outcome_json(const std::string& order_id, const std::string& item_id, const Outcome& outcome) {
  json row{{"order_id", order_id}, {"item_id", item_id}, {"outcome", name(outcome.kind)}};
  put(row, "reason", outcome.reason);
  put(row, "message", outcome.message);
  put(row, "platform_code", outcome.platform_code);
  put(row, "request_id", outcome.request_id);
  if (outcome.retryable) row["retryable"] = *outcome.retryable;
  return row;
}

std::string join(const std::vector<std::string>& objects) {
  std::string list = "[";
  for (const std::string& object : objects) {
    if (list.size() > 1) list += ',';
    list += object;
  }
  return list + "]";
}

}  // namespace

void PushResult::add_missing(const std::string& order_id, const std::string& item_id,
                             const Outcome& outcome) {
  items_.push_back(open_platform::to_text(outcome_json(order_id, item_id, outcome)));
}

void PushResult::collect(ShipmentBook& book) {
  // Package ids are unique in a store, and an order's items may lie in several.
  std::map<std::pair<std::string, std::string>, std::vector<const ShipmentItem*>> packages;
  book.each([&](ShipmentItem& item) {
    const mapping::ItemState& state = item.state;
    if (!state.package_id.empty()) packages[{item.order_id, state.package_id}].push_back(&item);
    if (!item.wanted || !item.outcome) return;
    json row = outcome_json(item.order_id, state.item_id, *item.outcome);
    for (const Step step : item.steps) row["steps"].push_back(name(step));
    row["fulfilment"] = mapping::name(state.fulfilment);
    row["status"] = mapping::name(state.status);
    put(row, "status_raw", state.status_raw);
    put(row, "package_id", state.package_id);
    put(row, "tracking_number", state.tracking_number);
    put(row, "carrier", state.carrier);
    items_.push_back(open_platform::to_text(row));
  });
  for (const auto& [key, items] : packages) {
    json package{{"order_id", key.first}, {"package_id", key.second}, {"item_ids", json::array()}};
    bool wanted = false;
    for (const ShipmentItem* item : items) {
      package["item_ids"].push_back(item->state.item_id);
      wanted |= item->wanted;
    }
    if (!wanted) continue;
    const mapping::ItemState& state = items.front()->state;
    put(package, "tracking_number", state.tracking_number);
    put(package, "carrier", state.carrier);
    if (const auto label = labels.find(key.second); label != labels.end()) {
      package["label"] = label->second ? "printable" : "not_printable";
    } else if (!has_label(state)) {
      package["label"] = "none";
    }
    packages_.push_back(open_platform::to_text(package));
  }
}

std::string PushResult::write(bool dry_run, std::int64_t calls) const {
  return std::string(R"({"schema":"chapi.push-result/1","dry_run":)") +
         (dry_run ? "true" : "false") + R"(,"calls":)" + std::to_string(calls) + R"(,"items":)" +
         join(items_) + R"(,"packages":)" + join(packages_) + "}";
}

}  // namespace lazada::flow
