// A thin layer over the sqlite3 C API: sessions, cached prepared statements, bind and read,
// transactions.  One Database belongs to one thread at a time; open one for each thread.
// Every failure is thrown as channel_host::Failure with the sentence a person needs.
#ifndef SAMPLE_HOST_DB_DATABASE_HPP_
#define SAMPLE_HOST_DB_DATABASE_HPP_

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace channel_host::db {

// Binds as BLOB; text binds as TEXT.  Borrowed until the statement has run.
struct Blob {
  std::string_view bytes;
};

class Database;

struct PreparedStatement {
  sqlite3_stmt* statement = nullptr;
  bool busy = false;
};

// One run of a statement.  Views that it hands out live until the next next() or its end.
class Rows {
 public:
  // entry: where the statement is kept afterwards; nullptr when it is used once.
  Rows(Database& database, sqlite3_stmt* statement, PreparedStatement* entry);
  Rows(Rows&& other) noexcept;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  bool next();
  bool null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  // TEXT or BLOB, as bytes; empty for NULL
  std::string string(int column) const { return std::string(text(column)); }
  std::optional<std::int64_t> optional_integer(int column) const;

 private:
  friend class Database;
  Database* database_;
  sqlite3_stmt* statement_;
  PreparedStatement* entry_;
};

class Database {
 public:
  enum class Durability { kFull, kNone };

  // Opens or creates.  WAL, 16 KiB pages; waits `busy_ms` for other writers.
  Database(const std::filesystem::path& file, Durability durability, int busy_ms = 20000);
  ~Database();
  Database(Database&& other) noexcept = delete;
  Database& operator=(Database&&) = delete;

  // Runs a statement that returns nothing and tells how many rows it changed.
  template <typename... Args>
  std::int64_t run(std::string_view sql, const Args&... args) {
    Rows rows = start(SQLITE_STATIC, sql, args...);
    while (rows.next()) {
    }
    return changes();
  }

  // The rows of a statement; `sql` is prepared once and kept.
  template <typename... Args>
  Rows query(std::string_view sql, const Args&... args) {
    return start(SQLITE_TRANSIENT, sql, args...);
  }

  // Several statements of a script, without arguments.
  void execute(const std::string& script);

  bool in_transaction() const;
  const std::filesystem::path& file() const { return file_; }
  [[noreturn]] void fail(int code) const;

 private:
  friend class Rows;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };

  std::int64_t changes() const;
  // STATIC borrows texts until the statement has run, TRANSIENT copies them.
  template <typename... Args>
  Rows start(sqlite3_destructor_type lifetime, std::string_view sql, const Args&... args) {
    Rows rows = prepare(sql);
    text_lifetime_ = lifetime;
    int position = 0;
    (bind(rows.statement_, ++position, args), ...);
    return rows;
  }
  Rows prepare(std::string_view sql);
  void check(int code) const;

  void bind(sqlite3_stmt* s, int at, std::nullptr_t) { check(sqlite3_bind_null(s, at)); }
  void bind(sqlite3_stmt* s, int at, std::int64_t value) {
    check(sqlite3_bind_int64(s, at, value));
  }
  void bind(sqlite3_stmt* s, int at, int value) { check(sqlite3_bind_int64(s, at, value)); }
  void bind(sqlite3_stmt* s, int at, bool value) { check(sqlite3_bind_int64(s, at, value)); }
  void bind(sqlite3_stmt* s, int at, double value) { check(sqlite3_bind_double(s, at, value)); }
  void bind(sqlite3_stmt* s, int at, std::string_view text);
  void bind(sqlite3_stmt* s, int at, const std::string& text) {
    bind(s, at, std::string_view(text));
  }
  void bind(sqlite3_stmt* s, int at, const char* text) { bind(s, at, std::string_view(text)); }
  void bind(sqlite3_stmt* s, int at, Blob blob);
  template <typename T>
  void bind(sqlite3_stmt* s, int at, const std::optional<T>& value) {
    if (value) {
      bind(s, at, *value);
    } else {
      bind(s, at, nullptr);
    }
  }

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
  int busy_ms_ = 0;
  sqlite3_destructor_type text_lifetime_ = SQLITE_TRANSIENT;
  std::unordered_map<std::string, PreparedStatement, TextHash, std::equal_to<>> statements_;
};

// BEGIN IMMEDIATE; rolled back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_DATABASE_HPP_
