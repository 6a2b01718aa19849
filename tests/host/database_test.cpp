// The layer over SQLite, and migrations.
#include <gmock/gmock.h>

#include <thread>

#include "db/migrations.hpp"
#include "failure.hpp"
#include "temporary_folder.hpp"

namespace channel_host::db {
namespace {

using ::testing::HasSubstr;

class DatabaseLayer : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder / "test.db"; }
  host_test::TemporaryFolder folder;
  Database database{folder / "test.db", Database::Durability::kFull, 200};
};

Exit code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.code;
  }
  return Exit::kOk;
}

TEST_F(DatabaseLayer, binds_and_reads_every_kind_without_loss) {
  database.execute("CREATE TABLE t (a, b, c, d, e)");
  const std::string bytes("\0\xFF\0z", 4);
  database.run("INSERT INTO t VALUES (?, ?, ?, ?, ?)", std::int64_t{9007199254740993}, 2.5,
               std::string("nul\0inside", 10), Blob{bytes}, std::optional<std::int64_t>());
  auto rows = database.query("SELECT * FROM t");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), 9007199254740993);
  EXPECT_EQ(rows.real(1), 2.5);
  EXPECT_EQ(rows.string(2), std::string("nul\0inside", 10));
  EXPECT_EQ(rows.text(3), bytes);
  EXPECT_EQ(rows.optional_integer(4), std::nullopt);
  EXPECT_FALSE(rows.next());
}

TEST_F(DatabaseLayer, one_statement_may_run_inside_its_own_rows) {
  database.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
  int pairs = 0;
  auto outer = database.query("SELECT a FROM t");
  while (outer.next()) {
    auto inner = database.query("SELECT a FROM t");
    while (inner.next()) ++pairs;
  }
  EXPECT_EQ(pairs, 9);
}

TEST_F(DatabaseLayer, transaction_that_is_not_committed_leaves_nothing) {
  database.execute("CREATE TABLE t (a)");
  {
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES (1)");
  }
  EXPECT_FALSE(database.in_transaction());
  auto rows = database.query("SELECT count(*) FROM t");
  rows.next();
  EXPECT_EQ(rows.integer(0), 0);
}

TEST_F(DatabaseLayer, is_durable_and_in_large_pages) {
  const auto value = [&](const char* pragma) {
    auto rows = database.query(std::string("PRAGMA ") + pragma);
    rows.next();
    return rows.string(0);
  };
  EXPECT_EQ(value("journal_mode"), "wal");
  EXPECT_EQ(value("synchronous"), "2");
  EXPECT_EQ(value("page_size"), "16384");
}

TEST_F(DatabaseLayer, writer_that_holds_on_too_long_is_named_busy) {
  database.execute("CREATE TABLE t (a)");
  Database other(file(), Database::Durability::kFull, 20);
  Transaction transaction(database);
  EXPECT_EQ(code_of([&] { Transaction second(other); }), Exit::kBusy);
}

TEST_F(DatabaseLayer, file_that_is_no_database_is_named_damaged) {
  host_test::write_file(folder / "text.db", std::string(5000, 'x'));
  EXPECT_EQ(code_of([&] { Database text(folder / "text.db", Database::Durability::kFull); }),
            Exit::kDatabase);
}

TEST_F(DatabaseLayer, migrations_run_once_and_in_order_from_every_earlier_version) {
  const std::vector<EmbeddedText> files = {{"0001_a.sql", "CREATE TABLE a (x)"},
                                           {"0002_b.sql", "ALTER TABLE a ADD COLUMN y"},
                                           {"0003_c.sql", "INSERT INTO a VALUES (1, 2)"}};
  for (std::size_t start = 0; start <= files.size(); ++start) {
    Database fresh(folder / ("from" + std::to_string(start)), Database::Durability::kFull);
    migrate(fresh, std::span(files).first(start), 1);
    migrate(fresh, files, 2);
    migrate(fresh, files, 3);
    auto rows = fresh.query("SELECT x, y FROM a");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(1), 2);
    EXPECT_FALSE(rows.next());
  }
}

TEST_F(DatabaseLayer, migration_that_fails_leaves_the_version_before) {
  const std::vector<EmbeddedText> broken = {{"0001_a.sql", "CREATE TABLE a (x)"},
                                            {"0002_b.sql", "CREATE TABLE b (x); nonsense"}};
  migrate(database, std::span(broken).first(1), 1);
  EXPECT_EQ(code_of([&] { migrate(database, broken, 2); }), Exit::kDefect);
  auto rows = database.query("SELECT max(version) FROM schema_migration");
  rows.next();
  EXPECT_EQ(rows.integer(0), 1);
  auto table = database.query("SELECT 1 FROM sqlite_master WHERE name = 'b'");
  EXPECT_FALSE(table.next());
}

TEST_F(DatabaseLayer, newer_schema_is_refused_with_a_sentence) {
  const std::vector<EmbeddedText> newer = {{"0001_a.sql", "CREATE TABLE a (x)"},
                                           {"0002_b.sql", "CREATE TABLE b (x)"}};
  migrate(database, newer, 1);
  try {
    migrate(database, std::span(newer).first(1), 2);
    FAIL() << "a newer schema must be refused";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, Exit::kDatabase);
    EXPECT_THAT(failure.what(), HasSubstr("schema 2, this program knows only 1"));
  }
}

}  // namespace
}  // namespace channel_host::db
