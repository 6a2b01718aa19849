#include "mapping/mapping_erasure.hpp"

#include "db/store_rows.hpp"

namespace channel_host {

MappingContents mapping_contents(db::Database& database, const std::string& tenant,
                                 const std::string& store) {
  return {db::count_store_rows(database, "listing", tenant, store),
          db::count_store_rows(database, "sku_rule", tenant, store)};
}

void erase_mapping(db::Database& database, const std::string& tenant, const std::string& store) {
  db::erase_store_rows(database, {"sku_rule", "sku_rule_change", "listing", "product_download"},
                       tenant, store);
}

}  // namespace channel_host
