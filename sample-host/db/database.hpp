// A thin layer over the sqlite3 C API and libpq: sessions, cached prepared statements, bind and
// read, bulk writes, transactions.  One text of SQL serves both; what they spell differently is
// translated below this interface (see README.md in this folder).
// One Database belongs to one thread at a time; open one for each thread.
// Every failure is thrown as channel_host::Failure with the sentence a person needs.
#ifndef SAMPLE_HOST_DB_DATABASE_HPP_
#define SAMPLE_HOST_DB_DATABASE_HPP_

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "db/value.hpp"

namespace channel_host::db {

enum class Durability {
  kFull,  // a commit survives the power cut
  kNone   // may be lost then: for what can be made again
};

// The rows of one statement under way.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool next() = 0;
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
};

// Views that it hands out live until the next next() or its end.
class Rows {
 public:
  explicit Rows(std::unique_ptr<Cursor> cursor) : cursor_(std::move(cursor)) {}
  bool next() { return cursor_->next(); }
  bool null(int column) const { return cursor_->null(column); }
  std::int64_t integer(int column) const { return cursor_->integer(column); }
  double real(int column) const { return cursor_->real(column); }
  std::string_view text(int column) const { return cursor_->text(column); }  // or bytes
  std::string string(int column) const { return std::string(text(column)); }
  std::optional<std::int64_t> optional_integer(int column) const {
    if (null(column)) return std::nullopt;
    return integer(column);
  }

 private:
  std::unique_ptr<Cursor> cursor_;
};

// Many rows for one statement; see batch.hpp.
class BatchWriter {
 public:
  virtual ~BatchWriter() = default;
  virtual void add(std::span<const Value> row) = 0;
  virtual std::int64_t flush() = 0;
};

class Database {
 public:
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs a statement that returns nothing and tells how many rows it changed.
  template <typename... Args>
  std::int64_t run(std::string_view sql, const Args&... args) {
    return change(sql, std::array<Value, sizeof...(Args)>{value_of(args)...});
  }

  // The rows of a statement; `sql` is prepared once and kept.  PostgreSQL reads them all at once:
  // ask for long lists page by page.
  template <typename... Args>
  Rows query(std::string_view sql, const Args&... args) {
    return Rows(select(sql, std::array<Value, sizeof...(Args)>{value_of(args)...}));
  }

  // Several statements of a script, without arguments.
  virtual void execute(const std::string& script) = 0;
  virtual bool has_table(std::string_view name) = 0;
  // What the SQL of the project needs and the database lacks; before any migration, also again.
  virtual void create_dialect() {}
  virtual bool in_transaction() const = 0;
  // As a person knows it: the file, or the address without password.
  virtual std::string name() const = 0;
  virtual std::unique_ptr<BatchWriter> batch(std::string_view sql) = 0;

 protected:
  Database() = default;

 private:
  friend class Transaction;
  virtual std::int64_t change(std::string_view sql, std::span<const Value> args) = 0;
  virtual std::unique_ptr<Cursor> select(std::string_view sql, std::span<const Value> args) = 0;
  // scope: see Transaction.
  virtual void begin(std::string_view scope) = 0;
  virtual void commit() { run("COMMIT"); }
  virtual void rollback() { run("ROLLBACK"); }
};

// Rolled back unless commit() was called.
//
// Without a scope no other transaction runs beside it, on either database.  With one (say, a store)
// it runs beside those of other scopes where the database can do that: PostgreSQL can, SQLite has
// one writer at a time.
class Transaction {
 public:
  explicit Transaction(Database& database, std::string_view scope = {});
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
