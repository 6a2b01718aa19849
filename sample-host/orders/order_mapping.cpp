#include <algorithm>
#include <map>
#include <set>

#include "db/batch.hpp"
#include "json_text.hpp"
#include "orders/attention.hpp"
#include "orders/line_mapping.hpp"
#include "orders/order_table.hpp"

namespace channel_host {
namespace {

std::int64_t with_mapping(std::int64_t attention, OrderState state,
                          const std::vector<OrderItem>& items) {
  const std::int64_t rest = attention & ~kUnmappedLine;
  const bool waits = std::any_of(items.begin(), items.end(), waits_for_mapping);
  return state != OrderState::kVoid && waits ? rest | kUnmappedLine : rest;
}

}  // namespace

void OrderTable::mark_mapping_due(std::string_view store,
                                  const std::vector<std::string_view>& skus) {
  std::vector<std::string> terms;
  for (const std::string_view sku : skus) terms.push_back(std::to_string(terms_.sku(store, sku)));
  database_.run(
      "UPDATE channel_order SET mapping_due = 1 WHERE tenant = ?1 AND number IN (SELECT t.number "
      "FROM json_each(?2) w CROSS JOIN order_term t WHERE t.tenant = ?1 AND t.term = CAST(w.value "
      "AS BIGINT))",
      tenant_, json_array({terms.begin(), terms.end()}));
  // Orders of an earlier program have no terms yet.
  database_.run(
      "UPDATE channel_order SET mapping_due = 1 WHERE tenant = ? AND store = ? AND derived = 0",
      tenant_, store);
}

std::vector<StoredOrder> OrderTable::due_orders(std::string_view store, int limit) {
  std::vector<std::string> ids;
  {
    auto rows = database_.query(
        "SELECT order_id FROM channel_order WHERE tenant = ? AND store = ? AND mapping_due = 1 "
        "ORDER BY order_id LIMIT ?",
        tenant_, store, limit);
    while (rows.next()) ids.push_back(rows.string(0));
  }
  return load(store, {ids.begin(), ids.end()});
}

void OrderTable::apply_mapping(std::string_view store, const std::vector<StoredOrder>& orders,
                               const std::vector<MappedOrder>& mapped) {
  db::Batch order_states(
      database_,
      "WITH r (tenant, store, order_id, components, unmapped_items, attention) AS (VALUES (?, ?, "
      "?, ?, ?, ?)) UPDATE channel_order SET mapping_due = 0, components = r.components, "
      "unmapped_items = r.unmapped_items, attention = r.attention FROM r WHERE "
      "channel_order.tenant = r.tenant AND channel_order.store = r.store AND "
      "channel_order.order_id = r.order_id");
  for (std::size_t i = 0; i < orders.size(); ++i) {
    std::vector<OrderItem> items = orders[i].items;
    set_mapping(items, mapped[i].unmapped);
    order_states.add(tenant_, store, orders[i].order_id, mapped[i].components,
                     mapped[i].unmapped.size(),
                     with_mapping(orders[i].attention, orders[i].state, items));
  }
  order_states.flush();
}

std::vector<WaitingSku> OrderTable::waiting_skus(std::string_view store) {
  std::map<std::pair<std::string, std::string>, WaitingSku> waiting;
  const auto unmapped_after = [&](const OrderPlace& after) {
    return database_.query(
        "SELECT created_at_ms, number FROM channel_order WHERE tenant = ? AND unmapped_items > 0 "
        "AND (created_at_ms, number) > (CAST(? AS BIGINT), CAST(? AS BIGINT)) ORDER BY "
        "created_at_ms, number LIMIT 500",
        tenant_, after.created_at_ms, after.number);
  };
  each_page(unmapped_after, [&](const StoredOrder& order) {
    if (!store.empty() && order.store != store) return;
    std::set<std::string_view> counted;
    for (const OrderItem& item : order.items) {
      if (item.mapping != "unmapped") continue;
      WaitingSku& sku = waiting[{order.store, item.sku}];
      sku.store = order.store;
      sku.sku = item.sku;
      sku.name = std::max(sku.name, item.name);
      sku.items += 1;
      sku.orders += counted.insert(item.sku).second ? 1 : 0;
    }
  });
  std::vector<WaitingSku> list;
  for (auto& [key, sku] : waiting) list.push_back(std::move(sku));
  std::stable_sort(list.begin(), list.end(), [](const WaitingSku& a, const WaitingSku& b) {
    return std::pair(a.orders, a.items) > std::pair(b.orders, b.items);
  });
  return list;
}

}  // namespace channel_host
