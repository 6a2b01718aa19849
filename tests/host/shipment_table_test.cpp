// The list of what was pushed, page by page.
#include "fulfilment/shipment_table.hpp"

#include <gmock/gmock.h>

#include "db/migrations.hpp"
#include "embedded_text.hpp"
#include "failure.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using ::testing::HasSubstr;

// Two stores, and pushes of several items in one millisecond.
class ShipmentList : public ::testing::Test {
 protected:
  ShipmentList() {
    db::migrate(database, migration_files(), 1);
    db::Transaction transaction(database);
    for (int i = 0; i < 60; ++i) {
      ItemOutcome item;
      item.order_id = std::to_string(100 + i / 3);
      item.item_id = std::to_string(i % 3);
      item.outcome = "done";
      shipments.put(i % 2 == 0 ? "one" : "two", item, 1000 + i / 10);
    }
    transaction.commit();
  }

  std::vector<std::string> keys(const std::string& store, int limit) {
    std::vector<std::string> found;
    std::string after;
    for (;;) {
      const auto page = shipments.page(store, after, limit);
      if (page.empty()) return found;
      EXPECT_LE(page.size(), static_cast<std::size_t>(limit));
      for (const ListedShipment& one : page) {
        found.push_back(std::to_string(one.pushed_at_ms) + "/" + one.store + "/" +
                        one.item.order_id + "/" + one.item.item_id);
      }
      after = write_shipment_cursor(page.back());
    }
  }

  host_test::TestDatabase place;
  host_test::TemporaryFolder folder;
  std::unique_ptr<db::Database> connection = place.connect(folder.path());
  db::Database& database = *connection;
  ShipmentTable shipments{database, "t"};
};

TEST_F(ShipmentList, has_every_shipment_once_whatever_the_page) {
  const auto all = keys("", 500);
  EXPECT_EQ(all.size(), 60U);
  EXPECT_TRUE(std::is_sorted(all.rbegin(), all.rend())) << "latest push first";
  for (const int limit : {1, 7, 10, 59, 60}) EXPECT_EQ(keys("", limit), all) << limit;
  const auto one = keys("one", 7);
  EXPECT_EQ(one.size(), 30U);
  for (const std::string& key : one) EXPECT_THAT(key, HasSubstr("/one/"));
}

TEST_F(ShipmentList, refuses_what_is_no_cursor_of_it) {
  const std::string cursor = write_shipment_cursor(shipments.page("", "", 1).at(0));
  for (const std::string& wrong : {std::string("x"), cursor + "0", cursor.substr(2),
                                   std::string("5b5d"), std::string("5b2261222c2262225d")}) {
    EXPECT_THROW(shipments.page("", wrong, 1), Failure) << wrong;
  }
}

TEST(SqliteShipmentList, goes_on_by_its_index) {
  const host_test::TemporaryFolder folder;
  db::SqliteDatabase database(folder / "db", db::Durability::kNone);
  db::migrate(database, migration_files(), 1);
  for (const bool of_one_store : {false, true}) {
    auto rows = database.query("EXPLAIN QUERY PLAN " + ShipmentTable::page_statement(of_one_store));
    std::string steps;
    while (rows.next()) steps += rows.string(3) + "\n";
    EXPECT_THAT(steps, HasSubstr("USING INDEX shipment_item_pushed (tenant=? AND "));
    // At most what was pushed in one millisecond is sorted.
    EXPECT_THAT(steps, ::testing::Not(HasSubstr("TEMP B-TREE FOR ORDER BY")));
  }
}

}  // namespace
}  // namespace channel_host
