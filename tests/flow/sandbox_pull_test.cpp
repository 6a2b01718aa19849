// Features B1, B2, E1, E2; guarantees G1, G4, G7: pulls through the C contract, over HTTP.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "open_platform/store.hpp"
#include "plugin/mapping/stamp.hpp"
#include "support/schema.hpp"

namespace flow_test {
namespace {

using chapi::host::Failure;
using nlohmann::json;
using test_support::MemoryHost;
using test_support::Sandbox;

struct HostDied : std::runtime_error {
  HostDied() : std::runtime_error("the host died") {}
};

// Keeps the newest version of each order, with the checkpoint.
struct Orders {
  std::map<std::string, std::int64_t> versions;
  std::vector<json> rejected;
  std::string checkpoint;
  int commits = 0;
  int die_at = 0;  // commit; 0: never

  chapi::host::Stored commit(std::string_view batch, std::string_view next) {
    if (++commits == die_at) throw HostDied();
    EXPECT_TRUE(test_support::fits("order-batch", batch));
    const json document = json::parse(batch);
    for (const json& order : document["orders"]) {
      const auto stamp = lazada::mapping::parse_stamp(order["updated_at"].get<std::string>());
      auto& version = versions[order["order_id"]];
      version = std::max(version, stamp.value().unix_seconds);
    }
    for (const json& letter : document["rejected"]) rejected.push_back(letter);
    checkpoint = next;
    return chapi::host::Stored::kGoOn;
  }
};

class SandboxPull : public testing::Test {
 protected:
  void open(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--port", "0", "--regions", "sg"});
    sandbox_.emplace(arguments);
    // Small batches: there is more to stop between.
    store_.emplace(*sandbox_, host_, "sg", json{{"limits", {{"orders_per_batch", 1}}}});
    store_->connect();
  }

  json pull(Orders& orders) {
    json request{{"schema", "chapi.pull-request/1"}, {"since", "2020-01-01T00:00:00Z"}};
    if (!orders.checkpoint.empty()) request["checkpoint"] = orders.checkpoint;
    orders.commits = 0;
    EXPECT_TRUE(test_support::fits("pull-request", request.dump()));
    const std::string result = store_->channel().pull_orders(
        request.dump(), [&](std::string_view batch, std::string_view checkpoint) {
          return orders.commit(batch, checkpoint);
        });
    EXPECT_TRUE(test_support::fits("pull-result", result));
    return json::parse(result);
  }

  // Holds what is stored against the marketplace.
  void expect_complete(const Orders& orders) {
    const std::int64_t end = json::parse(orders.checkpoint).at("end");
    for (const auto& [id, version] : orders.versions) {
      const json order = sandbox_->get("/_sandbox/orders?region=sg&order_id=" + id);
      if (order["updated_s"] > end) continue;
      EXPECT_EQ(order["updated_s"], version) << "order " << id << " is outdated";
    }
  }

  std::optional<Sandbox> sandbox_;
  MemoryHost host_;
  std::optional<open_platform_test::Store> store_;
};

TEST_F(SandboxPull, B1_EveryOrderOfAStoreArrives) {
  open({"--orders", "1200"});
  Orders orders;
  const json result = pull(orders);
  EXPECT_EQ(orders.versions.size(), 1200U);
  EXPECT_TRUE(result["complete"].get<bool>());
  EXPECT_EQ(result["rejected"], 0);
  EXPECT_LE(result["calls"].get<int>(), 45) << "100 rows a list call, 50 orders an items call";
  expect_complete(orders);
}

TEST_F(SandboxPull, E1_NothingIsLostWhileOrdersMoveAndTheHostDies) {
  open({"--orders", "700", "--seed", "5"});
  sandbox_->post("/_sandbox/settings", {{"churn", 6}, {"late_rows_s", 1}});
  Orders orders;
  int deaths = 0;
  for (int round = 0; round < 14; ++round) {
    orders.die_at = 1 + round % 3;
    try {
      pull(orders);
    } catch (const HostDied&) {
      ++deaths;
    }
  }
  EXPECT_GE(deaths, 7);
  sandbox_->post("/_sandbox/settings", {{"churn", 0}});
  // The lag is over for all that happened before.
  sandbox_->post("/_sandbox/clock", {{"advance_s", 30}});
  orders.die_at = 0;
  EXPECT_TRUE(pull(orders)["complete"].get<bool>());
  EXPECT_EQ(orders.versions.size(), 700U);
  expect_complete(orders);
}

TEST_F(SandboxPull, B1_ASecondBehindTheEndOfOffsetsIsSplit) {
  open({"--orders", "5400"});
  sandbox_->post("/_sandbox/orders/touch", {{"region", "sg"}, {"count", 5400}});
  sandbox_->post("/_sandbox/clock", {{"advance_s", 60}});
  Orders orders;
  EXPECT_TRUE(pull(orders)["complete"].get<bool>());
  EXPECT_EQ(orders.versions.size(), 5400U);
}

TEST_F(SandboxPull, B1_BadAnswersOnTheWayCostNothing) {
  open({"--orders", "450"});
  const json faults = {
      {{"kind", "reset"}, {"api", "/orders/get"}, {"skip", 1}, {"count", 1}},
      {{"kind", "html"}, {"api", "/orders/get"}, {"skip", 2}, {"count", 1}, {"status", 200}},
      {{"kind", "truncate"}, {"api", "/orders/items/get"}, {"skip", 1}, {"count", 1}},
      {{"kind", "http"}, {"api", "/orders/items/get"}, {"skip", 3}, {"count", 1}, {"status", 502}},
      {{"kind", "chunk_cut"}, {"api", "/orders/get"}, {"skip", 3}, {"count", 1}}};
  sandbox_->post("/_sandbox/faults", faults);
  Orders orders;
  const json result = pull(orders);
  EXPECT_EQ(orders.versions.size(), 450U);
  EXPECT_EQ(result["rejected"], 0);
}

TEST_F(SandboxPull, E2_AMalformedOrderIsADeadLetterAndStopsNothing) {
  open({"--orders", "150"});
  sandbox_->post("/_sandbox/faults",
                 {{"kind", "malformed_order"}, {"api", "/orders/get"}, {"count", 1}});
  Orders orders;
  const json result = pull(orders);
  EXPECT_TRUE(result["complete"].get<bool>());
  EXPECT_GE(orders.rejected.size(), 1U);
  EXPECT_GE(orders.versions.size() + orders.rejected.size(), 150U);
}

TEST_F(SandboxPull, B1_AnErrorInTheMiddleEndsThePullAndTheNextGoesOn) {
  open({"--orders", "600"});
  sandbox_->post("/_sandbox/faults", {{"kind", "error"},
                                      {"api", "/orders/get"},
                                      {"skip", 3},
                                      {"count", 2},
                                      {"code", "SellerNotActive"},
                                      {"message", "seller is not active"}});
  Orders orders;
  EXPECT_THROW(pull(orders), Failure);
  const std::size_t stored = orders.versions.size();
  EXPECT_GT(stored, 0U);
  EXPECT_LT(stored, 600U);
  sandbox_->post("/_sandbox/reset", json::object());
  pull(orders);
  EXPECT_EQ(orders.versions.size(), 600U);
}

TEST_F(SandboxPull, B1_TheDocumentationShapeReadsTheSame) {
  open({"--orders", "260", "--shape", "doc", "--count", "total"});
  Orders orders;
  EXPECT_EQ(pull(orders)["rejected"], 0);
  EXPECT_EQ(orders.versions.size(), 260U);
}

}  // namespace
}  // namespace flow_test
