// The layer over the sqlite3 C API.
#ifndef SAMPLE_HOST_DB_SQLITE_DATABASE_HPP_
#define SAMPLE_HOST_DB_SQLITE_DATABASE_HPP_

#include <sqlite3.h>

#include <filesystem>
#include <unordered_map>

#include "db/database.hpp"

namespace channel_host::db {

struct PreparedStatement {
  sqlite3_stmt* statement = nullptr;
  bool busy = false;
};

class SqliteDatabase final : public Database {
 public:
  // Opens or creates.  WAL, 16 KiB pages; waits `busy_ms` for other writers.
  SqliteDatabase(const std::filesystem::path& file, Durability durability, int busy_ms = 20000);
  ~SqliteDatabase() override;

  void execute(const std::string& script) override;
  bool has_table(std::string_view name) override;
  bool in_transaction() const override;
  std::string name() const override { return file_.string(); }
  std::unique_ptr<BatchWriter> batch(std::string_view sql) override;

  // For the cursors and writers of this connection.
  [[noreturn]] void fail(int code) const;
  void bind(sqlite3_stmt* statement, std::span<const Value> values,
            sqlite3_destructor_type lifetime) const;
  std::int64_t changes() const { return sqlite3_changes64(handle_); }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };

  std::int64_t change(std::string_view sql, std::span<const Value> args) override;
  std::unique_ptr<Cursor> select(std::string_view sql, std::span<const Value> args) override;
  void begin(std::string_view scope) override;
  // A statement of the cache; a second one when that is under way.
  class Use;
  void check(int code) const;

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
  int busy_ms_ = 0;
  std::unordered_map<std::string, PreparedStatement, TextHash, std::equal_to<>> statements_;
};

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_SQLITE_DATABASE_HPP_
