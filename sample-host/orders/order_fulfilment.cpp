#include <algorithm>
#include <utility>

#include "json_text.hpp"
#include "orders/order_status.hpp"
#include "orders/order_table.hpp"
#include "orders/shipping_method.hpp"

namespace channel_host {

std::vector<std::string> OrderTable::shippable(std::string_view store,
                                               const std::vector<std::string_view>& statuses) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  auto rows = database_.query(
      "SELECT o.created_at_ms, o.order_id FROM channel_order o WHERE o.tenant = ?1 AND o.store = "
      "?2 AND o.status IN ('unpaid', 'pending', 'packed', 'ready_to_ship', 'shipped', 'returning') "
      "AND o.unmapped_items = 0 AND o.frozen = 0 AND o.owner = 'marketplace' AND o.state IN "
      "('pending', 'processed') AND EXISTS (SELECT 1 FROM channel_order_item i WHERE i.tenant = ?1 "
      "AND i.store = ?2 AND i.order_id = o.order_id AND i.fulfilment NOT IN ('marketplace', "
      "'store_pickup') AND i.status IN (SELECT value FROM json_each(?3)))",
      tenant_, store, json_array(statuses));
  while (rows.next()) found.emplace_back(rows.integer(0), rows.string(1));
  // Here and not in the query: there it would tempt SQLite to read all orders in that order.
  std::sort(found.begin(), found.end());
  std::vector<std::string> ids;
  for (auto& [created, id] : found) ids.push_back(std::move(id));
  return ids;
}

void OrderTable::apply_progress(std::string_view store, std::string_view order_id,
                                const OrderItem& progress) {
  const std::int64_t changed = database_.run(
      "UPDATE channel_order_item SET status = coalesce(nullif(?5, ''), status), status_raw = "
      "coalesce(nullif(?6, ''), status_raw), package_id = coalesce(nullif(?7, ''), package_id), "
      "tracking_number = coalesce(nullif(?8, ''), tracking_number), carrier = coalesce(nullif(?9, "
      "''), carrier) WHERE tenant = ?1 AND store = ?2 AND order_id = ?3 AND item_id = ?4",
      tenant_, store, order_id, progress.item_id, progress.status, progress.status_raw,
      progress.package_id, progress.tracking_number, progress.carrier);
  if (changed == 0 || progress.status.empty()) return;
  const std::vector<OrderItem> now = items(store, order_id);
  std::vector<std::string> statuses;
  for (const OrderItem& item : now) statuses.push_back(item.status);
  database_.run(
      "UPDATE channel_order SET status = ?, ways = ? WHERE tenant = ? AND store = ? AND order_id = "
      "?",
      order_status(statuses), ways_of(now), tenant_, store, order_id);
}

}  // namespace channel_host
