// Counting and erasing one store's rows in tables whose key begins with tenant and store.
#ifndef SAMPLE_HOST_DB_STORE_ROWS_HPP_
#define SAMPLE_HOST_DB_STORE_ROWS_HPP_

#include <initializer_list>
#include <string>
#include <string_view>

#include "db/database.hpp"

namespace channel_host::db {

inline std::int64_t count_store_rows(Database& database, const char* table, std::string_view tenant,
                                     std::string_view store) {
  auto rows = database.query(
      std::string("SELECT count(*) FROM ") + table + " WHERE tenant = ? AND store = ?", tenant,
      store);
  rows.next();
  return rows.integer(0);
}

// In the order given: rows that refer to others go first.
inline void erase_store_rows(Database& database, std::initializer_list<const char*> tables,
                             std::string_view tenant, std::string_view store) {
  for (const char* table : tables) {
    database.run(std::string("DELETE FROM ") + table + " WHERE tenant = ? AND store = ?", tenant,
                 store);
  }
}

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_STORE_ROWS_HPP_
