// The layer over both databases, and migrations.
#include <gmock/gmock.h>

#include <thread>

#include "db/batch.hpp"
#include "db/migrations.hpp"
#include "db/postgresql_text.hpp"
#include "failure.hpp"
#include "test_database.hpp"

namespace channel_host::db {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatabaseLayer : public ::testing::Test {
 protected:
  std::vector<std::int64_t> integers(Database& from, std::string_view sql) const {
    std::vector<std::int64_t> found;
    auto rows = from.query(sql);
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
  }

  host_test::TestDatabase place;
  host_test::TemporaryFolder folder;
  std::unique_ptr<Database> connection = place.connect(folder.path(), 200);
  Database& database = *connection;
};

class SqliteFile : public ::testing::Test {
 protected:
  host_test::TemporaryFolder folder;
};

Exit code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.code;
  }
  return Exit::kOk;
}

std::string told(const std::function<void()>& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "nothing";
}

TEST_F(DatabaseLayer, binds_and_reads_every_kind_without_loss) {
  database.create_dialect();
  database.execute(
      "CREATE TABLE t (a BIGINT, b DOUBLE PRECISION, c TEXT, d BLOB, e BIGINT, f TEXT)");
  const std::string bytes("\0\xFF\0z", 4);
  const std::string names = "ร้านของเรา · Nguyễn Thị Ánh · 😀 · ''?\\";
  database.run("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", std::int64_t{-9007199254740993}, 2.5,
               names, Blob{bytes}, std::optional<std::int64_t>(), std::optional<std::string>());
  auto rows =
      database.query("SELECT a, b, c, d, e, f FROM t WHERE c = ? AND d = ?", names, Blob{bytes});
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), -9007199254740993);
  EXPECT_EQ(rows.real(1), 2.5);
  EXPECT_EQ(rows.string(2), names);
  EXPECT_EQ(rows.text(3), bytes);
  EXPECT_EQ(rows.optional_integer(4), std::nullopt);
  EXPECT_TRUE(rows.null(5));
  EXPECT_FALSE(rows.next());
}

TEST_F(DatabaseLayer, lists_travel_as_json) {
  database.create_dialect();
  database.execute("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('y'), ('\"z')");
  auto rows = database.query("SELECT count(*) FROM t WHERE a IN (SELECT value FROM json_each(?))",
                             R"(["x","\"z"])");
  rows.next();
  EXPECT_EQ(rows.integer(0), 2);
}

TEST_F(DatabaseLayer, one_statement_may_run_inside_its_own_rows) {
  database.execute("CREATE TABLE t (a BIGINT); INSERT INTO t VALUES (1), (2), (3)");
  int pairs = 0;
  auto outer = database.query("SELECT a FROM t");
  while (outer.next()) {
    auto inner = database.query("SELECT a FROM t");
    while (inner.next()) ++pairs;
  }
  EXPECT_EQ(pairs, 9);
}

TEST_F(DatabaseLayer, batch_inserts_and_updates_many_rows_at_once) {
  database.create_dialect();
  database.execute("CREATE TABLE t (a BIGINT PRIMARY KEY, b TEXT, c BLOB)");
  constexpr std::int64_t kRows = 12'000;
  {
    Transaction transaction(database);
    Batch insert(database,
                 "INSERT INTO t (a, b, c) VALUES (?, ?, ?) ON CONFLICT (a) DO UPDATE SET b = "
                 "excluded.b");
    for (std::int64_t i = 0; i < kRows; ++i) {
      insert.add(i, i % 2 == 0 ? std::optional<std::string>("{\"ร้าน,\\") : std::nullopt,
                 Blob{std::string_view("\0\xFF", 2)});
    }
    EXPECT_EQ(insert.flush(), kRows);
    EXPECT_EQ(insert.flush(), 0);
    insert.add(std::int64_t{1}, std::optional<std::string>("again"), Blob{"x"});
    EXPECT_EQ(insert.flush(), 1);
    Batch update(database,
                 "WITH r (a, b) AS (VALUES (?, ?)) UPDATE t SET b = r.b FROM r WHERE t.a = r.a");
    for (std::int64_t i = 2; i < 7; ++i) update.add(i, "changed");
    update.add(kRows + 5, "not there");
    EXPECT_EQ(update.flush(), 5);
    transaction.commit();
  }
  EXPECT_THAT(integers(database, "SELECT count(*) FROM t"), ElementsAre(kRows));
  EXPECT_THAT(integers(database, "SELECT count(*) FROM t WHERE b = 'changed'"), ElementsAre(5));
  EXPECT_THAT(integers(database, "SELECT count(*) FROM t WHERE b IS NULL"),
              ElementsAre(kRows / 2 - 3));
  auto rows = database.query("SELECT b, c FROM t WHERE a = 8");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.string(0), "{\"ร้าน,\\");
  EXPECT_EQ(rows.string(1), std::string("\0\xFF", 2));
}

TEST_F(DatabaseLayer, batch_that_fails_leaves_nothing) {
  database.create_dialect();
  database.execute("CREATE TABLE t (a BIGINT PRIMARY KEY); INSERT INTO t VALUES (3)");
  const auto insert = [&] {
    Batch batch(database, "INSERT INTO t (a) VALUES (?)");
    for (std::int64_t i = 1; i < 5; ++i) batch.add(i);
    batch.flush();
  };
  EXPECT_THROW(insert(), Failure);
  {
    Transaction transaction(database);
    EXPECT_THROW(insert(), Failure);
  }
  EXPECT_THAT(integers(database, "SELECT count(*) FROM t"), ElementsAre(1));
}

TEST_F(DatabaseLayer, transaction_that_is_not_committed_leaves_nothing) {
  database.execute("CREATE TABLE t (a BIGINT)");
  {
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES (1)");
  }
  EXPECT_FALSE(database.in_transaction());
  EXPECT_THAT(integers(database, "SELECT count(*) FROM t"), ElementsAre(0));
}

TEST_F(DatabaseLayer, connection_is_good_after_a_statement_that_failed_in_a_transaction) {
  database.execute("CREATE TABLE t (a BIGINT PRIMARY KEY)");
  {
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES (1)");
    EXPECT_EQ(code_of([&] { database.run("INSERT INTO t VALUES (1)"); }), Exit::kDefect);
  }
  database.run("INSERT INTO t VALUES (1)");
  EXPECT_THAT(integers(database, "SELECT a FROM t"), ElementsAre(1));
}

TEST_F(DatabaseLayer, session_that_the_server_ended_is_begun_anew) {
  database.execute("CREATE TABLE t (a BIGINT)");
  database.run("INSERT INTO t VALUES (?)", std::int64_t{1});
  place.end_sessions();
  database.run("INSERT INTO t VALUES (?)", std::int64_t{2});
  place.end_sessions();
  {
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES (?)", std::int64_t{3});
    transaction.commit();
  }
  EXPECT_THAT(integers(database, "SELECT a FROM t ORDER BY a"), ElementsAre(1, 2, 3));
}

TEST_F(DatabaseLayer, transaction_whose_session_ended_is_not_gone_on_with_in_another) {
  if (!place.on_server()) return;  // a file has no sessions
  database.execute("CREATE TABLE t (a BIGINT)");
  {
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES (1)");
    place.end_sessions();
    EXPECT_EQ(code_of([&] { database.run("INSERT INTO t VALUES (2)"); }), Exit::kDatabase);
    EXPECT_EQ(code_of([&] { database.run("INSERT INTO t VALUES (3)"); }), Exit::kDatabase);
    EXPECT_EQ(code_of([&] { transaction.commit(); }), Exit::kDatabase);
  }
  EXPECT_FALSE(database.in_transaction());
  EXPECT_THAT(integers(database, "SELECT count(*) FROM t"), ElementsAre(0));
}

TEST_F(DatabaseLayer, writer_that_holds_on_too_long_is_named_busy) {
  const auto other = place.connect(folder.path(), 20);
  {
    Transaction transaction(database);
    EXPECT_EQ(code_of([&] { Transaction second(*other); }), Exit::kBusy);
    EXPECT_EQ(code_of([&] { Transaction second(*other, "a store"); }), Exit::kBusy);
    EXPECT_FALSE(other->in_transaction());
  }
  Transaction free(*other);
}

// Two administrators who take a number at once get two.
TEST_F(DatabaseLayer, transactions_of_two_connections_do_not_read_past_each_other) {
  database.execute("CREATE TABLE counter (n BIGINT); INSERT INTO counter VALUES (0)");
  constexpr int kEach = 40;
  const auto count = [&](const char* scope) {
    const auto own = place.connect(folder.path());
    for (int i = 0; i < kEach; ++i) {
      Transaction transaction(*own, scope);
      auto rows = own->query("SELECT n FROM counter");
      rows.next();
      const std::int64_t next = rows.integer(0) + 1;
      own->run("UPDATE counter SET n = ?", next);
      transaction.commit();
    }
  };
  {
    std::jthread first([&] { count(""); }), second([&] { count(""); }), third([&] { count("s"); });
  }
  EXPECT_THAT(integers(database, "SELECT n FROM counter"), ElementsAre(3 * kEach));
}

TEST_F(DatabaseLayer, migrations_run_once_and_in_order_from_every_earlier_version) {
  const std::vector<EmbeddedText> files = {
      {"0001_a.sql",
       "CREATE TABLE a (x BIGINT, PRIMARY KEY (x)) WITHOUT ROWID; CREATE TABLE z (b BLOB)"},
      {"0002_b.sql", "ALTER TABLE a ADD COLUMN y BIGINT"},
      {"0003_c.sql", "INSERT INTO a VALUES (1, 2)"}};
  for (std::size_t start = 0; start <= files.size(); ++start) {
    const host_test::TestDatabase own;
    const host_test::TemporaryFolder empty;
    const auto fresh = own.connect(empty.path());
    migrate(*fresh, std::span(files).first(start), 1);
    migrate(*fresh, files, 2);
    migrate(*fresh, files, 3);
    EXPECT_THAT(integers(*fresh, "SELECT y FROM a"), ElementsAre(2));
    EXPECT_THAT(integers(*fresh, "SELECT version FROM schema_migration ORDER BY version"),
                ElementsAre(1, 2, 3));
  }
}

// The real ones, each as the start of an installation that is in use.
TEST_F(DatabaseLayer, real_migrations_run_from_every_earlier_version) {
  const std::span<const EmbeddedText> files = migration_files();
  for (std::size_t start = 0; start <= files.size(); ++start) {
    const host_test::TestDatabase own;
    const host_test::TemporaryFolder empty;
    const auto fresh = own.connect(empty.path());
    migrate(*fresh, files.first(start), 1);
    migrate(*fresh, files, 2);
    EXPECT_THAT(integers(*fresh, "SELECT count(*) FROM schema_migration"),
                ElementsAre(static_cast<std::int64_t>(files.size())));
  }
}

TEST_F(DatabaseLayer, migration_that_fails_leaves_the_version_before) {
  const std::vector<EmbeddedText> broken = {{"0001_a.sql", "CREATE TABLE a (x BIGINT)"},
                                            {"0002_b.sql", "CREATE TABLE b (x BIGINT); nonsense"}};
  migrate(database, std::span(broken).first(1), 1);
  EXPECT_EQ(code_of([&] { migrate(database, broken, 2); }), Exit::kDefect);
  EXPECT_THAT(integers(database, "SELECT max(version) FROM schema_migration"), ElementsAre(1));
  EXPECT_FALSE(database.has_table("b"));
}

TEST_F(DatabaseLayer, newer_schema_is_refused_with_a_sentence) {
  const std::vector<EmbeddedText> newer = {{"0001_a.sql", "CREATE TABLE a (x BIGINT)"},
                                           {"0002_b.sql", "CREATE TABLE b (x BIGINT)"}};
  migrate(database, newer, 1);
  try {
    migrate(database, std::span(newer).first(1), 2);
    FAIL() << "a newer schema must be refused";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, Exit::kDatabase);
    EXPECT_THAT(failure.what(), HasSubstr("schema 2, this program knows only 1"));
  }
}

TEST_F(SqliteFile, is_durable_and_in_large_pages) {
  SqliteDatabase database(folder / "db", Durability::kFull);
  const auto value = [&](const char* pragma) {
    auto rows = database.query(std::string("PRAGMA ") + pragma);
    rows.next();
    return rows.string(0);
  };
  EXPECT_EQ(value("journal_mode"), "wal");
  EXPECT_EQ(value("synchronous"), "2");
  EXPECT_EQ(value("page_size"), "16384");
}

TEST_F(SqliteFile, that_is_no_database_is_named_damaged) {
  host_test::write_file(folder / "text.db", std::string(5000, 'x'));
  EXPECT_EQ(code_of([&] { SqliteDatabase text(folder / "text.db", Durability::kFull); }),
            Exit::kDatabase);
}

TEST(PostgresqlText, placeholders_get_numbers_and_quoted_texts_stay) {
  EXPECT_EQ(numbered_placeholders("a = ? AND b = '?' AND c = ?"), "a = $1 AND b = '?' AND c = $2");
  EXPECT_EQ(numbered_placeholders("a = ?2 AND b = ?1 AND c = ?12 AND d = ?"),
            "a = $2 AND b = $1 AND c = $12 AND d = $13");
  EXPECT_EQ(over_arrays("INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT DO NOTHING"),
            "INSERT INTO t (a, b) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING");
}

TEST(PostgresqlAddress, is_stored_and_shown_without_password) {
  const auto shown = [](const char* url) { return parse_postgresql_address(url).without_password; };
  EXPECT_EQ(shown("postgresql://u:p%40ss@h:5432/d"), "postgresql://u@h:5432/d");
  EXPECT_EQ(shown("postgresql://u@h/d"), "postgresql://u@h/d");
  EXPECT_EQ(shown("postgresql:///d?host=/run&password=x&user=u"),
            "postgresql:///d?host=/run&user=u");
  EXPECT_EQ(shown("postgres://h/d?password=x"), "postgres://h/d");
  EXPECT_EQ(code_of([] { parse_postgresql_address("mysql://h/d"); }), Exit::kUsage);
  EXPECT_EQ(code_of([] { parse_postgresql_address("postgresql://h/d?nonsense=1"); }), Exit::kUsage);
}

TEST(PostgresqlAddress, of_no_server_is_told_without_the_password) {
  const std::string text = told([] {
    PostgresqlDatabase(parse_postgresql_address("postgresql://u:secret@127.0.0.1:1/d"),
                       Durability::kFull);
  });
  EXPECT_THAT(text, HasSubstr("postgresql://u@127.0.0.1:1/d cannot be reached"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace channel_host::db
