#include "db/database.hpp"

#include "failure.hpp"

namespace channel_host::db {

Transaction::Transaction(Database& database, std::string_view scope) : database_(database) {
  database_.begin(scope);
}

Transaction::~Transaction() {
  if (!open_ || !database_.in_transaction()) return;  // SQLite itself rolls back on a full disk
  try {
    database_.rollback();
  } catch (const Failure&) {  // the first failure is the one that is told
  }
}

void Transaction::commit() {
  database_.commit();
  open_ = false;
}

}  // namespace channel_host::db
