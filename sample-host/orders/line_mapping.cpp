#include "orders/line_mapping.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "orders/order_status.hpp"

namespace channel_host {

void set_mapping(std::vector<OrderItem>& items, const std::vector<std::string>& unmapped) {
  for (OrderItem& item : items) {
    const bool waits = std::find(unmapped.begin(), unmapped.end(), item.item_id) != unmapped.end();
    item.mapping = status_is_dead(item.status) ? "ignored" : (waits ? "unmapped" : "mapped");
  }
}

void read_mapping(std::vector<OrderItem>& items, int unmapped_items, std::string_view components) {
  std::vector<std::string> unmapped;
  if (unmapped_items > 0) {
    std::set<std::string> mapped;
    // As a module wrote it: what breaks the contract names no line, and hides no order.
    for (const auto& component : nlohmann::json::parse(components, nullptr, false)) {
      if (!component.is_object() || !component.contains("line_ids")) continue;
      for (const auto& line : component["line_ids"]) {
        if (line.is_string()) mapped.insert(line.get<std::string>());
      }
    }
    for (const OrderItem& item : items) {
      if (!mapped.contains(item.item_id)) unmapped.push_back(item.item_id);
    }
  }
  set_mapping(items, unmapped);
}

}  // namespace channel_host
