// The real plugin in the real host against the sandbox: the whole main job by the command line.
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "mapping/csv_text.hpp"
#include "rfc3339.hpp"
#include "sandbox_host.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;

class MainJob : public SandboxHost {
 protected:
  void connect(const std::string& region) { SandboxHost::connect("shop-" + region, region); }
  static std::string hour_ago() {
    const auto at = std::chrono::system_clock::now() - std::chrono::hours(1);
    return channel_host::format_rfc3339(
        std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count() * 1000);
  }
  void map_everything() {
    std::set<std::string> skus;
    for (const auto& sku : documents({"sku", "unmapped"})) skus.insert(sku["sku"]);
    std::string csv = "platform,store,platform_sku,system_sku,quantity,group\n";
    for (const std::string& sku : skus) {
      if (!sku.empty()) csv += channel_host::csv_line({"lazada", "", sku, "OWN-" + sku, "1", ""});
    }
    write_file(folder / "rules.csv", csv);
    expect_ok({"sku", "import", (folder / "rules.csv").string(), "--apply"});
  }
};

TEST_F(MainJob, A10_tokens_of_a_sandbox_never_go_to_the_real_marketplace) {
  start({"--orders", "12", "--regions", "sg"});
  connect("sg");
  const Finished set =
      run({"app", "set", "--key", "4711", "--secret-file", (folder / "secret.txt").string(),
           "--redirect-uri", "https://erp.example/callback"});
  EXPECT_EQ(set.exit_code, 6);
  EXPECT_THAT(set.err, HasSubstr("shop-sg is connected to a sandbox"));
}

TEST_F(MainJob, A10_ca_file_that_is_gone_later_is_named) {
  const std::string file = (folder / "ca.pem").string();
  start({"--orders", "12", "--regions", "sg", "--https-port", "0", "--ca-out", file});
  connect("sg");
  expect_ok({"app", "set", "--key", sandbox->ready()["app_key"], "--secret-file",
             (folder / "secret.txt").string(), "--redirect-uri", sandbox->ready()["redirect_uri"],
             "--sandbox", sandbox->ready()["https"], "--ca-file", file});
  expect_ok({"order", "pull", "shop-sg"});
  std::filesystem::remove(file);
  const Finished done = run({"order", "pull", "shop-sg"});
  EXPECT_EQ(done.exit_code, 13);
  EXPECT_THAT(done.err, HasSubstr("The CA file " + file + " does not exist"));
}

TEST_F(MainJob, A12_store_whose_grant_is_refused_shows_that_it_must_be_authorised_again) {
  start({"--orders", "12", "--regions", "sg"});
  connect("sg");
  sandbox->post("/_sandbox/tokens", {{"action", "revoke"},
                                     {"account", "owner.sg@sandbox.example"},
                                     {"access", true},
                                     {"refresh", true}});
  EXPECT_EQ(run({"order", "pull", "shop-sg"}).exit_code, 26);
  const auto refused = documents({"store", "list"})[0];
  EXPECT_EQ(refused["status"], "authorise again");
  EXPECT_TRUE(refused["access_expires_at"].is_null()) << "it is over";
  EXPECT_TRUE(refused["days_left"].is_null());
  EXPECT_THAT(refused["what_to_do"].get<std::string>(), HasSubstr("nothing is pulled"));
  ASSERT_EQ(authorise_as("shop-sg", "owner.sg", "sg").exit_code, 0);
  EXPECT_EQ(documents({"store", "list"})[0]["status"], "authorised");
}

TEST_F(MainJob, A1_A2_B1_six_regions_are_connected_pulled_mapped_and_shipped) {
  start({"--orders", "40", "--seed", "11"});
  const std::vector<std::string> regions = {"sg", "my", "th", "vn", "id", "ph"};
  for (const std::string& region : regions) connect(region);
  EXPECT_THAT(run({"store", "list"}).err, HasSubstr("sandbox in use"));
  const auto pulls = documents({"order", "pull", "--all", "--days", "60"});
  ASSERT_EQ(pulls.size(), 6U);
  for (const auto& pull : pulls) {
    EXPECT_EQ(pull["added"], 40) << pull;
    EXPECT_EQ(pull["complete"], true);
  }
  EXPECT_EQ(documents({"order", "list"}).size(), 240U);
  for (const auto& again : documents({"order", "pull", "--all"})) {
    EXPECT_EQ(again["added"], 0) << "pulled again, nothing new";
    EXPECT_EQ(again["changed"], 0);
  }

  map_everything();
  for (const std::string region : {"th", "vn"}) {
    const std::string store = "shop-" + region;
    const auto plan = documents({"shipment", "push", store, "--dry-run"})[0];
    EXPECT_FALSE(plan["items"].empty());
    const Finished push = run({"--json", "shipment", "push", store});
    const auto report = nlohmann::json::parse(push.out);
    std::string order;
    for (const auto& item : report["items"]) {
      if (item["outcome"] == "done" && !item["package_id"].get<std::string>().empty()) {
        order = item["order_id"];
      }
    }
    ASSERT_FALSE(order.empty()) << push.out << push.err;
    const std::string out = (folder / (region + ".pdf")).string();
    expect_ok({"shipment", "label", store, "--order", order, "--out", out});
    EXPECT_EQ(read_file(out).substr(0, 5), "%PDF-");
    const auto shown = documents({"order", "show", order, "--store", store})[0];
    EXPECT_FALSE(shown["items"][0]["tracking_number"].get<std::string>().empty());
  }
}

TEST_F(MainJob, B17_parts_of_a_mixed_order_each_ship_their_own_way) {
  start({"--orders", "0", "--regions", "th"});
  connect("th");
  nlohmann::json items;
  for (const char* kind : {"local", "digital", "sof", "fbl", "pickup", "presale"}) {
    items.push_back({{"seller_sku", kind}, {"kind", kind}});
  }
  items.push_back({{"seller_sku", "later"}, {"kind", "presale"}, {"status", "unpaid"}});
  const std::string id = "660000000000001";
  sandbox->post("/_sandbox/orders", {{"region", "th"},
                                     {"order_id", 660000000000001},
                                     {"created_at", hour_ago()},
                                     {"updated_at", hour_ago()},
                                     {"items", items}});
  expect_ok({"order", "pull", "shop-th"});
  std::set<std::string> ways;
  const nlohmann::json shown = documents({"order", "show", id})[0];
  for (const auto& part : shown["parts"]) ways.insert(part["way"]);
  EXPECT_THAT(ways, ::testing::IsSupersetOf(
                        {"pack_here", "digital", "own_fleet", "marketplace", "pick_up"}));
  map_everything();
  const Finished push = run({"--json", "shipment", "push", "shop-th", "--order", id});
  std::multiset<std::string> became;
  const auto report = nlohmann::json::parse(push.out);
  for (const auto& item : report["items"]) {
    became.insert(item["fulfilment"].get<std::string>() + " " + item["outcome"].get<std::string>() +
                  ": " + item["steps"].get<std::string>() + item["reason"].get<std::string>());
  }
  EXPECT_THAT(became,
              ::testing::ElementsAre(
                  "digital done: digital_delivered", "local done: pack, label, ready_to_ship",
                  "local done: pack, label, ready_to_ship", "local refused: presale_unpaid",
                  "marketplace refused: fulfilled_by_marketplace",
                  "seller_fleet done: pack, ready_to_ship", "store_pickup refused: store_pickup"));
}

TEST_F(MainJob, B17_carrier_of_a_cross_border_order_is_chosen_by_its_code) {
  start({"--orders", "0", "--regions", "sg", "--cross-border"});
  expect_ok({"store", "add", "cb", "--region", "sg", "--name", "Shop cb", "--cross-border"});
  ASSERT_EQ(authorise_as("cb", "owner.cb", "cb").exit_code, 0);
  const nlohmann::json seller_id =
      std::stoll(documents({"store", "show", "cb"})[0]["seller_id"].get<std::string>());
  sandbox->post("/_sandbox/orders", {{"region", "sg"},
                                     {"seller_id", seller_id},
                                     {"order_id", 660000000000001},
                                     {"created_at", hour_ago()},
                                     {"updated_at", hour_ago()},
                                     {"items", {{{"seller_sku", "lamp"}}}}});
  expect_ok({"order", "pull", "cb"});
  map_everything();
  const Finished unnamed = run({"shipment", "push", "cb"});
  EXPECT_THAT(unnamed.out, HasSubstr("FM50"));
  EXPECT_THAT(unnamed.err, HasSubstr("--provider CODE"));
  const auto outcome = [&](const std::string& provider) {
    const Finished push = run({"--json", "shipment", "push", "cb", "--provider", provider});
    return nlohmann::json::parse(push.out)["items"].at(0);
  };
  EXPECT_EQ(outcome("ZZ1")["reason"], "provider_unknown");
  EXPECT_EQ(outcome("FM50")["outcome"], "done");
}

TEST_F(MainJob, C1_listings_and_unmapped_skus_come_from_the_marketplace) {
  start({"--orders", "30", "--products", "12", "--regions", "sg"});
  connect("sg");
  EXPECT_GE(documents({"sku", "list", "shop-sg"}).size(), 12U);
  expect_ok({"order", "pull", "shop-sg", "--days", "60"});
  EXPECT_FALSE(documents({"sku", "unmapped"}).empty());
  map_everything();
  for (const auto& order : documents({"order", "list", "--unmapped"})) {
    for (const auto& item : order["items"]) {
      if (item["mapping"]["state"] == "unmapped") {
        EXPECT_EQ(item["sku"], "") << "only lines without a SKU";
      }
    }
  }
}

TEST_F(MainJob, C1_D3_listings_that_cannot_be_read_are_not_gone) {
  start({"--orders", "0", "--products", "12", "--regions", "sg"});
  connect("sg");
  expect_ok({"sku", "download", "shop-sg"});
  const std::size_t known = documents({"sku", "list", "shop-sg", "--stored"}).size();
  ASSERT_GE(known, 12U);
  sandbox->post("/_sandbox/faults",
                {{"kind", "wrong_types"}, {"api", "/products/get"}, {"count", 1}});
  const Finished spoilt = run({"--json", "sku", "download", "shop-sg"});
  EXPECT_EQ(spoilt.exit_code, 12) << spoilt.err;
  EXPECT_THAT(spoilt.err, HasSubstr("could not be read"));
  const auto report = nlohmann::json::parse(spoilt.out);
  EXPECT_EQ(report["result"], "done in part");
  EXPECT_GT(report["rejected"], 0);
  EXPECT_EQ(report["gone"], 0);
  EXPECT_EQ(documents({"sku", "list", "shop-sg", "--stored"}).size(), known);

  sandbox->post("/_sandbox/faults",
                {{"kind", "wrong_types"}, {"api", "/products/get"}, {"count", 1}});
  const Finished task = run({"task", "run", "shop-sg", "products", "--here"});
  EXPECT_EQ(task.exit_code, 12) << task.err;
  const auto shown = documents({"task", "show", "shop-sg", "products"})[0];
  EXPECT_EQ(shown["last_result"], "done in part");
  EXPECT_THAT(shown["last_error"]["message"].get<std::string>(), HasSubstr("could not be read"));
  EXPECT_EQ(documents({"sku", "list", "shop-sg", "--stored"}).size(), known);
}

TEST_F(MainJob, A10_A12_refused_token_in_a_pull_is_told_and_stored_orders_stay) {
  start({"--orders", "400", "--regions", "sg"});
  connect("sg");
  sandbox->post("/_sandbox/tokens", {{"action", "revoke"},
                                     {"account", "owner.sg@sandbox.example"},
                                     {"access", true},
                                     {"refresh", true}});
  const Finished pull = run({"order", "pull", "shop-sg"});
  EXPECT_EQ(pull.exit_code, 26) << pull.err;
  EXPECT_THAT(pull.err, HasSubstr("store authorize"));
}

TEST_F(MainJob, truncated_answers_end_in_an_error_or_a_repeat_and_never_in_lost_orders) {
  start({"--orders", "300", "--regions", "sg"});
  connect("sg");
  sandbox->post("/_sandbox/faults", {{"kind", "truncate"}, {"api", "/orders/get"}, {"count", 1}});
  for (int i = 0; i < 5; ++i) {
    if (run({"order", "pull", "shop-sg", "--days", "60"}).exit_code == 0) break;
  }
  EXPECT_EQ(documents({"order", "list"}).size(), 300U);
}

// G1: a store that was pulled in part, or not at all yet, is pulled whole by the next pulls.
TEST_F(MainJob, D2_back_fill_and_a_failed_first_pull_leave_no_gap) {
  start({"--orders", "300", "--regions", "sg,th"});
  for (const std::string region : {"sg", "th"}) {
    connect(region);
    const std::string store = "shop-" + region;
    sandbox->post("/_sandbox/faults", {{"kind", "error"},
                                       {"code", "InsufficientPermission"},
                                       {"api", "/orders/get"},
                                       {"skip", region == "sg" ? 1 : 0},
                                       {"count", 1}});
    EXPECT_EQ(run({"order", "pull", store, "--days", "60"}).exit_code, 27);
    const std::size_t stored = documents({"order", "list", "--store", store, "--all"}).size();
    EXPECT_EQ(stored, region == "sg" ? 100U : 0U);
    expect_ok({"order", "pull", store, "--since", hour_ago()});
    expect_ok({"order", "pull", store});
    EXPECT_EQ(documents({"order", "list", "--store", store, "--all"}).size(), 300U);
  }
}

TEST_F(MainJob, E1_killed_pulls_against_the_sandbox_end_with_every_order_once) {
  start({"--orders", "3000", "--regions", "th", "--latency-ms", "5"});
  connect("th");
  for (int i = 0; i < 4; ++i) {
    test_support::Background host(command({"order", "pull", "shop-th", "--days", "60"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(120 + 60 * i));
    host.signal(SIGKILL);
    host.wait();
  }
  expect_ok({"order", "pull", "shop-th", "--days", "60"});
  std::set<std::string> ids;
  for (const auto& order : documents({"order", "list"})) ids.insert(order["order_id"]);
  EXPECT_EQ(ids.size(), 3000U);
}

}  // namespace
}  // namespace host_test
