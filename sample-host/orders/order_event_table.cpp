#include "orders/order_event_table.hpp"

#include "db/batch.hpp"

namespace channel_host {

std::string OrderEventTable::place(std::string_view store, std::string_view order_id,
                                   std::int64_t version) const {
  std::string text = "order_event/" + tenant_ + "/";
  text.append(store).append("/").append(order_id).append("/");
  return text + std::to_string(version);
}

void OrderEventTable::add(std::string_view store,
                          const std::vector<std::pair<std::string_view, OrderEvent>>& events) {
  if (events.empty()) return;
  db::Batch batch(database_,
                  "INSERT INTO order_event (tenant, store, order_id, version, at_ms, actor, act, "
                  "detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& [order_id, event] : events) {
    const std::string sealed = cipher_.seal(event.detail, place(store, order_id, event.version));
    batch.add(tenant_, store, order_id, event.version, event.at_ms, event.actor, event.act,
              db::Blob{sealed});
  }
  batch.flush();
}

std::vector<OrderEvent> OrderEventTable::of(std::string_view store, std::string_view order_id) {
  std::vector<OrderEvent> events;
  auto rows = database_.query(
      "SELECT version, at_ms, actor, act, detail FROM order_event WHERE tenant = ? AND store = ? "
      "AND order_id = ? ORDER BY version",
      tenant_, store, order_id);
  while (rows.next()) {
    const std::int64_t version = rows.integer(0);
    events.push_back({version, rows.integer(1), rows.string(2), rows.string(3),
                      cipher_.open(rows.text(4), place(store, order_id, version))});
  }
  return events;
}

void OrderEventTable::each(
    std::string_view store,
    const std::function<void(std::string_view order_id, const OrderEvent&)>& visit) {
  constexpr int kPage = 500;
  std::string order_id;
  std::int64_t version = 0;
  for (int on_page = kPage; on_page == kPage;) {
    on_page = 0;
    auto rows = database_.query(
        "SELECT order_id, version, at_ms, actor, act, detail FROM order_event WHERE tenant = ? AND "
        "store = ? AND (order_id, version) > (?, ?) ORDER BY order_id, version LIMIT ?",
        tenant_, store, order_id, version, kPage);
    for (; rows.next(); ++on_page) {
      order_id = rows.string(0);
      version = rows.integer(1);
      visit(order_id, {version, rows.integer(2), rows.string(3), rows.string(4),
                       cipher_.open(rows.text(5), place(store, order_id, version))});
    }
  }
}

}  // namespace channel_host
