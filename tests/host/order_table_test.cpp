// Orders in the database: identity, versions, dead letters, and batches as they come.
#include "orders/order_table.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "chapi/host.hpp"
#include "db/migrations.hpp"
#include "orders/order_batch.hpp"
#include "orders/order_erasure.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

json order(const std::string& id, const std::string& updated, const std::string& status) {
  return {{"platform", "p"},
          {"region", "sg"},
          {"seller_id", "s"},
          {"order_id", id},
          {"created_at", "2026-01-01T00:00:00Z"},
          {"updated_at", updated},
          {"status", status},
          {"currency", "SGD"},
          {"totals", {{"paid", "1.00"}}},
          {"items",
           {{{"item_id", "1"}, {"sku", "A"}, {"status", status}, {"status_raw", status}},
            {{"item_id", "2"}, {"sku", "B"}, {"status", "cancelled"}}}}};
}

std::string batch(const std::vector<json>& orders) {
  return json{{"schema", "chapi.order-batch/1"}, {"orders", orders}, {"rejected", json::array()}}
      .dump();
}

class Orders : public ::testing::Test {
 protected:
  Orders() { db::migrate(database, migration_files(), 1); }

  OrderChange put(const json& document, const std::string& store = "shop",
                  const OrderPolicy& policy = {}) {
    return put_all({document}, store, policy).at(0);
  }
  std::vector<OrderChange> put_all(const std::vector<json>& documents,
                                   const std::string& store = "shop",
                                   const OrderPolicy& policy = {}) {
    OrderBatch& read = reader.read(batch(documents));
    const auto known = table.compare(store, read.orders);
    const MappedOrder mapped{"[]", {"1"}};
    std::vector<OrderWrite> writes;
    std::vector<OrderChange> changes;
    for (std::size_t i = 0; i < known.size(); ++i) {
      changes.push_back(known[i].change);
      if (known[i].change == OrderChange::kNew || known[i].change == OrderChange::kChanged) {
        writes.push_back({&read.orders[i], &known[i], &mapped});
        table.resolve_dead_letters(store, {read.orders[i].order_id}, 5);
      }
    }
    table.write(store, policy, StatusTable({}), writes, 5);
    return changes;
  }
  static OrderItem progress(const std::string& item, const std::string& status) {
    OrderItem told;
    told.item_id = item;
    told.status = told.status_raw = status;
    told.package_id = "P";
    told.tracking_number = "T";
    told.carrier = "C";
    return told;
  }

  host_test::TemporaryFolder folder;
  host_test::TestDatabase place;
  std::unique_ptr<db::Database> connection = place.connect(folder.path());
  db::Database& database = *connection;
  Cipher cipher{std::string(32, 'k')};
  OrderTable table{database, cipher, "t"};
  OrderBatchReader reader;
};

TEST_F(Orders, B2_G2_one_row_per_store_and_order) {
  EXPECT_EQ(put(order("1", "2026-01-02T00:00:00Z", "pending")), OrderChange::kNew);
  EXPECT_EQ(put(order("1", "2026-01-02T00:00:00Z", "pending")), OrderChange::kUnchanged);
  EXPECT_EQ(put(order("1", "2026-01-02T00:00:00Z", "pending"), "other"), OrderChange::kNew);
  EXPECT_EQ(table.count("shop"), 1);
}

TEST_F(Orders, G3_newer_version_wins_in_whatever_order_versions_arrive) {
  const std::vector<json> versions = {order("1", "2026-01-02T00:00:00+07:00", "pending"),
                                      order("1", "2026-01-02T00:00:00Z", "packed"),
                                      order("1", "2026-01-03T00:00:00Z", "shipped")};
  std::vector<int> turn = {0, 1, 2};
  do {
    const std::string store = "s" + std::to_string(turn[0]) + std::to_string(turn[1]);
    for (const int i : turn) put(versions[static_cast<std::size_t>(i)], store);
    EXPECT_EQ(table.find("1", store)[0].status, "shipped") << store;
  } while (std::next_permutation(turn.begin(), turn.end()));
}

TEST_F(Orders, two_versions_of_one_second_keep_the_later_read) {
  put(order("1", "2026-01-02T00:00:00Z", "pending"));
  EXPECT_EQ(put(order("1", "2026-01-02T00:00:00Z", "packed")), OrderChange::kChanged);
  EXPECT_EQ(table.find("1", "shop")[0].status, "packed");
  EXPECT_EQ(table.versions("shop", "1").size(), 2U);
}

TEST_F(Orders, G2_same_order_twice_in_one_batch_is_one_order_in_its_newest_version) {
  const auto changes = put_all({order("1", "2026-01-02T00:00:00Z", "pending"),
                                order("1", "2026-01-04T00:00:00Z", "shipped"),
                                order("1", "2026-01-03T00:00:00Z", "packed")});
  EXPECT_EQ(changes, (std::vector<OrderChange>{OrderChange::kOlder, OrderChange::kNew,
                                               OrderChange::kOlder}));
  EXPECT_EQ(table.find("1", "shop")[0].status, "shipped");
  EXPECT_EQ(table.count("shop"), 1);
}

TEST_F(Orders, document_is_kept_exactly_as_it_came) {
  const json came = order("1", "2026-01-02T00:00:00Z", "pending");
  put(came);
  EXPECT_EQ(table.find("1", "shop")[0].document, came.dump());
}

TEST_F(Orders, B19_cancelled_items_need_no_mapping) {
  put(order("1", "2026-01-02T00:00:00Z", "pending"));
  const auto items = table.find("1", "shop")[0].items;
  EXPECT_EQ(items[0].mapping, "unmapped");
  EXPECT_EQ(items[1].mapping, "ignored");
  EXPECT_EQ(table.waiting_skus("").size(), 1U);
}

TEST_F(Orders, progress_of_a_push_shows_and_the_next_version_overrides_it) {
  put(order("1", "2026-01-02T00:00:00Z", "pending"));
  table.apply_progress("shop", "1", progress("1", "ready_to_ship"));
  EXPECT_EQ(table.find("1", "shop")[0].status, "ready_to_ship");
  EXPECT_EQ(put(order("1", "2026-01-02T00:00:00Z", "pending")), OrderChange::kUnchanged)
      << "the version before the push comes again by the overlap";
  EXPECT_EQ(table.find("1", "shop")[0].items[0].tracking_number, "T");
  put(order("1", "2026-01-03T00:00:00Z", "shipped"));
  EXPECT_EQ(table.find("1", "shop")[0].status, "shipped");
}

TEST_F(Orders, B8_is_found_by_what_it_is_now_and_by_nothing_it_was) {
  OrderTerms terms(cipher);
  const auto rows = [&] {
    std::vector<std::int64_t> found;
    auto read = database.query("SELECT term FROM order_term WHERE tenant = 't' AND number = 1");
    while (read.next()) found.push_back(read.integer(0));
    return found;
  };
  const auto expected = [&](const std::string& status, std::vector<std::int64_t> more) {
    more.insert(more.end(),
                {terms.status("shop", status), terms.sku("shop", "A"), terms.sku("shop", "B")});
    return ::testing::UnorderedElementsAreArray(more);
  };
  json one = order("1", "2026-01-02T00:00:00Z", "pending");
  put(one);
  EXPECT_THAT(rows(), expected("pending", {terms.ways("")}));
  table.apply_progress("shop", "1", progress("1", "ready_to_ship"));
  EXPECT_THAT(rows(), expected("ready_to_ship", {terms.ways("c"), terms.tracking("T")}));
  table.apply_progress("shop", "1", progress("no such item", "shipped"));
  EXPECT_THAT(rows(), expected("ready_to_ship", {terms.ways("c"), terms.tracking("T")}));
  one["updated_at"] = "2026-01-03T00:00:00Z";
  one["created_at"] = "2025-12-31T00:00:00Z";
  one["items"][0]["status"] = one["status"] = "shipped";
  put(one);
  EXPECT_THAT(rows(), expected("shipped", {terms.ways("")})) << "the new version tells it all";
  EXPECT_EQ(table.find("1", "shop")[0].items[0].carrier, "");
  erase_orders(database, "t", "shop");
  EXPECT_THAT(rows(), ::testing::IsEmpty());
}

TEST_F(Orders, rule_for_a_sku_makes_the_orders_of_its_store_due) {
  put(order("1", "2026-01-02T00:00:00Z", "pending"));
  put(order("1", "2026-01-02T00:00:00Z", "pending"), "other");
  table.mark_mapping_due("shop", {"X"});
  EXPECT_EQ(table.due_orders("shop", 9).size(), 0U);
  table.mark_mapping_due("shop", {"A", "X"});
  EXPECT_EQ(table.due_orders("shop", 9).size(), 1U);
  EXPECT_EQ(table.due_orders("other", 9).size(), 0U);
}

TEST_F(Orders, G7_dead_letter_is_kept_once_and_ends_when_the_order_can_be_read) {
  RejectedOrder bad{"7", 5, "bad_number", "price", "{raw}"};
  EXPECT_TRUE(table.keep_dead_letter("shop", bad, 1));
  EXPECT_FALSE(table.keep_dead_letter("shop", bad, 2));
  bad.order_id.clear();
  EXPECT_TRUE(table.keep_dead_letter("shop", bad, 3)) << "even without an id";
  EXPECT_EQ(table.open_dead_letters("shop"), 2);
  put(order("7", "2026-01-02T00:00:00Z", "pending"));
  EXPECT_EQ(table.open_dead_letters("shop"), 1);
}

TEST_F(Orders, batch_that_breaks_the_contract_is_refused_whole) {
  json nameless = order("1", "2026-01-02T00:00:00Z", "pending");
  nameless.erase("order_id");
  json timeless = order("1", "soon", "pending");
  json typed = order("1", "2026-01-02T00:00:00Z", "pending");
  typed["items"][0]["item_id"] = 7;
  for (const std::string& text :
       {batch({nameless}), batch({timeless}), batch({typed}), std::string("{}"), std::string(),
        std::string("[1]"), batch({order("1", "2026-01-02T00:00:00Z", "x")}).substr(0, 200)}) {
    EXPECT_THROW(reader.read(text), chapi::host::Failure) << text;
  }
  EXPECT_EQ(reader.read(batch({})).orders.size(), 0U) << "the reader goes on afterwards";
}

}  // namespace
}  // namespace channel_host
