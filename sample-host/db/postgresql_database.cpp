#include "db/postgresql_database.hpp"

#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "db/postgresql_text.hpp"
#include "db/postgresql_wire.hpp"
#include "failure.hpp"

namespace channel_host::db {
namespace {

std::string trimmed(const char* text) {
  std::string out = text != nullptr ? text : "";
  while (!out.empty() && (out.back() == '\n' || out.back() == '.' || out.back() == '?')) {
    out.pop_back();
  }
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return out;
}

void ignore_notice(void*, const PGresult*) {}

// What the project's SQL takes from SQLite.  `blob` is its name for bytes; json_each of a text
// gives the texts of a JSON array, which are taken for few (STRICT keeps the planner from replacing
// the function by its body, of which it expects 100); unindexed() vanishes in the planner, which
// knows how often a value occurs and needs no guidance.
constexpr const char* kDialect = R"(
DO $$ BEGIN CREATE DOMAIN blob AS bytea; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE OR REPLACE FUNCTION json_each(text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE
  STRICT ROWS 10 AS
  'SELECT jsonb_array_elements_text($1::jsonb)';
CREATE OR REPLACE FUNCTION unindexed(anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS
  'SELECT $1';
)";

class ResultCursor final : public Cursor {
 public:
  explicit ResultCursor(PostgresqlResult result) : result_(std::move(result)) {}
  bool next() override { return ++row_ < PQntuples(result_.get()); }
  bool null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  std::int64_t integer(int column) const override {
    switch (PQftype(result_.get(), column)) {
      case wire::kInt8:
      case wire::kInt4:
      case wire::kInt2:
      case wire::kBool:
        return wire::read_integer(text(column));
      default:
        throw_type(column, "integer");
    }
  }
  double real(int column) const override {
    const Oid type = PQftype(result_.get(), column);
    if (type != wire::kFloat8 && type != wire::kFloat4) {
      return static_cast<double>(integer(column));
    }
    return wire::read_real(text(column));
  }
  std::string_view text(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }

 private:
  [[noreturn]] void throw_type(int column, const char* wanted) const {
    throw Failure(Exit::kDefect, std::string("A statement's column ") +
                                     PQfname(result_.get(), column) + " is no " + wanted + ".");
  }
  PostgresqlResult result_;
  int row_ = -1;
};

class ArrayBatch final : public BatchWriter {
 public:
  ArrayBatch(PostgresqlDatabase& database, std::string_view sql)
      : database_(database), sql_(over_arrays(sql)) {}

  void add(std::span<const Value> row) override {
    if (columns_.empty()) {
      for (const Value& value : row) {
        columns_.emplace_back(value.kind);
        parameters_.types.push_back(wire::array_type_of(value.kind));
      }
    }
    for (std::size_t i = 0; i < row.size(); ++i) columns_[i].add(row[i]);
    if (columns_.front().size() >= kRowsAtOnce) changed_ += send();
  }
  std::int64_t flush() override {
    changed_ += send();
    return std::exchange(changed_, 0);
  }

 private:
  static constexpr std::int32_t kRowsAtOnce = 5000;

  std::int64_t send() {
    if (columns_.empty() || columns_.front().size() == 0) return 0;
    parameters_.values.clear();
    parameters_.lengths.clear();
    for (wire::Array& column : columns_) {
      const std::string& bytes = column.finish();
      parameters_.values.push_back(bytes.data());
      parameters_.lengths.push_back(static_cast<int>(bytes.size()));
    }
    const PostgresqlResult result = database_.run_prepared(sql_, parameters_);
    for (wire::Array& column : columns_) column.clear();
    return std::atoll(PQcmdTuples(result.get()));
  }

  PostgresqlDatabase& database_;
  std::string sql_;
  std::vector<wire::Array> columns_;
  PostgresqlDatabase::Parameters parameters_;
  std::int64_t changed_ = 0;
};

}  // namespace

PostgresqlDatabase::PostgresqlDatabase(PostgresqlAddress address, Durability durability,
                                       int busy_ms)
    : address_(std::move(address)),
      durability_(durability),
      // The planner takes storage for rotating disks unless told, and then reads a table rather
      // than look up a fiftieth of it.
      options_("-c random_page_cost=1.1 -c lock_timeout=" + std::to_string(busy_ms)),
      connection_(nullptr, &PQfinish) {
  open();
}

void PostgresqlDatabase::open() {
  prepared_.clear();
  // The address comes last in force: libpq takes the first dbname it finds as a whole address.
  const char* const keywords[] = {"dbname",          "connect_timeout",           "options",
                                  "client_encoding", "fallback_application_name", nullptr};
  const char* const values[] = {
      address_.connection.c_str(), "10", options_.c_str(), "UTF8", "channel-host", nullptr};
  connection_.reset(PQconnectdbParams(keywords, values, 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw Failure(
        Exit::kDatabase,
        "The database " + name() +
            " cannot be reached: " + trimmed(PQerrorMessage(connection_.get())) +
            ". Check that the server runs and has connections left (max_connections), that "
            "the database exists (createdb), and the user's password (PGPASSWORD or ~/.pgpass).");
  }
  PQsetNoticeReceiver(connection_.get(), &ignore_notice, nullptr);
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    throw Failure(Exit::kDatabase,
                  "The database " + name() +
                      " is not encoded in UTF-8, which names in Thai or "
                      "Vietnamese need. Make another one: createdb --encoding=UTF8 "
                      "--template=template0 NAME.");
  }
  execute(durability_ == Durability::kFull ? "SET synchronous_commit = on"
                                           : "SET synchronous_commit = off");
}

void PostgresqlDatabase::reopen_if_ended() {
  if (transaction_) return;  // what it did is lost, so its next statement fails
  pollfd end{PQsocket(connection_.get()), POLLRDHUP, 0};
  if (PQstatus(connection_.get()) != CONNECTION_OK || ::poll(&end, 1, 0) > 0) open();
}

void PostgresqlDatabase::execute(const std::string& script) {
  static_cast<void>(checked(PQexec(connection_.get(), postgresql_script(script).c_str())));
}

bool PostgresqlDatabase::has_table(std::string_view name) {
  return query("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?",
               name)
      .next();
}

void PostgresqlDatabase::create_dialect() { execute(kDialect); }

std::unique_ptr<BatchWriter> PostgresqlDatabase::batch(std::string_view sql) {
  return std::make_unique<ArrayBatch>(*this, sql);
}

std::int64_t PostgresqlDatabase::change(std::string_view sql, std::span<const Value> args) {
  const PostgresqlResult result = run_values(sql, args);
  return std::atoll(PQcmdTuples(result.get()));
}

std::unique_ptr<Cursor> PostgresqlDatabase::select(std::string_view sql,
                                                   std::span<const Value> args) {
  return std::make_unique<ResultCursor>(run_values(sql, args));
}

// Advisory locks end with the transaction.  Whoever has a scope shares the lock of all.
void PostgresqlDatabase::begin(std::string_view scope) {
  run("BEGIN");
  transaction_ = true;
  try {
    if (scope.empty()) {
      query("SELECT pg_advisory_xact_lock(1, 0)");
    } else {
      query("SELECT pg_advisory_xact_lock_shared(1, 0)");
      query("SELECT pg_advisory_xact_lock(2, hashtext(?))", scope);
    }
  } catch (const Failure&) {
    rollback();
    throw;
  }
}

void PostgresqlDatabase::commit() {
  run("COMMIT");
  transaction_ = false;
}

void PostgresqlDatabase::rollback() {
  transaction_ = false;
  if (PQstatus(connection_.get()) == CONNECTION_OK) run("ROLLBACK");
}

PostgresqlResult PostgresqlDatabase::run_values(std::string_view sql, std::span<const Value> args) {
  reopen_if_ended();
  Parameters parameters;
  std::vector<std::string> numbers(args.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Value& value = args[i];
    parameters.types.push_back(wire::type_of(value.kind));
    if (value.null()) {
      parameters.values.push_back(nullptr);
      parameters.lengths.push_back(0);
      continue;
    }
    wire::append(numbers[i], value);
    parameters.values.push_back(numbers[i].data());
    parameters.lengths.push_back(static_cast<int>(numbers[i].size()));
  }
  auto [found, fresh] = translated_.try_emplace(std::string(sql));
  if (fresh) found->second = numbered_placeholders(sql);
  return run_prepared(found->second, parameters);
}

PostgresqlResult PostgresqlDatabase::run_prepared(std::string_view sql,
                                                  const Parameters& parameters) {
  std::string key(sql);
  for (const Oid type : parameters.types) key.append(1, ' ').append(std::to_string(type));
  const int count = static_cast<int>(parameters.types.size());
  auto found = prepared_.find(key);
  if (found == prepared_.end()) {
    const std::string name = "s" + std::to_string(prepared_.size());
    checked(PQprepare(connection_.get(), name.c_str(), std::string(sql).c_str(), count,
                      parameters.types.data()));
    found = prepared_.emplace(std::move(key), name).first;
  }
  const std::vector<int> formats(parameters.types.size(), 1);
  return checked(PQexecPrepared(connection_.get(), found->second.c_str(), count,
                                parameters.values.data(), parameters.lengths.data(), formats.data(),
                                1));
}

PostgresqlResult PostgresqlDatabase::checked(PGresult* raw) const {
  PostgresqlResult result(raw, &PQclear);
  const ExecStatusType status = PQresultStatus(raw);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
    fail(raw);
  }
  return result;
}

// Codes: PostgreSQL 15, appendix A.
void PostgresqlDatabase::fail(const PGresult* result) const {
  const char* field = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string code = field != nullptr ? field : "";
  const std::string text =
      trimmed(result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)
                                : PQerrorMessage(connection_.get()));
  const std::string where = "The database " + name();
  if (code == "53100") {
    throw Failure(Exit::kDiskFull,
                  "There is no space left for " + name() +
                      ". What was stored before is safe; make room and run the command again.");
  }
  if (code == "55P03" || code == "40P01" || code == "53300") {
    throw Failure(Exit::kBusy, where + " is held by others for too long (" + text +
                                   "). Run the command again when they have ended.");
  }
  if (PQstatus(connection_.get()) != CONNECTION_OK || code.starts_with("08") ||
      code.starts_with("57P")) {
    throw Failure(Exit::kDatabase,
                  where + " does not answer any more (" +
                      (text.empty() ? trimmed(PQerrorMessage(connection_.get())) : text) +
                      "). What was committed is safe; start the server and run the command again.");
  }
  if (code == "42501" || code == "25006") {
    throw Failure(Exit::kDatabase, where + " refuses this user (" + text +
                                       "). Make the user its owner: ALTER DATABASE … OWNER TO ….");
  }
  if (code == "22021") {
    throw Failure(Exit::kInvalidInput, "What was given is not valid UTF-8 (" + text +
                                           "). Set the terminal and the file to UTF-8.");
  }
  if (code.starts_with("XX")) {
    throw Failure(Exit::kDatabase,
                  where + " is damaged (" + text +
                      "). Restore it from a backup, with the key file of the same day.");
  }
  throw Failure(Exit::kDefect, where + " refused a statement: " + text + ".");
}

}  // namespace channel_host::db
