// The layer over libpq.
#ifndef SAMPLE_HOST_DB_POSTGRESQL_DATABASE_HPP_
#define SAMPLE_HOST_DB_POSTGRESQL_DATABASE_HPP_

#include <libpq-fe.h>

#include <unordered_map>
#include <vector>

#include "db/database.hpp"
#include "db/postgresql_address.hpp"

namespace channel_host::db {

using PostgresqlResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

class PostgresqlDatabase final : public Database {
 public:
  // Connects; waits `busy_ms` for locks.  The database exists and is encoded in UTF-8.
  // A server that was started again ends the sessions; the next statement or transaction begins
  // a new one.
  PostgresqlDatabase(PostgresqlAddress address, Durability durability, int busy_ms = 20000);

  // Understands migrations written for SQLite.
  void execute(const std::string& script) override;
  bool has_table(std::string_view name) override;
  void create_dialect() override;
  // Also when the session was lost in the middle of it.
  bool in_transaction() const override { return transaction_; }
  std::string name() const override { return address_.without_password; }
  std::unique_ptr<BatchWriter> batch(std::string_view sql) override;

  // Binary in the order of PostgreSQL's wire, one for each parameter.
  struct Parameters {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
  };
  // Prepares `sql` (PostgreSQL's own spelling) for these types once, and runs it.
  PostgresqlResult run_prepared(std::string_view sql, const Parameters& parameters);
  [[noreturn]] void fail(const PGresult* result) const;

 private:
  std::int64_t change(std::string_view sql, std::span<const Value> args) override;
  std::unique_ptr<Cursor> select(std::string_view sql, std::span<const Value> args) override;
  void begin(std::string_view scope) override;
  void commit() override;
  void rollback() override;
  void open();
  void reopen_if_ended();
  PostgresqlResult run_values(std::string_view sql, std::span<const Value> args);
  PostgresqlResult checked(PGresult* result) const;

  PostgresqlAddress address_;
  Durability durability_;
  std::string options_;
  bool transaction_ = false;
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  std::unordered_map<std::string, std::string> translated_;  // of the statements that were run
  std::unordered_map<std::string, std::string> prepared_;    // statement and types -> name
};

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_POSTGRESQL_DATABASE_HPP_
