#include "db/sqlite_rows.hpp"

#include <algorithm>
#include <new>

#include "db/values_list.hpp"

namespace channel_host::db {
namespace {

constexpr const char* kPointerType = "channel_host::db::RowBuffer";
// More than the widest batch has; then the argument.
constexpr int kColumns = 32;
constexpr const char* kDeclaration =
    "CREATE TABLE batch_rows (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, "
    "c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, "
    "rows HIDDEN)";

// SQLite hands these back as the base, which is their first member.
struct RowCursor {
  sqlite3_vtab_cursor base;
  const RowBuffer* rows;
  std::size_t row;
};

RowCursor& row_cursor(sqlite3_vtab_cursor* cursor) { return *reinterpret_cast<RowCursor*>(cursor); }

int connect(sqlite3* connection, void*, int, const char* const*, sqlite3_vtab** table, char**) {
  const int code = sqlite3_declare_vtab(connection, kDeclaration);
  if (code != SQLITE_OK) return code;
  *table = new (std::nothrow) sqlite3_vtab{};
  return *table != nullptr ? SQLITE_OK : SQLITE_NOMEM;
}

int disconnect(sqlite3_vtab* table) {
  delete table;
  return SQLITE_OK;
}

// The argument is a condition on the hidden column.
int best_index(sqlite3_vtab*, sqlite3_index_info* plan) {
  for (int i = 0; i < plan->nConstraint; ++i) {
    if (plan->aConstraint[i].iColumn != kColumns || plan->aConstraint[i].usable == 0) continue;
    plan->aConstraintUsage[i].argvIndex = 1;
    plan->aConstraintUsage[i].omit = 1;
    plan->estimatedCost = 1;
    plan->estimatedRows = 10;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
  auto* fresh = new (std::nothrow) RowCursor{};
  if (fresh == nullptr) return SQLITE_NOMEM;
  *cursor = &fresh->base;
  return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete &row_cursor(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value** arguments) {
  row_cursor(cursor).rows =
      static_cast<const RowBuffer*>(sqlite3_value_pointer(arguments[0], kPointerType));
  row_cursor(cursor).row = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
  ++row_cursor(cursor).row;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) {
  const RowCursor& at = row_cursor(cursor);
  return at.rows == nullptr || at.row >= at.rows->rows() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number) {
  const RowCursor& at = row_cursor(cursor);
  const auto wanted = static_cast<std::size_t>(number);
  if (wanted < at.rows->columns()) at.rows->give(context, at.row, wanted);
  return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
  *id = static_cast<sqlite3_int64>(row_cursor(cursor).row);
  return SQLITE_OK;
}

// Without xCreate it is there in every connection, and only as a function.
constexpr sqlite3_module kBatchRows = [] {
  sqlite3_module module{};
  module.xConnect = &connect;
  module.xBestIndex = &best_index;
  module.xDisconnect = &disconnect;
  module.xOpen = &open;
  module.xClose = &close;
  module.xFilter = &filter;
  module.xNext = &next;
  module.xEof = &at_end;
  module.xColumn = &column;
  module.xRowid = &row_id;
  return module;
}();

// Behind the verb that changes rows; one that deletes has no conflicts.
std::string or_fail(std::string_view sql, std::string_view verb) {
  std::string out(sql);
  const std::size_t at = out.find(verb);
  if (at != std::string::npos) out.insert(at + verb.size(), "OR FAIL ");
  return out;
}

}  // namespace

void RowBuffer::add(std::span<const Value> row) {
  columns_ = row.size();
  for (const Value& value : row) {
    if (value.null()) {
      cells_.emplace_back();
    } else if (value.kind == Kind::kInteger) {
      cells_.emplace_back(value.integer());
    } else if (value.kind == Kind::kReal) {
      cells_.emplace_back(value.real());
    } else {
      const std::string_view bytes = value.bytes();
      cells_.emplace_back(Bytes{bytes_.size(), static_cast<std::uint32_t>(bytes.size()),
                                value.kind == Kind::kText});
      bytes_ += bytes;
    }
  }
}

void RowBuffer::clear() {
  cells_.clear();
  bytes_.clear();
}

int RowBuffer::bind(sqlite3_stmt* statement) const {
  return sqlite3_bind_pointer(statement, 1, const_cast<RowBuffer*>(this), kPointerType, nullptr);
}

void RowBuffer::give(sqlite3_context* context, std::size_t row, std::size_t column) const {
  const Cell& cell = cells_[row * columns_ + column];
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
    sqlite3_result_int64(context, *integer);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    sqlite3_result_double(context, *real);
  } else if (const auto* bytes = std::get_if<Bytes>(&cell)) {
    const char* data = bytes_.data() + bytes->begin;
    if (bytes->text) {
      sqlite3_result_text64(context, data, bytes->size, SQLITE_STATIC, SQLITE_UTF8);
    } else {
      sqlite3_result_blob64(context, data, bytes->size, SQLITE_STATIC);
    }
  }
}

int create_batch_rows(sqlite3* connection) {
  return sqlite3_create_module_v2(connection, "batch_rows", &kBatchRows, nullptr, nullptr);
}

std::string over_rows(std::string_view sql) {
  const ValuesList values = find_values_list(sql);
  const auto columns = std::count(values.list.begin(), values.list.end(), '?');
  std::string select = "SELECT ";
  for (std::ptrdiff_t i = 0; i < columns; ++i) {
    select += (i > 0 ? ", c" : "c") + std::to_string(i);
  }
  // Without a condition SQLite would take the ON of ON CONFLICT for that of a join.
  select += " FROM batch_rows(?) WHERE true";
  return or_fail(values.before, "INSERT ") + select + or_fail(values.after, ") UPDATE ");
}

}  // namespace channel_host::db
