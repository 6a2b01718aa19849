// The timeline of an order: what people did, and what moved it by itself.
#ifndef SAMPLE_HOST_ORDERS_ORDER_EVENT_TABLE_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_EVENT_TABLE_HPP_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/database.hpp"
#include "vault/cipher.hpp"

namespace channel_host {

struct OrderEvent {
  std::int64_t version = 0;  // of the order, after it
  std::int64_t at_ms = 0;
  std::string actor;
  std::string act;
  std::string detail;  // JSON object: before, after, reason; buyer data
};

class OrderEventTable {
 public:
  OrderEventTable(db::Database& database, const Cipher& cipher, std::string tenant)
      : database_(database), cipher_(cipher), tenant_(std::move(tenant)) {}

  void add(std::string_view store, std::string_view order_id, const OrderEvent& event) {
    add(store, {{order_id, event}});
  }
  // By order id.
  void add(std::string_view store,
           const std::vector<std::pair<std::string_view, OrderEvent>>& events);
  // Oldest first.
  std::vector<OrderEvent> of(std::string_view store, std::string_view order_id);
  // Of all orders of the store, order by order; some hundred in memory at a time.
  void each(std::string_view store,
            const std::function<void(std::string_view order_id, const OrderEvent&)>& visit);

 private:
  std::string place(std::string_view store, std::string_view order_id, std::int64_t version) const;

  db::Database& database_;
  const Cipher& cipher_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_EVENT_TABLE_HPP_
