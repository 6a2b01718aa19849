#include "fulfilment/shipment_erasure.hpp"

#include "db/store_rows.hpp"

namespace channel_host {

std::int64_t count_packages(db::Database& database, const std::string& tenant,
                            const std::string& store) {
  return db::count_store_rows(database, "package", tenant, store);
}

void erase_shipments(db::Database& database, const std::string& tenant, const std::string& store) {
  db::erase_store_rows(database, {"package", "shipment_item", "effect_intent"}, tenant, store);
}

}  // namespace channel_host
