// The timelines of a store's orders.
#include "orders/order_event_table.hpp"

#include <gmock/gmock.h>

#include "db/migrations.hpp"
#include "embedded_text.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

TEST(OrderEvents, of_a_store_come_order_by_order_and_each_once) {
  const host_test::TestDatabase place;
  const host_test::TemporaryFolder folder;
  const auto database = place.connect(folder.path());
  db::migrate(*database, migration_files(), 1);
  const Cipher cipher(std::string(32, 'k'));
  OrderEventTable table(*database, cipher, "t");
  // More than are read at once, and one order whose events end a page and begin the next.
  std::vector<std::string> ids;
  for (int order = 0; order < 400; ++order) ids.push_back(std::to_string(1000 + order));
  db::Transaction transaction(*database);
  for (const char* store : {"one", "two"}) {
    std::vector<std::pair<std::string_view, OrderEvent>> events;
    for (const std::string& id : ids) {
      for (std::int64_t version : {2, 3, 5}) {
        events.emplace_back(id, OrderEvent{version, version * 10, "Somchai", "remark",
                                           std::string("{\"store\":\"") + store + "\"}"});
      }
    }
    table.add(store, events);
  }
  transaction.commit();

  std::vector<std::string> found, expected;
  table.each("two", [&](std::string_view order_id, const OrderEvent& event) {
    found.push_back(std::string(order_id) + "/" + std::to_string(event.version));
    EXPECT_EQ(event.at_ms, event.version * 10);
    EXPECT_EQ(event.detail, R"({"store":"two"})");
  });
  for (const std::string& id : ids) {
    for (const char* version : {"/2", "/3", "/5"}) expected.push_back(id + version);
  }
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace channel_host
