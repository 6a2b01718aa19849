// The rows of a batch as a table: `SELECT c0, c1 FROM batch_rows(?)`, a virtual table whose
// argument is a RowBuffer (https://www.sqlite.org/vtab.html#tabfunc2,
// https://www.sqlite.org/bindptr.html).
#ifndef SAMPLE_HOST_DB_SQLITE_ROWS_HPP_
#define SAMPLE_HOST_DB_SQLITE_ROWS_HPP_

#include <sqlite3.h>

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "db/value.hpp"

namespace channel_host::db {

// Copies of values, row after row.
class RowBuffer {
 public:
  // Every row has the same number of values.
  void add(std::span<const Value> row);
  bool empty() const { return cells_.empty(); }
  // Large enough that the start of a statement costs nothing, small enough for the caches.
  bool full() const { return bytes_.size() >= kFullBytes || cells_.size() >= kFullCells; }
  void clear();

  // As the argument of batch_rows() in `statement`, which borrows this buffer.  SQLite's code.
  int bind(sqlite3_stmt* statement) const;

  std::size_t rows() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  std::size_t columns() const { return columns_; }
  void give(sqlite3_context* context, std::size_t row, std::size_t column) const;

 private:
  static constexpr std::size_t kFullBytes = 256U << 10U;
  static constexpr std::size_t kFullCells = 16U << 10U;
  struct Bytes {
    std::size_t begin;
    std::uint32_t size;
    bool text;
  };
  using Cell = std::variant<std::monostate, std::int64_t, double, Bytes>;

  std::size_t columns_ = 0;
  std::vector<Cell> cells_;
  std::string bytes_;
};

// Makes batch_rows() known to a connection.  SQLite's code.
int create_batch_rows(sqlite3* connection);

// `VALUES (?, ?)` becomes `SELECT c0, c1 FROM batch_rows(?)`.  A conflict that the statement does
// not handle ends it where it stands (OR FAIL): SQLite would keep a copy of every page before it is
// written, only to take back what the rollback of the transaction takes back as well.
std::string over_rows(std::string_view sql);

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_SQLITE_ROWS_HPP_
