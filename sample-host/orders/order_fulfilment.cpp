#include <algorithm>
#include <utility>

#include "orders/order_status.hpp"
#include "orders/order_table.hpp"
#include "orders/shipping_method.hpp"

namespace channel_host {
namespace {

bool nobody_holds(const StoredOrder& order) {
  return order.unmapped_items == 0 && !order.frozen && order.owner == "marketplace" &&
         (order.state == OrderState::kPending || order.state == OrderState::kProcessed);
}

}  // namespace

std::vector<std::string> OrderTable::shippable(std::string_view store,
                                               const std::vector<std::string_view>& statuses) {
  derive_all();
  std::vector<std::pair<std::int64_t, std::string>> found;
  // An item that moves makes the order one of these.
  for (const std::string_view status :
       {"unpaid", "pending", "packed", "ready_to_ship", "shipped", "returning"}) {
    const auto of_status_after = [&](const OrderPlace& after) {
      return database_.query(
          "SELECT created_at_ms, number FROM order_term WHERE tenant = ? AND term = ? AND "
          "(created_at_ms, number) > (CAST(? AS BIGINT), CAST(? AS BIGINT)) ORDER BY "
          "created_at_ms, number LIMIT 500",
          tenant_, terms_.status(store, status), after.created_at_ms, after.number);
    };
    each_page(of_status_after, [&](const StoredOrder& order) {
      const bool ships =
          nobody_holds(order) &&
          std::any_of(order.items.begin(), order.items.end(), [&](const OrderItem& item) {
            return seller_ships(item.fulfilment) &&
                   std::find(statuses.begin(), statuses.end(), item.status) != statuses.end();
          });
      if (ships) found.emplace_back(order.created_at_ms, order.order_id);
    });
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> ids;
  for (auto& [created, id] : found) ids.push_back(std::move(id));
  return ids;
}

void OrderTable::apply_progress(std::string_view store, std::string_view order_id,
                                const OrderItem& progress) {
  const std::vector<StoredOrder> before = load(store, {order_id});
  const bool known = !before.empty() &&
                     std::any_of(before[0].items.begin(), before[0].items.end(),
                                 [&](const OrderItem& i) { return i.item_id == progress.item_id; });
  if (!known) return;
  database_.run(
      "INSERT INTO item_progress (tenant, store, order_id, item_id, status, status_raw, "
      "package_id, tracking_number, carrier) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
      "(tenant, store, order_id, item_id) DO UPDATE SET status = coalesce(nullif(excluded.status, "
      "''), item_progress.status), status_raw = coalesce(nullif(excluded.status_raw, ''), "
      "item_progress.status_raw), package_id = coalesce(nullif(excluded.package_id, ''), "
      "item_progress.package_id), tracking_number = coalesce(nullif(excluded.tracking_number, ''), "
      "item_progress.tracking_number), carrier = coalesce(nullif(excluded.carrier, ''), "
      "item_progress.carrier)",
      tenant_, store, order_id, progress.item_id, progress.status, progress.status_raw,
      progress.package_id, progress.tracking_number, progress.carrier);
  const StoredOrder& old = before[0];
  const std::vector<OrderItem> now = load(store, {order_id})[0].items;
  std::string status = old.status;
  if (!progress.status.empty()) {
    std::vector<std::string> statuses;
    for (const OrderItem& item : now) statuses.push_back(item.status);
    status = order_status(statuses);
  }
  const std::string ways = ways_of(now);
  database_.run(
      "UPDATE channel_order SET status = ?, ways = ? WHERE tenant = ? AND store = ? AND order_id = "
      "?",
      status, ways, tenant_, store, order_id);
  OrderTermRows terms(database_, tenant_);
  const OrderPlace place{old.created_at_ms, old.number};
  terms.replace(place, terms_.of(store, old.status, ways_of(old.items), old.items), place,
                terms_.of(store, status, ways, now));
  terms.flush();
  keep_ways({ways});
}

}  // namespace channel_host
