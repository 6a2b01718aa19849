// An empty database for one test.  CHANNEL_HOST_TEST_SERVER names a file with the address of a
// PostgreSQL server, on which each test then has a database of its own; without it SQLite.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "db/location.hpp"
#include "db/postgresql_database.hpp"
#include "db/sqlite_database.hpp"
#include "temporary_folder.hpp"

namespace host_test {

class TestDatabase {
 public:
  TestDatabase() {
    const char* file = std::getenv("CHANNEL_HOST_TEST_SERVER");
    if (file == nullptr) return;
    server_ = read_file(file);
    while (!server_.empty() && server_.back() == '\n') server_.pop_back();
    if (server_.empty()) throw std::runtime_error(std::string("no server's address in ") + file);
    static int number = 0;
    name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
    administer("CREATE DATABASE " + name_ + " TEMPLATE template0 ENCODING 'UTF8'");
  }
  ~TestDatabase() {
    if (!name_.empty()) administer("DROP DATABASE " + name_ + " WITH (FORCE)");
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  bool on_server() const { return !server_.empty(); }
  // For --db; empty for SQLite.
  std::string url() const { return on_server() ? server_ + "/" + name_ : ""; }
  // Another connection each time.  SQLite: a file in `folder`.
  std::unique_ptr<channel_host::db::Database> connect(const std::filesystem::path& folder,
                                                      int busy_ms = 20000) const {
    using namespace channel_host::db;
    if (on_server()) {
      return std::make_unique<PostgresqlDatabase>(parse_postgresql_address(url()),
                                                  Durability::kFull, busy_ms);
    }
    return std::make_unique<SqliteDatabase>(folder / "test.db", Durability::kFull, busy_ms);
  }
  // As a server that is stopped and started does to all who are connected.  A file has no sessions.
  void end_sessions() const {
    if (!on_server()) return;
    administer("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" +
               name_ + "'");
  }
  void empty() const {
    if (!on_server()) return;
    administer("DROP DATABASE " + name_ + " WITH (FORCE)");
    administer("CREATE DATABASE " + name_ + " TEMPLATE template0 ENCODING 'UTF8'");
  }
  void take_no_sessions(bool none) const {
    if (!on_server()) return;
    administer("ALTER DATABASE " + name_ + " ALLOW_CONNECTIONS " + (none ? "false" : "true"));
  }

 private:
  void administer(const std::string& statement) const {
    channel_host::db::PostgresqlDatabase(
        channel_host::db::parse_postgresql_address(server_ + "/postgres"),
        channel_host::db::Durability::kFull)
        .execute(statement);
  }

  std::string server_;
  std::string name_;
};

}  // namespace host_test
