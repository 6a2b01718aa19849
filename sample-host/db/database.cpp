#include "db/database.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

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

}  // namespace

Rows::Rows(Database& database, sqlite3_stmt* statement, PreparedStatement* entry)
    : database_(&database), statement_(statement), entry_(entry) {}

Rows::Rows(Rows&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      entry_(other.entry_) {}

Rows::~Rows() {
  if (statement_ == nullptr) return;
  if (entry_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  entry_->busy = false;
}

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  database_->fail(code);
}

bool Rows::null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Rows::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Rows::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr
             ? std::string_view()
             : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::optional<std::int64_t> Rows::optional_integer(int column) const {
  if (null(column)) return std::nullopt;
  return integer(column);
}

Database::Database(const std::filesystem::path& file, Durability durability, int busy_ms)
    : file_(file), busy_ms_(busy_ms) {
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
    // 8 MiB of pages are kept, and the log may grow to 32 MiB: index pages that a pull touches
    // again and again are then read and copied back less often.
    execute(
        "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=2000;");
    execute(durability == Durability::kFull ? "PRAGMA synchronous=FULL;"
                                            : "PRAGMA synchronous=OFF;");
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

Database::~Database() {
  for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
  sqlite3_close_v2(handle_);
}

void Database::execute(const std::string& script) {
  check(sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr));
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

Rows Database::prepare(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    found = statements_.emplace(std::string(sql), PreparedStatement{}).first;
  }
  PreparedStatement& entry = found->second;
  const bool keep = !entry.busy;
  sqlite3_stmt* statement = keep ? entry.statement : nullptr;
  if (statement == nullptr) {
    check(sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                             keep ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr));
  }
  if (keep) entry = PreparedStatement{statement, true};
  return Rows(*this, statement, keep ? &entry : nullptr);
}

void Database::bind(sqlite3_stmt* s, int at, std::string_view text) {
  check(sqlite3_bind_text64(s, at, text.data() != nullptr ? text.data() : "", text.size(),
                            text_lifetime_, SQLITE_UTF8));
}

void Database::bind(sqlite3_stmt* s, int at, Blob blob) {
  check(sqlite3_bind_blob64(s, at, blob.bytes.data() != nullptr ? blob.bytes.data() : "",
                            blob.bytes.size(), text_lifetime_));
}

void Database::check(int code) const {
  if (code != SQLITE_OK) fail(code);
}

void Database::fail(int code) const {
  const int system_error = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  const std::string text = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  const std::string where = "The database " + file_.string();
  const int primary = code & 0xff;
  // SQLite names only ENOSPC "full"; a quota or a size limit is a write that fails otherwise.
  const bool no_space = code == SQLITE_IOERR_WRITE && system_error != EIO;
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

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_ || !database_.in_transaction()) return;  // SQLite itself rolls back on a full disk
  try {
    database_.run("ROLLBACK");
  } catch (const Failure&) {  // the first failure is the one that is told
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace channel_host::db
