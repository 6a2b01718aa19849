#include <algorithm>

#include "db/batch.hpp"
#include "json_text.hpp"
#include "orders/attention.hpp"
#include "orders/order_status.hpp"
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
  database_.run(
      "UPDATE channel_order SET mapping_due = 1 WHERE tenant = ?1 AND store = ?2 AND order_id IN "
      "(SELECT i.order_id FROM json_each(?3) w CROSS JOIN channel_order_item i WHERE i.tenant = ?1 "
      "AND i.mapping IN ('mapped', 'unmapped', 'ignored') AND i.store = ?2 AND i.sku = w.value)",
      tenant_, store, json_array(skus));
}

std::vector<StoredOrder> OrderTable::due_orders(std::string_view store, int limit) {
  std::vector<StoredOrder> due;
  auto rows = database_.query(
      "SELECT order_id, state, attention FROM channel_order WHERE tenant = ? AND store = ? AND "
      "mapping_due = 1 ORDER BY order_id LIMIT ?",
      tenant_, store, limit);
  while (rows.next()) {
    StoredOrder order;
    order.store = store;
    order.order_id = rows.string(0);
    order.state = state_of_word(rows.text(1));
    order.attention = rows.integer(2);
    due.push_back(std::move(order));
  }
  fill_items(due);
  return due;
}

void OrderTable::apply_mapping(std::string_view store, const std::vector<StoredOrder>& orders,
                               const std::vector<MappedOrder>& mapped) {
  db::Batch item_states(
      database_,
      "WITH r (tenant, store, order_id, item_id, mapping) AS (VALUES (?, ?, ?, ?, ?)) UPDATE "
      "channel_order_item SET mapping = r.mapping FROM r WHERE channel_order_item.tenant = "
      "r.tenant AND channel_order_item.store = r.store AND channel_order_item.order_id = "
      "r.order_id AND channel_order_item.item_id = r.item_id");
  db::Batch order_states(
      database_,
      "WITH r (tenant, store, order_id, components, unmapped_items, attention) AS (VALUES (?, ?, "
      "?, ?, ?, ?)) UPDATE channel_order SET mapping_due = 0, components = r.components, "
      "unmapped_items = r.unmapped_items, attention = r.attention FROM r WHERE "
      "channel_order.tenant = r.tenant AND channel_order.store = r.store AND "
      "channel_order.order_id = r.order_id");
  for (std::size_t i = 0; i < orders.size(); ++i) {
    std::vector<OrderItem> items = orders[i].items;
    for (OrderItem& item : items) {
      const bool unmapped = std::find(mapped[i].unmapped.begin(), mapped[i].unmapped.end(),
                                      item.item_id) != mapped[i].unmapped.end();
      const char* state =
          status_is_dead(item.status) ? "ignored" : (unmapped ? "unmapped" : "mapped");
      if (item.mapping == state) continue;
      item.mapping = state;
      item_states.add(tenant_, store, orders[i].order_id, item.item_id, state);
    }
    order_states.add(tenant_, store, orders[i].order_id, mapped[i].components,
                     mapped[i].unmapped.size(),
                     with_mapping(orders[i].attention, orders[i].state, items));
  }
  item_states.flush();
  order_states.flush();
}

std::vector<WaitingSku> OrderTable::waiting_skus(std::string_view store) {
  std::vector<WaitingSku> waiting;
  auto rows = database_.query(
      "SELECT store, sku, max(name), count(DISTINCT order_id), count(*) FROM channel_order_item "
      "WHERE tenant = ?1 AND mapping = 'unmapped' AND (?2 = '' OR store = ?2) GROUP BY store, sku "
      "ORDER BY 4 DESC, 5 DESC, 1, 2",
      tenant_, store);
  while (rows.next()) {
    waiting.push_back(
        {rows.string(0), rows.string(1), rows.string(2), rows.integer(3), rows.integer(4)});
  }
  return waiting;
}

}  // namespace channel_host
