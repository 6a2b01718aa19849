#include "orders/order_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "orders/attention.hpp"
#include "orders/order_edits.hpp"

namespace channel_host {
namespace {

using nlohmann::ordered_json;

void overlay(ordered_json& item, const char* member, const std::string& value) {
  if (!value.empty()) item[member] = value;
}

bool covers(const ordered_json& component, const std::string& item_id) {
  const auto lines = component.find("line_ids");
  return lines != component.end() &&
         std::find(lines->begin(), lines->end(), item_id) != lines->end();
}

}  // namespace

std::string host_status_of(const StoredOrder& order, const StatusTable& statuses) {
  return order.host_status.empty() ? std::string(statuses.host_status(order.status))
                                   : order.host_status;
}

ordered_json order_document(const StoredOrder& order, const StatusTable& statuses_of_host) {
  const ordered_json came = ordered_json::parse(order.document);
  ordered_json shown;
  for (const auto& [key, value] : came.items()) {
    if (key == "items") continue;
    shown[key] = value;
    if (key == "region") shown["store"] = order.store;
  }
  shown["status"] = order.status;
  shown["number"] = own_number(order.number);
  shown["state"] = state_word(order.state);
  shown["frozen"] = order.frozen;
  shown["tab"] = tab_of(order.state, order.frozen);
  shown["host_status"] = host_status_of(order, statuses_of_host);
  shown["owner"] = order.owner;
  shown["customer_id"] = order.customer_id;
  // The channel order has remarks of its own.
  shown["own_remarks"] = read_edits(order.edited).remarks;
  shown["attention"] = attention_words(order.attention);
  shown["version"] = order.version;
  ordered_json statuses = ordered_json::array();
  const ordered_json components = ordered_json::parse(order.components);
  ordered_json items = ordered_json::array();
  for (ordered_json item : came.at("items")) {
    const auto id = item.at("item_id").get<std::string>();
    const auto stored = std::find_if(order.items.begin(), order.items.end(),
                                     [&](const OrderItem& one) { return one.item_id == id; });
    if (stored != order.items.end()) {
      overlay(item, "status", stored->status);
      overlay(item, "status_raw", stored->status_raw);
      overlay(item, "package_id", stored->package_id);
      overlay(item, "tracking_number", stored->tracking_number);
      overlay(item, "carrier", stored->carrier);
      ordered_json mine = ordered_json::array();
      for (const ordered_json& component : components) {
        if (covers(component, id)) mine.push_back(component);
      }
      item["mapping"] = {{"state", stored->mapping}, {"components", std::move(mine)}};
    }
    const ordered_json& status = item["status"];
    if (std::find(statuses.begin(), statuses.end(), status) == statuses.end()) {
      statuses.push_back(status);
    }
    items.push_back(std::move(item));
  }
  shown["statuses"] = std::move(statuses);
  shown["items"] = std::move(items);
  return shown;
}

}  // namespace channel_host
