// An installation that was in use with an earlier program: what it holds of stores, mapping, tasks
// and shipments is read by this one.  (Orders: order_migration_test.cpp.)
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <span>

#include "db/migrations.hpp"
#include "failure.hpp"
#include "fulfilment/effect_journal.hpp"
#include "fulfilment/shipment_table.hpp"
#include "installation.hpp"
#include "mapping/listing_table.hpp"
#include "mapping/sku_rule_table.hpp"
#include "orders/status_rule_table.hpp"
#include "stores/application.hpp"
#include "stores/store_edit.hpp"
#include "stores/store_table.hpp"
#include "support/ports.hpp"
#include "tasks/expiry_warnings.hpp"
#include "tasks/task_table.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"
#include "vault/key_file.hpp"

namespace channel_host {
namespace {

using ::testing::ElementsAre;

// The parameter: how many of the migrations the earlier program had.
class EarlierInstallation : public ::testing::TestWithParam<int> {
 protected:
  EarlierInstallation() {
    std::filesystem::create_directory(data);
    const Cipher cipher(read_key_file(data / "key", true));
    const auto database = db::Location(data, place.url()).connect();
    db::migrate(*database, std::span(migration_files()).first(static_cast<std::size_t>(GetParam())),
                1);
    put_stores(*database, cipher);
    put_mapping(*database);
    put_shipments(*database);
    if (wrote(4)) put_status_rules(*database);
    if (wrote(6)) put_tasks(*database);
  }

  // Whether the earlier program knew this migration.
  bool wrote(int migration) const {
    const auto last = static_cast<std::size_t>(GetParam()) - 1;
    return std::stoi(std::string(migration_files()[last].name)) >= migration;
  }

  void put_stores(db::Database& database, const Cipher& cipher) const {
    database.run(
        "INSERT INTO application (tenant, app_key, secret, redirect_uri, sandbox, ca_file, "
        "changed_at_ms) VALUES ('t', '4711', ?, 'http://127.0.0.1:1/callback', NULL, NULL, 5)",
        db::Blob{cipher.seal("SECRET", "application/t")});
    if (wrote(2)) database.execute("UPDATE application SET calls_per_second = 7");
    // A cross-border seller's two stores on one grant, and one that was never authorised.
    database.execute(
        "INSERT INTO store (tenant, store, platform, region, adapter, name, name_key, description, "
        "url, active, pull_mode, cross_border, grant_key, created_at_ms, seller_id, seller_name, "
        "account, grant_state, refreshable, authorised_at_ms, access_expires_at_ms, "
        "refresh_expires_at_ms, verified_at_ms) VALUES "
        "('t', 'sg', 'lazada', 'sg', 'lazada.sg', 'ร้าน A', 'ร้าน a', 'first', 'https://a/', 1, "
        "'manual', 1, 't/sg', 10, 'S1', 'Seller', 'a***@b', 'active', 1, 20, 30, 40, 25), "
        "('t', 'my', 'lazada', 'my', 'lazada.my', 'B', 'b', '', 'https://b/', 0, 'automatic', 1, "
        "'t/sg', 11, 'S2', 'Seller', 'a***@b', 'active', 1, 21, 30, 40, NULL), "
        "('t', 'new', 'lazada', 'th', 'lazada.th', 'C', 'c', '', 'https://c/', 1, 'automatic', 0, "
        "'t/new', 12, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    database.execute(
        "INSERT INTO shop_owner (platform, region, seller_id, tenant, store) VALUES "
        "('lazada', 'sg', 'S1', 't', 'sg'), ('lazada', 'my', 'S2', 't', 'my')");
    database.run(
        "INSERT INTO grant_document (grant_key, version, document, stored_at_ms) VALUES ('t/sg', "
        "4, ?, 20)",
        db::Blob{cipher.seal("{\"refresh\":\"R\"}", "grant_document/t/sg")});
    database.execute(
        "INSERT INTO grant_lease (grant_key, fence, held, expires_at_ms) VALUES ('t/sg', 9, 0, 0)");
    if (!wrote(3)) return;
    database.execute(
        "UPDATE store SET version = 3, fulfilment_owner = 'host', customer_id = 'C-1', "
        "include_shipping = 1, access_obtained_at_ms = 22, seller_status = 'ACTIVE', "
        "seller_verified = 1 WHERE store = 'sg'");
    database.execute(
        "INSERT INTO store_change (tenant, store, version, field, value_before, value_after, "
        "changed_at_ms) VALUES ('t', 'sg', 2, 'name', 'old', 'ร้าน A', 50), "
        "('t', 'sg', 3, 'owner', 'marketplace', 'host', 60)");
    if (wrote(10)) database.execute("UPDATE store_change SET changed_by = 'Malee'");
  }

  void put_mapping(db::Database& database) const {
    database.execute(
        "INSERT INTO sku_rule (tenant, platform, store, platform_sku, combo, system_sku, quantity, "
        "changed_at_ms) VALUES ('t', 'lazada', '', 'RED', '', '4711', 2, 70), "
        "('t', 'lazada', 'sg', 'RED', '', '4712', 1, 71), "
        "('t', 'lazada', 'sg', 'LEFT', 'PAIR', '4713', 1, 72)");
    if (wrote(5)) database.execute("UPDATE sku_rule SET version = 6 WHERE store = 'sg'");
    if (wrote(7)) {
      database.execute(
          "INSERT INTO sku_rule_change (tenant, revision, position, changed_at_ms, platform, "
          "store, platform_sku, combo, system_sku, quantity_before, quantity_after) VALUES "
          "('t', 6, 0, 71, 'lazada', 'sg', 'RED', '', '4712', 3, 1)");
    }
    database.execute(
        "INSERT INTO system_sku (tenant, system_sku, name, barcode) VALUES ('t', '4711', 'Shirt', "
        "'885')");
    database.execute(
        "INSERT INTO listing (tenant, store, product_id, sku, sku_id, shop_sku, name, variation, "
        "barcode, status, price, currency, quantity, sellable, document, seen_at_ms) VALUES "
        "('t', 'sg', 'P', 'RED', 'K', 'SHOP-RED', 'เสื้อ', 'L', '885', 'active', '9.90', 'SGD', 5, "
        "NULL, '{\"sku\":\"RED\"}', 80)");
    if (!wrote(5)) return;
    database.execute("UPDATE listing SET former_sku = 'ROT', first_seen_at_ms = 75");
    database.execute(
        "INSERT INTO product_download (tenant, store, place, begun_at_ms, stored_at_ms, products, "
        "listings, rejected, completed_at_ms) VALUES ('t', 'sg', 'page-3', 80, 81, 100, 120, 1, "
        "NULL)");
  }

  static void put_shipments(db::Database& database) {
    database.execute(
        "INSERT INTO effect_intent (tenant, store, intent, step, intended_at_ms, document, result, "
        "record, recorded_at_ms) VALUES ('t', 'sg', 'i-open', 'pack', 90, '{\"intent_id\":"
        "\"i-open\"}', NULL, NULL, NULL), ('t', 'sg', 'i-done', 'pack', 91, '{}', 'done', '{}', "
        "92)");
    database.execute(
        "INSERT INTO shipment_item (tenant, store, order_id, item_id, outcome, steps, reason, "
        "message, platform_code, request_id, retryable, pushed_at_ms) VALUES ('t', 'sg', '11', "
        "'1', 'failed', 'pack', 'platform', 'no', 'E1', 'R1', 1, 92)");
    database.execute(
        "INSERT INTO package (tenant, store, package_id, order_id, tracking_number, carrier, "
        "label, changed_at_ms) VALUES ('t', 'sg', 'FP1', '11', 'T1', 'LEX', 'printable', 92)");
  }

  void put_status_rules(db::Database& database) const {
    database.execute(
        "INSERT INTO order_status_rule (tenant, status, host_status, changed_at_ms, changed_by) "
        "VALUES ('t', 'packed', 'in_transit', 99, 'Malee')");
    if (wrote(11)) database.execute("UPDATE order_status_rule SET version = 4");
  }

  static void put_tasks(db::Database& database) {
    database.execute(
        "INSERT INTO task (tenant, store, task, interval_minutes, enabled, days, version, "
        "next_run_at_ms, requested, since_ms, state, runner, asked, cancel_requested, "
        "began_at_ms, progress_at_ms, progress_first_at_ms, progress_first, progress_done, "
        "progress_total, progress_unit, last_began_at_ms, last_ended_at_ms, last_done_at_ms, "
        "last_result, last_report, last_error, failures) VALUES ('t', 'sg', 'orders', 15, 0, 9, 4, "
        "100, 1, 33, 'running', 'r1', 1, 1, 95, 96, 97, 10, 20, 30, 'orders', 91, 92, 90, "
        "'failed', '{\"orders\":1}', '{\"message\":\"no\"}', 2)");
    database.execute(
        "INSERT INTO task_run (tenant, store, task, began_at_ms, ended_at_ms, result, report, "
        "error) VALUES ('t', 'sg', 'orders', 91, 92, 'failed', '{}', '{\"message\":\"no\"}')");
    database.execute(
        "INSERT INTO task_runner (tenant, runner, pid, pid_started, host, begun_at_ms, "
        "alive_at_ms, whole) VALUES ('t', 'r1', 7, 8, 'h', 94, 98, 1)");
    database.execute(
        "INSERT INTO expiry_warning (tenant, store, ends_at_ms, days, warned_at_ms) VALUES ('t', "
        "'sg', 40, 7, 39)");
  }

  host_test::TestDatabase place;
  host_test::TemporaryFolder folder;
  const std::filesystem::path data = folder / "data";
  test_support::TestClock clock;
  std::atomic<bool> cancelled{false};
};

// The program of today on that data folder.
class MigratedInstallation : public EarlierInstallation {
 protected:
  Installation installation{{data, "t", place.url()}, clock, cancelled};
  db::Database& database = installation.database();
};

TEST_P(MigratedInstallation, keeps_stores) {
  StoreTable stores(database, "t");
  EXPECT_EQ(stores.list().size(), 3U);
  const Store store = stores.get("sg");
  EXPECT_EQ(store.name, "ร้าน A");
  EXPECT_EQ(store.pull_mode, "manual");
  EXPECT_TRUE(store.cross_border);
  EXPECT_EQ(store.seller_id, "S1");
  EXPECT_EQ(store.account, "a***@b");
  EXPECT_EQ(store.access_expires_at_ms, 30);
  EXPECT_EQ(store.refresh_expires_at_ms, 40);
  EXPECT_EQ(store.verified_at_ms, 25);
  EXPECT_EQ(store.cancelled_at_ms, std::nullopt);
  EXPECT_EQ(store.version, wrote(3) ? 3 : 1);
  EXPECT_EQ(store.fulfilment_owner, wrote(3) ? "host" : "marketplace");
  EXPECT_EQ(store.customer_id, wrote(3) ? "C-1" : "");
  EXPECT_EQ(store.include_shipping, wrote(3));
  EXPECT_EQ(store.access_obtained_at_ms, wrote(3) ? std::optional<std::int64_t>(22) : std::nullopt);
  EXPECT_EQ(store.seller_verified, wrote(3) ? std::optional(true) : std::nullopt);
  EXPECT_EQ(status_of(store, 29), StoreStatus::kExpiring);
  EXPECT_EQ(status_of(stores.get("my"), 29), StoreStatus::kInactive);
  EXPECT_EQ(status_of(stores.get("new"), 29), StoreStatus::kDraft);
}

TEST_P(MigratedInstallation, keeps_shops_and_grants) {
  StoreTable stores(database, "t");
  const auto holder = stores.holder(stores.get("sg"), "S1");
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->store, "sg");
  EXPECT_EQ(holder->authorised_at_ms, 20);
  EXPECT_EQ(stores.with_grant("t/sg").size(), 2U);
  GrantVault vault(installation.connect(), installation.cipher(), clock);
  const auto grant = vault.load("t/sg");
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->version, 4U);
  EXPECT_EQ(grant->json, "{\"refresh\":\"R\"}");
  std::uint64_t lease = 0;
  EXPECT_EQ(vault.acquire("t/sg", 1000, nullptr, &lease), CHAPI_OK);
  EXPECT_EQ(lease, 10U) << "the fence never falls";
  const Application application = load_application(installation, database);
  EXPECT_EQ(application.key, "4711");
  EXPECT_EQ(application.secret, "SECRET");
  EXPECT_EQ(application.calls_per_second, wrote(2) ? 7 : Installation::kCallsPerSecond);
}

TEST_P(MigratedInstallation, keeps_the_changes_of_stores_and_goes_on_counting) {
  StoreTable stores(database, "t");
  const std::int64_t version = wrote(3) ? 3 : 1;
  std::vector<std::string> fields;
  for (const StoreChange& change : stores.changes_since("sg", 0)) fields.push_back(change.field);
  if (wrote(3)) {
    EXPECT_THAT(fields, ElementsAre("name", "owner"));
    EXPECT_EQ(stores.changes_since("sg", 0).at(0).actor, wrote(10) ? "Malee" : "") << "not kept";
  } else {
    EXPECT_TRUE(fields.empty());
  }
  StoreEdit edit;
  edit.description = "second";
  edit.version = version;
  edit.actor = "Somchai";
  EXPECT_EQ(edit_store(installation, "sg", edit).store.version, version + 1);
  EXPECT_EQ(stores.changes_since("sg", version).at(0).before, "first");
  EXPECT_EQ(stores.changes_since("sg", version).at(0).actor, "Somchai");
  edit.description = "third";
  EXPECT_THROW(edit_store(installation, "sg", edit), Failure) << "made from the version before";
}

TEST_P(MigratedInstallation, keeps_mapping_rules_and_their_history) {
  SkuRuleTable rules(database, "t");
  const auto page = rules.page({}, "", 10);
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[0].rule, (SkuRule{"lazada", "", "RED", "4711", 2, ""}));
  EXPECT_EQ(page[0].version, 1);
  EXPECT_EQ(page[1].rule, (SkuRule{"lazada", "sg", "LEFT", "4713", 1, "PAIR"}));
  EXPECT_EQ(page[2].rule, (SkuRule{"lazada", "sg", "RED", "4712", 1, ""}));
  EXPECT_EQ(page[2].version, wrote(5) ? 6 : 1);
  EXPECT_EQ(page[2].changed_at_ms, 71);
  const auto history = rules.changes_after(0);
  EXPECT_EQ(history.size(), wrote(7) ? 1U : 0U);
  if (wrote(7)) {
    EXPECT_EQ(history.at(0).quantity_before, 3);
  }

  db::Transaction transaction(database);
  const std::int64_t next = rules.write({{}, {}, {page[0].rule}, 0}, 100);
  transaction.commit();
  EXPECT_EQ(next, wrote(7) ? 7 : 2);
  EXPECT_EQ(rules.changes_after(next - 1).at(0).quantity_before, 2);
}

TEST_P(MigratedInstallation, keeps_listings_and_their_download) {
  ListingTable table(database, "t");
  std::vector<Listing> listings;
  table.each("sg", [&](const Listing& listing) { listings.push_back(listing); });
  ASSERT_EQ(listings.size(), 1U);
  EXPECT_EQ(listings[0].name, "เสื้อ");
  EXPECT_EQ(listings[0].quantity, 5);
  EXPECT_EQ(listings[0].sellable, std::nullopt);
  EXPECT_EQ(listings[0].former_sku, wrote(5) ? "ROT" : "");
  EXPECT_EQ(listings[0].document, "{\"sku\":\"RED\"}");
  EXPECT_THAT(table.system_skus(),
              ::testing::Contains(::testing::Field(&SystemSku::name, "Shirt")));
  const auto download = table.download("sg");
  EXPECT_EQ(download.has_value(), wrote(5));
  if (download) {
    EXPECT_EQ(download->cursor, "page-3");
  }
  // The next download sees the seller's new name of it, and not the old listing.
  table.put("sg", {{"P", "BLUE", "K", "", "n", "", "", "", "", "", {}, {}, "", "{}"}}, 90);
  table.note_renamed("sg", 90);
  EXPECT_EQ(table.count_new("sg", 90), 1);
  EXPECT_EQ(table.drop_unseen("sg", 90), 1);
  table.each("sg", [&](const Listing& listing) { EXPECT_EQ(listing.former_sku, "RED"); });
}

TEST_P(MigratedInstallation, keeps_shipments) {
  ShipmentTable shipments(database, "t");
  const auto listed = shipments.page("sg", "", 10);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].item.order_id, "11");
  EXPECT_EQ(listed[0].item.platform_code, "E1");
  EXPECT_TRUE(listed[0].item.retryable);
  EXPECT_EQ(listed[0].pushed_at_ms, 92);
  EXPECT_EQ(shipments.labels("sg", {"FP1"}).at("FP1"), "printable");
  const auto open = EffectJournal(database, "t", "sg").open_intents();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].at("intent_id"), "i-open");
}

TEST_P(MigratedInstallation, keeps_the_status_table) {
  StatusRuleTable table(database, "t");
  EXPECT_EQ(table.table().host_status("packed"), wrote(4) ? "in_transit" : "awaiting_delivery");
  const std::int64_t version = !wrote(4) ? 0 : wrote(11) ? 4 : 1;
  EXPECT_EQ(table.rules()["packed"].version, version);
  EXPECT_EQ(table.rules()["packed"].changed_by, wrote(4) ? "Malee" : "");
  table.set("packed", "lost", "Somchai", 100, version);
  EXPECT_EQ(table.rules()["packed"].version, version + 1);
}

TEST_P(MigratedInstallation, keeps_tasks) {
  TaskTable tasks(database, "t");
  if (!wrote(6)) {
    EXPECT_TRUE(tasks.list().empty());
    tasks.add_missing(default_task("sg", TaskKind::kOrders, 5));
    EXPECT_EQ(tasks.find("sg", TaskKind::kOrders)->next_run_at_ms, 5);
    return;
  }
  const auto task = tasks.find("sg", TaskKind::kOrders);
  ASSERT_TRUE(task);
  EXPECT_EQ(task->interval_minutes, 15);
  EXPECT_FALSE(task->enabled);
  EXPECT_EQ(task->days, 9);
  EXPECT_EQ(task->version, 4);
  EXPECT_EQ(task->since_ms, 33);
  EXPECT_TRUE(task->running);
  EXPECT_EQ(task->runner, "r1");
  EXPECT_EQ(task->progress_first, 10);
  EXPECT_EQ(task->progress_done, 20);
  EXPECT_EQ(task->progress_total, 30);
  EXPECT_EQ(task->last_result, "failed");
  EXPECT_EQ(task->failures, 2);
  EXPECT_EQ(tasks.runs("sg", "orders", 10).at(0).ended_at_ms, 92);
  EXPECT_EQ(tasks.runners().at(0).alive_at_ms, 98);
  EXPECT_EQ(ExpiryWarningTable(database, "t").list("sg").at(0).days, 7);
  EXPECT_TRUE(tasks.put_back(*task)) << "the run that was under way";
}

INSTANTIATE_TEST_SUITE_P(Migrations, MigratedInstallation,
                         ::testing::Range(1, static_cast<int>(migration_files().size())),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace channel_host
