#include <gtest/gtest.h>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;

class Control : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }
  HttpAnswer Post(const std::string& path, const std::string& body) {
    return client.Send("POST", "/_sandbox" + path, "application/json", body);
  }
  Client client;
};

TEST_F(Control, TheJournalShowsCallsWithoutSecrets) {
  client.Get("/sg/rest", "/order/get", {{"order_id", "1"}});
  const json call = client.ControlGet("/journal").back();
  EXPECT_EQ(call["api"], "/order/get");
  EXPECT_EQ(call["region"], "sg");
  EXPECT_EQ(call["code"], "16");
  EXPECT_EQ(call["parameters"]["order_id"], "1");
  EXPECT_EQ(call["parameters"]["access_token"], "***");
  EXPECT_EQ(call["parameters"]["sign"], "***");
  const int64_t number = call["number"];
  EXPECT_TRUE(client.ControlGet("/journal?after=" + std::to_string(number)).empty());
}

TEST_F(Control, TheClockCanBeMovedAndStopped) {
  EXPECT_EQ(client.ControlGet("/clock")["now"], "2026-05-01T08:00:00Z");
  EXPECT_EQ(client.Control("/clock", {{"advance_s", 60}})["now_ms"], kNowMs + 60000);
  EXPECT_EQ(client.Control("/clock", {{"now", "2027-01-01T00:00:00Z"}})["now"],
            "2027-01-01T00:00:00Z");
  EXPECT_EQ(client.Control("/clock", {{"frozen", false}})["frozen"], false);
  EXPECT_EQ(Post("/clock", R"({"now":"soon"})").status, 400);
}

TEST_F(Control, StatusesCanBeMoved) {
  const json order = MakeOrder(client, "sg", {{{"quantity", 2}}});
  const json moved =
      client.Control("/items/status", {{"region", "sg"},
                                       {"order_id", order["order_id"]},
                                       {"order_item_ids", {order["items"][1]["order_item_id"]}},
                                       {"status", "canceled"},
                                       {"reason", "because"}});
  EXPECT_EQ(moved["items"][0]["status"], "pending");
  EXPECT_EQ(moved["items"][1]["status"], "canceled");
  const json items =
      client.Get("/sg/rest", "/order/items/get", {{"order_id", order["order_id"].dump()}})["data"];
  EXPECT_EQ(items[1]["reason"], "because");
}

TEST_F(Control, CancellingAPackedItemCancelsItsParcel) {
  const json order =
      MakeOrder(client, "sg", {{{"status", "packed"}, {"quantity", 2}}, {{"warehouse", 1}}});
  const json moved =
      client.Control("/items/status", {{"region", "sg"},
                                       {"order_id", order["order_id"]},
                                       {"order_item_ids", {order["items"][0]["order_item_id"]}},
                                       {"status", "canceled"}});
  EXPECT_EQ(moved["items"][0]["status"], "canceled");
  EXPECT_EQ(moved["items"][1]["status"], "canceled") << "it lies in the same parcel";
  EXPECT_EQ(moved["items"][2]["status"], "pending");
}

TEST_F(Control, AnItemThatIsShippedHasAParcel) {
  const json order = MakeOrder(client, "sg", {{{"status", "shipped"}, {"quantity", 2}}});
  EXPECT_TRUE(order["items"][0]["package_id"].is_string());
  EXPECT_EQ(order["items"][0]["package_id"], order["items"][1]["package_id"]);
}

TEST_F(Control, TouchingMovesUpdatedAtOnly) {
  const json order = MakeOrder(client, "sg", json::array({json::object()}));
  client.market.clock.Advance(9000);
  client.Control("/orders/touch", {{"region", "sg"}, {"order_id", order["order_id"]}});
  const json now = client.ControlGet("/orders?region=sg&order_id=" + order["order_id"].dump());
  EXPECT_EQ(now["updated_s"].get<int64_t>() - order["updated_s"].get<int64_t>(), 9);
  EXPECT_EQ(now["created_s"], order["created_s"]);
}

TEST_F(Control, WrongCallsAreRefusedWithASentence) {
  EXPECT_EQ(Post("/orders", "{").status, 400);
  EXPECT_EQ(Post("/orders", R"({"region":"xx"})").status, 400);
  EXPECT_EQ(Post("/orders", R"({"region":"sg","items":[{"status":"eaten"}]})").status, 400);
  EXPECT_EQ(Post("/orders", R"({"region":"sg","items":[{"kind":"drone"}]})").status, 400);
  EXPECT_EQ(Post("/orders", R"({"region":"sg","items":[{"price":"much"}]})").status, 400);
  EXPECT_EQ(Post("/settings", R"({"shape":"round"})").status, 400);
  EXPECT_EQ(Post("/tokens", R"({"action":"issue","account":"nobody"})").status, 400);
  EXPECT_EQ(Post("/no/such/call", "{}").status, 404);
}

TEST_F(Control, ResetTakesBackWhatATestTurnedOn) {
  client.Control("/settings", {{"shape", "doc"}, {"latency_ms", 1}});
  client.Control("/permissions", {{"api", "/seller/get"}, {"allowed", false}});
  client.Control("/faults", {{"kind", "http"}, {"count", -1}});
  client.Control("/reset", json::object());
  const json seller = client.Get("/sg/rest", "/seller/get");
  EXPECT_EQ(seller["code"], "0");
  EXPECT_TRUE(seller["data"]["seller_id"].is_number());
}

TEST_F(Control, TokensCanBeIssuedWithoutThePages) {
  const json pair =
      client.Control("/tokens", {{"action", "issue"}, {"account", "clerk.th@sandbox.example"}});
  client.access_token = pair["access_token"];
  EXPECT_EQ(client.Get("/th/rest", "/seller/get")["code"], "0");
}

}  // namespace
}  // namespace sandbox_tests
