#include "orders/order_erasure.hpp"

#include "db/store_rows.hpp"

namespace channel_host {

OrderContents order_contents(db::Database& database, const std::string& tenant,
                             const std::string& store) {
  return {db::count_store_rows(database, "channel_order", tenant, store),
          db::count_store_rows(database, "dead_letter", tenant, store)};
}

void erase_orders(db::Database& database, const std::string& tenant, const std::string& store) {
  db::erase_store_rows(database,
                       {"order_event", "order_version", "channel_order_item", "channel_order",
                        "dead_letter", "pull_state"},
                       tenant, store);
}

}  // namespace channel_host
