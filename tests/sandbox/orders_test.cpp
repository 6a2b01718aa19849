#include <gtest/gtest.h>

#include <set>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;
using sandbox::Parameters;

constexpr const char* kEver = "2020-01-01T00:00:00+08:00";

class Orders : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }
  json List(Parameters parameters) {
    if (parameters.count("update_after") == 0) parameters.emplace("created_after", kEver);
    return client.Get("/sg/rest", "/orders/get", parameters);
  }
  Client client;
};

TEST_F(Orders, EveryParameterHasItsErrorCode) {
  EXPECT_EQ(client.Get("/sg/rest", "/orders/get", {})["code"], "MissingParameter");
  EXPECT_EQ(List({{"offset", "-1"}})["code"], "14");
  EXPECT_EQ(List({{"offset", "5001"}})["code"], "14");
  EXPECT_EQ(List({{"offset", "5000"}})["code"], "0");
  EXPECT_EQ(List({{"limit", "0"}})["code"], "19");
  EXPECT_EQ(List({{"limit", "101"}})["code"], "19");
  EXPECT_EQ(List({{"limit", "100"}})["code"], "0");
  EXPECT_EQ(List({{"created_before", "2018-01-01 00:00"}})["code"], "17");
  EXPECT_EQ(List({{"update_before", "2018-01-01T00:00:00+0800"}})["code"], "17");
  EXPECT_EQ(List({{"status", "nonsense"}})["code"], "36");
  EXPECT_EQ(List({{"status", "all"}})["code"], "0");
  EXPECT_EQ(List({{"sort_direction", "up"}})["code"], "74");
  EXPECT_EQ(List({{"sort_by", "price"}})["code"], "75");
  EXPECT_EQ(List({{"limit", "500"}})["message"], "E019: \"500\" Invalid Limit");
}

TEST_F(Orders, APlusSignThatIsNotEncodedSpoilsTheDate) {
  Parameters all = client.Signed("/orders/get", {{"created_after", "2020-01-01T00:00:00 08:00"}});
  all.erase("created_after");
  const json body = client
                        .Fetch("/sg/rest/orders/get?" + FormText(all) +
                               "&created_after=2020-01-01T00:00:00+08:00")
                        .json();
  EXPECT_EQ(body["code"], "17");
}

TEST_F(Orders, BoundsAreInclusive) {
  for (const char* at : {"2019-03-01T10:00:00Z", "2019-03-01T10:00:01Z", "2019-03-01T10:00:02Z"}) {
    client.Control("/orders", {{"region", "sg"}, {"created_at", at}, {"updated_at", at}});
  }
  const auto total = [&](const Parameters& parameters) {
    return client.Get("/sg/rest", "/orders/get", parameters)["data"]["countTotal"].get<int>();
  };
  const std::string first = "2019-03-01T18:00:00+08:00";
  const std::string last = "2019-03-01T18:00:02+08:00";
  EXPECT_EQ(total({{"created_after", first}, {"created_before", last}}), 3);
  EXPECT_EQ(total({{"update_after", first}, {"update_before", last}}), 3);
  EXPECT_EQ(total({{"update_after", "2019-03-01T18:00:01+08:00"}, {"update_before", last}}), 2);
  EXPECT_EQ(total({{"update_after", first}, {"update_before", "2019-03-01T18:00:01+08:00"}}), 2);
}

TEST_F(Orders, PagesByOffsetShowEveryOrderOnceInOrder) {
  std::set<int64_t> ids;
  std::string last;
  for (int offset = 0;; offset += 10) {
    const json page = List({{"limit", "10"},
                            {"offset", std::to_string(offset)},
                            {"sort_by", "updated_at"},
                            {"sort_direction", "ASC"}})["data"];
    for (const json& order : page["orders"]) {
      EXPECT_TRUE(ids.insert(order["order_id"].get<int64_t>()).second);
      EXPECT_LE(last, order["updated_at"].get<std::string>());
      last = order["updated_at"];
    }
    if (page["orders"].size() < 10) break;
  }
  EXPECT_EQ(ids.size(), 64U);
}

TEST_F(Orders, TheStatusFilterLooksAtItems) {
  const json made = MakeOrder(client, "sg", {{{"status", "lost"}}, {{"status", "delivered"}}});
  bool seen = false;
  const json listed = List({{"status", "lost"}});
  for (const json& order : listed["data"]["orders"]) {
    const auto& statuses = order["statuses"];
    EXPECT_NE(std::find(statuses.begin(), statuses.end(), "lost"), statuses.end());
    seen = seen || order["order_id"] == made["order_id"];
  }
  EXPECT_TRUE(seen);
}

TEST_F(Orders, CountMeansThePageOrAllByTheSetting) {
  json page = List({{"limit", "10"}})["data"];
  EXPECT_EQ(page["count"], 10);
  EXPECT_EQ(page["countTotal"], 64);
  client.Control("/settings", {{"count", "total"}, {"count_total", false}});
  page = List({{"limit", "10"}})["data"];
  EXPECT_EQ(page["count"], 64);
  EXPECT_FALSE(page.contains("countTotal"));
}

TEST_F(Orders, RealShapeHasMixedNumbersAndDocumentationShapeTexts) {
  client.Control("/orders", {{"region", "sg"},
                             {"order_id", 999},
                             {"shipping_fee", "2.50"},
                             {"items", {{{"price", "1152"}}}}});
  const auto order = [&] {
    return client.Get("/sg/rest", "/order/get", {{"order_id", "999"}})["data"];
  };
  const json real = order();
  EXPECT_TRUE(real["order_id"].is_number_integer());
  EXPECT_TRUE(real["shipping_fee"].is_number());
  EXPECT_TRUE(real["price"].is_string());
  EXPECT_TRUE(real["price"] == "1,152.00" || real["price"] == "1152.00");
  EXPECT_EQ(real["updated_at"], "2026-05-01 16:00:00 +0800");
  client.Control("/settings", {{"shape", "doc"}});
  const json doc = order();
  EXPECT_EQ(doc["order_id"], "999");
  EXPECT_EQ(doc["price"], "1152.00");
  EXPECT_EQ(doc["shipping_fee"], "2.50");
  EXPECT_EQ(doc["items_count"], "1");
  EXPECT_EQ(List({{"limit", "1"}})["data"]["orders"][0]["updated_at"].get<std::string>()[10], 'T');
}

TEST_F(Orders, AnAbsentTextComesInThreeForms) {
  std::set<std::string> forms;
  const json page = List({})["data"]["orders"];
  for (const json& order : page) forms.insert(order["address_updated_at"].dump());
  EXPECT_EQ(forms, (std::set<std::string>{"\"\"", "\"null\"", "null"}));
}

TEST_F(Orders, TheListMisspellsTheDistrict) {
  const json listed = List({{"limit", "1"}})["data"]["orders"][0];
  EXPECT_TRUE(listed["address_shipping"].contains("addressDsitrict"));
  const json single = client.Get("/sg/rest", "/order/get",
                                 {{"order_id", std::to_string(listed["order_id"].get<int64_t>())}});
  EXPECT_TRUE(single["data"]["address_shipping"].contains("addressDistrict"));
}

TEST_F(Orders, BuyersAreMaskedUnlessTheApplicationIsApproved) {
  client.Control("/orders", {{"region", "sg"},
                             {"order_id", 999},
                             {"buyer", {{"name", "Goh Wei Ling"}, {"phone", "6581234567"}}},
                             {"address", {{"address1", "1 Harbour Road"}, {"city", "Singapore"}}}});
  const auto order = [&] {
    return client.Get("/sg/rest", "/order/get", {{"order_id", "999"}})["data"];
  };
  EXPECT_EQ(order()["customer_first_name"], "G**********g");
  EXPECT_EQ(order()["address_shipping"]["phone"], "65******67");
  EXPECT_EQ(order()["address_shipping"]["address1"], "1************d");
  EXPECT_EQ(order()["address_shipping"]["first_name"], "Goh Wei Ling") << "not masked in traffic";
  EXPECT_EQ(order()["address_shipping"]["city"], "Singapore");
  client.Control("/settings", {{"masked", false}});
  EXPECT_EQ(order()["customer_first_name"], "Goh Wei Ling");
  EXPECT_EQ(order()["address_shipping"]["address1"], "1 Harbour Road");
}

TEST_F(Orders, OneCheckoutOverTwoStoresHasOneId) {
  client.Control("/orders", {{"region", "sg"}, {"order_id", 999}});
  const int64_t second = client.ControlGet("/")["stores"][1]["seller_id"];
  client.Control("/orders", {{"seller_id", second}, {"order_id", 999}});
  EXPECT_EQ(client.Get("/sg/rest", "/order/get", {{"order_id", "999"}})["code"], "0");
  client.SignIn("owner2.sg@sandbox.example");
  EXPECT_EQ(client.Get("/sg/rest", "/order/get", {{"order_id", "999"}})["code"], "0");
}

TEST_F(Orders, AnotherStoresOrderIsUnknown) {
  const json made = MakeOrder(client, "th", json::array({json::object()}));
  const std::string id = std::to_string(made["order_id"].get<int64_t>());
  EXPECT_EQ(client.Get("/sg/rest", "/order/get", {{"order_id", id}})["code"], "16");
}

TEST_F(Orders, LateRowsAppearAfterTheirTime) {
  client.Control("/orders", {{"region", "sg"}, {"order_id", 999}, {"visible_after_s", 5}});
  const Parameters recent = {{"update_after", "2026-05-01T16:00:00+08:00"}};
  EXPECT_EQ(List(recent)["data"]["countTotal"], 0);
  client.market.clock.Advance(5000);
  EXPECT_EQ(List(recent)["data"]["countTotal"], 1);
}

TEST_F(Orders, ChurnMovesOrdersWhileSomebodyPages) {
  const Parameters recent = {{"update_after", "2026-05-01T16:00:00+08:00"}};
  EXPECT_EQ(List(recent)["data"]["countTotal"], 0);
  client.Control("/settings", {{"churn", 3}});
  List(recent);
  client.Control("/settings", {{"churn", 0}});
  const int moved = List(recent)["data"]["countTotal"];
  EXPECT_GE(moved, 1);
  EXPECT_LE(moved, 3);
}

}  // namespace
}  // namespace sandbox_tests
