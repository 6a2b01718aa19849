// Orders of earlier programs: they get numbers, states and what is searched.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <span>

#include "db/migrations.hpp"
#include "orders/order_search.hpp"
#include "orders/order_table.hpp"
#include "orders/status_rule_table.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

class EarlierOrders : public ::testing::Test {
 protected:
  // The schema before orders had states, with three orders of one store.
  EarlierOrders() {
    const auto files = migration_files();
    db::migrate(database, std::span(files).first(2), 1);
    put("11", "pending", 100, 5, json::array());
    put("12", "cancelled", 200, 6, json::array());
    put("13", "delivered", 300, 4, json::array({"name"}));
    database.run(
        "INSERT INTO channel_order_version (tenant, store, order_id, updated_at_ms, seen_at_ms, "
        "status, digest) VALUES ('t', 'shop', '11', 90, 1, 'unpaid', ?), ('t', 'shop', '11', 95, "
        "2, 'pending', ?)",
        db::Blob{"1"}, db::Blob{"2"});
    // A push shipped the first one.
    database.run(
        "UPDATE channel_order_item SET status = 'ready_to_ship', tracking_number = 'T-11' WHERE "
        "order_id = '11'");
    database.run(
        "INSERT INTO shipment_item (tenant, store, order_id, item_id, outcome, steps, reason, "
        "message, platform_code, request_id, retryable, pushed_at_ms) VALUES ('t', 'shop', '11', "
        "'1', 'done', '[]', '', '', '', '', 0, 7)");
    db::migrate(database, files, 2);
  }

  void put(const std::string& id, const std::string& status, std::int64_t created,
           std::int64_t pulled, const json& masked) {
    const std::string document = json{
        {"order_id", id},
        {"seller_id", "s"},
        {"created_at", "2026-01-01T00:00:00Z"},
        {"updated_at", "2026-01-01T00:00:00Z"},
        {"status", status},
        {"shipping_address", {{"name", "Somchai"}, {"phone", "0812345678"}, {"masked", masked}}},
        {"items",
         {{{"item_id", "1"},
           {"sku", "A"},
           {"status", status},
           {"fulfilment", "local"},
           {"carrier", "LEX"}}}}}.dump();
    database.run(
        "INSERT INTO channel_order (tenant, store, order_id, order_number, created_at_ms, "
        "updated_at_ms, status, currency, paid, document, digest, first_pulled_at_ms, "
        "pulled_at_ms, unmapped_items, mapping_due, components) VALUES ('t', 'shop', ?1, ?1, ?2, "
        "?2, ?3, 'THB', '1.00', ?4, ?4, ?5, ?5, 1, 0, '[]')",
        id, created, status, db::Blob{cipher.seal(document, "channel_order/t/shop/" + id)}, pulled);
    database.run(
        "INSERT INTO channel_order_item (tenant, store, order_id, item_id, position, sku, name, "
        "fulfilment, status, status_raw, package_id, tracking_number, carrier, mapping) VALUES "
        "('t', 'shop', ?1, '1', 0, 'A', 'n', 'local', ?2, ?2, '', '', 'LEX', 'unmapped')",
        id, status);
  }

  host_test::TemporaryFolder folder;
  host_test::TestDatabase place;
  std::unique_ptr<db::Database> connection = place.connect(folder.path());
  db::Database& database = *connection;
  Cipher cipher{std::string(32, 'k')};
  OrderTable table{database, cipher, "t"};
};

TEST_F(EarlierOrders, B6_get_numbers_by_arrival_and_states_by_status) {
  EXPECT_EQ(table.find_number(1)->order_id, "13") << "pulled first";
  EXPECT_EQ(table.find_number(2)->order_id, "11");
  EXPECT_EQ(table.find_number(3)->order_id, "12");
  EXPECT_EQ(table.find("11", "shop")[0].state, OrderState::kPending);
  EXPECT_EQ(table.find("12", "shop")[0].state, OrderState::kVoid);
  EXPECT_EQ(table.find("13", "shop")[0].state, OrderState::kProcessed);
  EXPECT_EQ(table.find("11", "shop")[0].owner, "marketplace");
}

TEST_F(EarlierOrders, keep_every_version_with_its_stamp) {
  const auto versions = table.versions("shop", "11");
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].status, "unpaid");
  EXPECT_EQ(versions[2].updated_at_ms, 100);
  EXPECT_EQ(table.find("11", "shop")[0].version, 3);
}

TEST_F(EarlierOrders, B8_B5_become_searchable_but_for_masked_values) {
  EXPECT_TRUE(table.has_underived());
  EXPECT_EQ(table.derive_columns(2), 2);
  EXPECT_EQ(table.derive_columns(2), 1);
  EXPECT_FALSE(table.has_underived());
  const auto with = [&](const std::string& condition) {
    auto rows = database.query("SELECT count(*) FROM channel_order WHERE " + condition);
    rows.next();
    return rows.integer(0);
  };
  EXPECT_EQ(with("recipient_key IS NOT NULL"), 2) << "the third name is masked";
  EXPECT_EQ(with("phone_key IS NOT NULL"), 3);
  EXPECT_EQ(with("ways = 'lex|local'"), 3);
  EXPECT_EQ(with("attention <> 0"), 1) << "only what is pending waits for its mapping";
}

TEST_F(EarlierOrders, B8_keep_what_pushes_told_of_their_lines) {
  const OrderItem pushed = table.find("11", "shop")[0].items.at(0);
  EXPECT_EQ(pushed.status, "ready_to_ship");
  EXPECT_EQ(pushed.tracking_number, "T-11");
  EXPECT_EQ(pushed.mapping, "unmapped");
  EXPECT_EQ(table.find("12", "shop")[0].items.at(0).status, "cancelled");
  table.derive_all();
  auto rows = database.query("SELECT number FROM order_term WHERE tenant = 't' AND term = ?",
                             OrderTerms(cipher).tracking("T-11"));
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), table.find("11", "shop")[0].number);
}

TEST_F(EarlierOrders, are_due_for_a_new_rule_before_their_terms_are_there) {
  table.mark_mapping_due("shop", {"A"});
  EXPECT_EQ(table.due_orders("shop", 9).size(), 3U);
}

TEST_F(EarlierOrders, new_orders_are_numbered_behind_them) {
  OrderBatchReader reader;
  OrderBatch& batch = reader.read(json{
      {"orders",
       {{{"order_id", "99"},
         {"seller_id", "s"},
         {"created_at", "2026-01-01T00:00:00Z"},
         {"updated_at", "2026-01-01T00:00:00Z"},
         {"status", "pending"},
         {"items", {{{"item_id", "1"}, {"status", "pending"}}}}}}},
      {"rejected", json::array()}}.dump());
  const auto known = table.compare("shop", batch.orders);
  const MappedOrder mapped;
  table.write("shop", {}, StatusTable({}), {{batch.orders.data(), known.data(), &mapped}}, 9);
  EXPECT_EQ(table.find("99", "shop")[0].number, 4);
}

}  // namespace
}  // namespace channel_host
