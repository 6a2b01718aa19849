#include "db/sqlite_database.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <thread>

#include "db/sqlite_rows.hpp"
#include "failure.hpp"

namespace channel_host::db {
namespace {

// Short sleeps: SQLite's own back-off grows to 100 ms, which starves parallel writers.
int wait_for_writer(void* budget_ms, int attempt) {
  constexpr int kStepMs = 2;
  if (attempt * kStepMs >= *static_cast<int*>(budget_ms)) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(kStepMs));
  return 1;
}

// unindexed(x) is x; a condition on it takes no index, because SQLite does not look into it.
void same_value(sqlite3_context* context, int, sqlite3_value** arguments) {
  sqlite3_result_value(context, arguments[0]);
}

}  // namespace

class SqliteDatabase::Use {
 public:
  Use(SqliteDatabase& database, std::string_view sql) : database_(database) {
    auto found = database.statements_.find(sql);
    if (found == database.statements_.end()) {
      found = database.statements_.emplace(std::string(sql), PreparedStatement{}).first;
    }
    const bool keep = !found->second.busy;
    if (keep) statement_ = found->second.statement;
    if (statement_ == nullptr) {
      database.check(sqlite3_prepare_v3(database.handle_, sql.data(), static_cast<int>(sql.size()),
                                        keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement_,
                                        nullptr));
    }
    if (!keep) return;
    entry_ = &found->second;
    *entry_ = PreparedStatement{statement_, true};
  }
  ~Use() {
    if (entry_ == nullptr) {
      sqlite3_finalize(statement_);
      return;
    }
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    entry_->busy = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  sqlite3_stmt* statement() const { return statement_; }
  bool step() const {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    database_.fail(code);
  }

 private:
  SqliteDatabase& database_;
  sqlite3_stmt* statement_ = nullptr;
  PreparedStatement* entry_ = nullptr;  // where the statement is kept; none when it is used once
};

// Nested so that they may use Use.
std::unique_ptr<Cursor> SqliteDatabase::select(std::string_view sql, std::span<const Value> args) {
  class SqliteCursor final : public Cursor {
   public:
    SqliteCursor(SqliteDatabase& database, std::string_view sql, std::span<const Value> args)
        : use_(database, sql) {
      database.bind(use_.statement(), args, SQLITE_TRANSIENT);
    }
    bool next() override { return use_.step(); }
    bool null(int column) const override {
      return sqlite3_column_type(use_.statement(), column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override {
      return sqlite3_column_int64(use_.statement(), column);
    }
    double real(int column) const override {
      return sqlite3_column_double(use_.statement(), column);
    }
    std::string_view text(int column) const override {
      const void* bytes = sqlite3_column_blob(use_.statement(), column);
      const int size = sqlite3_column_bytes(use_.statement(), column);
      return bytes == nullptr ? std::string_view()
                              : std::string_view(static_cast<const char*>(bytes),
                                                 static_cast<std::size_t>(size));
    }

   private:
    Use use_;
  };
  return std::make_unique<SqliteCursor>(*this, sql, args);
}

std::unique_ptr<BatchWriter> SqliteDatabase::batch(std::string_view sql) {
  // A statement for each row would take half as much again: each opens the cursors of all indexes.
  class SqliteBatch final : public BatchWriter {
   public:
    SqliteBatch(SqliteDatabase& database, std::string_view sql)
        : database_(database), use_(database, over_rows(sql)) {}
    void add(std::span<const Value> row) override {
      rows_.add(row);
      if (rows_.full()) changed_ += send();
    }
    std::int64_t flush() override {
      changed_ += send();
      return std::exchange(changed_, 0);
    }

   private:
    std::int64_t send() {
      if (rows_.empty()) return 0;
      std::optional<Transaction> own;  // what a statement wrote before it failed goes with it
      if (!database_.in_transaction()) own.emplace(database_);
      database_.check(rows_.bind(use_.statement()));
      while (use_.step()) {
      }
      sqlite3_reset(use_.statement());
      rows_.clear();
      const std::int64_t changed = database_.changes();
      if (own) own->commit();
      return changed;
    }

    SqliteDatabase& database_;
    RowBuffer rows_;  // outlives the statement that reads it
    Use use_;
    std::int64_t changed_ = 0;
  };
  return std::make_unique<SqliteBatch>(*this, sql);
}

std::int64_t SqliteDatabase::change(std::string_view sql, std::span<const Value> args) {
  const Use use(*this, sql);
  bind(use.statement(), args, SQLITE_STATIC);
  while (use.step()) {
  }
  return changes();
}

void SqliteDatabase::begin(std::string_view) { run("BEGIN IMMEDIATE"); }

bool SqliteDatabase::has_table(std::string_view name) {
  return query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).next();
}

void SqliteDatabase::bind(sqlite3_stmt* statement, std::span<const Value> values,
                          sqlite3_destructor_type lifetime) const {
  int at = 0;
  for (const Value& value : values) {
    ++at;
    if (value.null()) {
      check(sqlite3_bind_null(statement, at));
    } else if (value.kind == Kind::kInteger) {
      check(sqlite3_bind_int64(statement, at, value.integer()));
    } else if (value.kind == Kind::kReal) {
      check(sqlite3_bind_double(statement, at, value.real()));
    } else {
      const std::string_view bytes = value.bytes();
      const char* data = bytes.data() != nullptr ? bytes.data() : "";
      check(value.kind == Kind::kText
                ? sqlite3_bind_text64(statement, at, data, bytes.size(), lifetime, SQLITE_UTF8)
                : sqlite3_bind_blob64(statement, at, data, bytes.size(), lifetime));
    }
  }
}

SqliteDatabase::SqliteDatabase(const std::filesystem::path& file, Durability durability,
                               int busy_ms)
    : file_(file), busy_ms_(busy_ms) {
  // SQLite would count every allocation behind one lock, for figures nobody asks for.  Where it is
  // in use already, it refuses, and goes on counting.
  static const int refused = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(refused);
  // Created with a private mode before SQLite does it; -wal and -shm inherit the mode.
  const mode_t old_mask = ::umask(0077);
  const int code =
      sqlite3_open_v2(file.c_str(), &handle_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  ::umask(old_mask);
  try {
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_handler(handle_, &wait_for_writer, &busy_ms_);
    check(sqlite3_create_function_v2(handle_, "unindexed", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                     nullptr, &same_value, nullptr, nullptr, nullptr));
    check(create_batch_rows(handle_));
    // What is not synced has few rows that change all the time: a small page is written sooner.
    const bool full = durability == Durability::kFull;
    execute(full ? "PRAGMA page_size=16384; PRAGMA synchronous=FULL;"
                 : "PRAGMA page_size=1024; PRAGMA synchronous=OFF;");
    // 4 MiB of pages are kept, and the log grows to about 16 MiB.  Statement journals stay in
    // memory instead of in a temporary file for each transaction.
    execute(
        "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-4096; "
        "PRAGMA wal_autocheckpoint=1000; PRAGMA temp_store=MEMORY;");
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

SqliteDatabase::~SqliteDatabase() {
  for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
  sqlite3_close_v2(handle_);
}

void SqliteDatabase::execute(const std::string& script) {
  check(sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr));
}

bool SqliteDatabase::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void SqliteDatabase::check(int code) const {
  if (code != SQLITE_OK) fail(code);
}

void SqliteDatabase::fail(int code) const {
  const int system_error = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  const std::string text = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  const std::string where = "The database " + file_.string();
  const int primary = code & 0xff;
  // SQLite names only ENOSPC "full"; a quota or a size limit is a write that fails otherwise.
  // So is the shared memory file that cannot grow, which every process needs before it reads.
  const bool no_space =
      (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE) && system_error != EIO;
  if (primary == SQLITE_FULL || no_space) {
    throw Failure(Exit::kDiskFull,
                  "There is no space left for " + file_.string() +
                      ". What was stored before is safe; make room and run the command again.");
  }
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
    throw Failure(Exit::kDatabase, where + " is damaged (" + text +
                                       "). Nothing was changed; restore it from a backup, with "
                                       "the key file of the same day.");
  }
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
    throw Failure(Exit::kBusy, where +
                                   " is held by another process for too long. Run the command "
                                   "again when that one has ended.");
  }
  if (primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY || primary == SQLITE_PERM ||
      primary == SQLITE_IOERR || primary == SQLITE_AUTH) {
    throw Failure(Exit::kFile, where + " cannot be read or written (" + text +
                                   "). Check the folder's owner and mode.");
  }
  throw Failure(Exit::kDefect, where + " refused a statement: " + text + ".");
}

}  // namespace channel_host::db
