#include "orders/order_erasure.hpp"

#include "db/store_rows.hpp"

namespace channel_host {

OrderContents order_contents(db::Database& database, const std::string& tenant,
                             const std::string& store) {
  return {db::count_store_rows(database, "channel_order", tenant, store),
          db::count_store_rows(database, "dead_letter", tenant, store)};
}

void erase_orders(db::Database& database, const std::string& tenant, const std::string& store) {
  database.run(
      "DELETE FROM order_term WHERE tenant = ?1 AND number IN (SELECT number FROM channel_order "
      "WHERE tenant = ?1 AND store = ?2)",
      tenant, store);
  db::erase_store_rows(database,
                       {"order_event", "order_version", "item_progress", "channel_order",
                        "dead_letter", "pull_state"},
                       tenant, store);
}

}  // namespace channel_host
