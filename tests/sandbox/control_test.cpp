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

struct WrongCall {
  const char* path;
  const char* body;
  const char* sentence;  // the start of what is answered
};

// Each names the member, what it is and what it may be; nothing else of the call is done either.
TEST_F(Control, EveryWrongMemberIsRefusedWithItsNameAndWhatItTakes) {
  const WrongCall calls[] = {
      {"/settings", R"({"masked":false,"latency":100})",
       R"(settings: "latency" is unknown; there are shape, count, )"},
      {"/settings", "[]", "settings: [] is no object with members"},
      {"/settings", "null", "settings: null is no object with members"},
      {"/settings", "1", "settings: 1 is no object with members"},
      {"/settings", R"({"latency_ms":1e300})",
       R"(settings: "latency_ms" is 1e+300; it takes a whole number from 0 to 60000)"},
      {"/settings", R"({"latency_ms":60001})", R"(settings: "latency_ms" is 60001; it takes a )"},
      {"/settings", R"({"latency_ms":1.5})", R"(settings: "latency_ms" is 1.5; it takes a )"},
      {"/settings", R"({"latency_ms":"1"})", R"(settings: "latency_ms" is "1"; it takes a )"},
      {"/settings", R"({"token_life_s":0})",
       R"(settings: "token_life_s" is 0; it takes a whole number from 1 to 315360000)"},
      {"/settings", R"({"token_life_s":18446744073709551615})",
       R"(settings: "token_life_s" is 18446744073709551615; it takes a whole number from 1 )"},
      {"/settings", R"({"churn":-1})",
       R"(settings: "churn" is -1; it takes a whole number from 0)"},
      {"/settings", R"({"masked":1})", R"(settings: "masked" is 1; it takes true or false)"},
      {"/settings", R"({"shape":"round"})",
       R"(settings: "shape" is "round"; it takes real or doc)"},
      {"/settings", R"({"rotation":[1,2]})",
       R"(settings: "rotation" is a list; it takes strict, grace or none)"},
      {"/settings", R"({"masked":fals})",
       "the body is not JSON: it cannot be read from byte 15 on"},
      {"/clock", "[]", "clock: [] is no object with members"},
      {"/clock", R"({"advance":1})", R"(clock: "advance" is unknown; there are frozen, now_ms, )"},
      {"/clock", R"({"frozen":false,"now_ms":9e18})",
       R"(clock: "now_ms" is 9e+18; it takes a whole number from 0 to 253402300799000)"},
      {"/clock", R"({"now":"soon"})",
       R"(clock: "now" is "soon"; it takes a time such as 2026-05-01T08:00:00Z or epoch seconds)"},
      {"/clock", R"({"frozen":false,"advance_s":-9000000000})",
       R"(clock: "advance_s" is -9000000000; it takes seconds that leave the clock in the years )"},
      {"/tokens", R"({"account":"owner.sg@sandbox.example"})", R"(tokens: "action" is missing)"},
      {"/tokens", R"({"action":"steal"})",
       R"(tokens: "action" is "steal"; it takes issue, revoke or expire)"},
      {"/tokens", R"({"action":"revoke","in_s":1})", R"(tokens: "in_s" is unknown; there are )"},
      {"/tokens", R"({"action":"revoke","account":"nobody"})",
       "no account has the login \"nobody\""},
      {"/sellers", R"({"region":"sg","status":"ASLEEP"})",
       R"(sellers: "status" is "ASLEEP"; it takes ACTIVE, INACTIVE or DELETED)"},
      {"/sellers", R"({"status":"ACTIVE"})", R"(name a store by "region" or "seller_id")"},
      {"/sellers", R"({"region":"xx"})", R"(there is no store in region "xx"; there are some in )"},
      {"/accounts", R"({"account":"owner.sg@sandbox.example"})", R"(accounts: "error" is missing)"},
      {"/permissions", R"({"api":"seller/get","allowed":true})",
       R"(permissions: "api" is "seller/get"; it takes the path of an API such as "/orders/get")"},
      {"/limits", R"({"calls_per_second":-1})",
       R"(limits: "calls_per_second" is -1; it takes a whole number from 0 to 1000000)"},
      {"/faults", R"([{"kind":"reset"},{"kind":"slow","milliseconds":5}])",
       R"(fault: "milliseconds" is unknown; there are kind, api, )"},
      {"/faults", R"({"kind":"reset","when":"later"})",
       R"(fault: "when" is "later"; it takes before or after)"},
      {"/faults", R"({"kind":"reset","region":"xx"})", R"(fault: "region" is "xx"; it takes *, )"},
      {"/faults", R"({"kind":"reset","rate":2})",
       R"(fault: "rate" is 2; it takes a number from 0 )"},
      {"/reset", R"({"all":true})", R"(reset: "all" is unknown; the call takes no members)"},
      {"/orders", R"({"region":"sg","item":[]})", R"(orders: "item" is unknown; there are )"},
      {"/orders", R"({"region":"sg","items":[{},{"price":"much"}]})",
       R"(items[1]: "price" is "much"; it takes an amount such as "12.50")"},
      {"/orders", R"({"region":"sg","items":[{"quantity":100}]})",
       R"(items[0]: "quantity" is 100; it takes a whole number from 1 to 99)"},
      {"/orders", R"({"region":"sg","items":[{"price":1e300}]})",
       R"(items[0]: "price" is 1e+300; )"},
      {"/orders", R"({"region":"sg","buyer":{"surname":"Goh"}})",
       R"(buyer: "surname" is unknown; there are name, phone, )"},
      {"/orders", R"({"region":"sg","orders":[{},{"created_at":1e300}]})",
       R"(orders[1]: "created_at" is 1e+300; it takes a whole number from 0 to )"},
      {"/orders/touch", R"({"region":"sg","order":1})", R"(orders/touch: "order" is unknown; )"},
      {"/items/status", R"({"region":"sg","order_id":1})", R"(items/status: "status" is missing)"},
  };
  const json before = client.ControlGet("/");
  for (const WrongCall& call : calls) {
    const HttpAnswer answer = Post(call.path, call.body);
    EXPECT_EQ(answer.status, 400) << call.path << " " << call.body;
    const std::string error = answer.json().value("error", "");
    EXPECT_EQ(error.substr(0, std::string(call.sentence).size()), call.sentence) << error;
  }
  EXPECT_EQ(client.ControlGet("/"), before) << "a refused call changes nothing";
  EXPECT_TRUE(client.ControlGet("/faults").empty());
}

TEST_F(Control, NumbersOfTheAddressAreReadWhole) {
  for (const char* query : {"after=-1", "limit=5x", "limit=99999999999999999999", "after="}) {
    const HttpAnswer answer = client.Fetch(std::string("/_sandbox/journal?") + query);
    EXPECT_EQ(answer.status, 400) << query;
  }
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
