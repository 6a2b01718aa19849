#include <gtest/gtest.h>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;

class Items : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }
  json Many(const std::string& ids) {
    return client.Get("/sg/rest", "/orders/items/get", {{"order_ids", ids}});
  }
  Client client;
};

TEST_F(Items, OfSeveralOrdersComeGroupedInTheOrderAsked) {
  const json one = MakeOrder(client, "sg", json::array({json::object()}));
  const json two = MakeOrder(client, "sg", {{{"seller_sku", "MUG"}, {"quantity", 2}}});
  const json answer = Many(json::array({two["order_id"], one["order_id"]}).dump());
  ASSERT_EQ(answer["data"].size(), 2U);
  EXPECT_EQ(answer["data"][0]["order_id"], two["order_id"]);
  EXPECT_EQ(answer["data"][0]["order_items"].size(), 2U) << "one row for each unit";
  EXPECT_NE(answer["data"][0]["order_items"][0]["order_item_id"],
            answer["data"][0]["order_items"][1]["order_item_id"]);
  EXPECT_EQ(answer["data"][0]["order_items"][0]["sku"], "MUG");
}

TEST_F(Items, TheListHasItsErrorCodes) {
  EXPECT_EQ(Many("1,2")["code"], "56");
  EXPECT_EQ(Many("[\"x\"]")["code"], "37");
  EXPECT_EQ(Many("[1,2]")["code"], "39");
  json many = json::array();
  for (int i = 1; i <= 51; ++i) many.push_back(i);
  EXPECT_EQ(Many(many.dump())["code"], "38");
  EXPECT_EQ(client.Get("/sg/rest", "/orders/items/get")["code"], "MissingParameter");
}

TEST_F(Items, UnknownOrdersOfAListAreLeftOut) {
  const json one = MakeOrder(client, "sg", json::array({json::object()}));
  const json answer = Many(json::array({one["order_id"], 17}).dump());
  EXPECT_EQ(answer["code"], "0");
  EXPECT_EQ(answer["data"].size(), 1U);
}

TEST_F(Items, SpellTheGiftWrappingTagDifferently) {
  const json order = MakeOrder(client, "sg", json::array({json::object()}));
  const std::string id = std::to_string(order["order_id"].get<int64_t>());
  const json single = client.Get("/sg/rest", "/order/items/get", {{"order_id", id}})["data"][0];
  const json multiple = Many("[" + id + "]")["data"][0]["order_items"][0];
  EXPECT_EQ(single["show_giftwrapping_tag"], "False");
  EXPECT_EQ(multiple["show_gift_wrapping_tag"], "False");
}

struct KindCase {
  const char* kind;
  const char* field;
  std::vector<json> values;  // as number and as text
};

void PrintTo(const KindCase& one, std::ostream* out) { *out << one.kind << " " << one.field; }

class ItemKind : public Items, public testing::WithParamInterface<KindCase> {};

TEST_P(ItemKind, ShowsItself) {
  const json order = MakeOrder(client, "sg", {{{"kind", GetParam().kind}}});
  const json item = Many("[" + order["order_id"].dump() + "]")["data"][0]["order_items"][0];
  const auto& values = GetParam().values;
  EXPECT_NE(std::find(values.begin(), values.end(), item[GetParam().field]), values.end())
      << GetParam().field << " is " << item[GetParam().field];
}

INSTANTIATE_TEST_SUITE_P(
    All, ItemKind,
    testing::Values(KindCase{"digital", "is_digital", {1}},
                    KindCase{"digital", "shipping_provider_type", {"digital"}},
                    KindCase{"sof", "delivery_option_sof", {1, "1"}},
                    KindCase{"fbl", "is_fbl", {1}}, KindCase{"fbl", "biz_group", {70020}},
                    KindCase{"fbl", "shipping_type", {"Own Warehouse"}},
                    KindCase{"choice", "is_fbl", {1}}, KindCase{"choice", "biz_group", {70100}},
                    KindCase{"presale", "order_type", {"PreSale"}},
                    KindCase{"pickup", "order_type", {"InStoreO2O"}},
                    KindCase{"local", "delivery_option_sof", {0, "0"}}),
    [](const auto& test) { return std::string(test.param.kind) + "_" + test.param.field; });

TEST_F(Items, ReasonsAreInTheVenuesLanguage) {
  client.SignIn("owner.th@sandbox.example");
  const json order = MakeOrder(client, "th", {{{"status", "canceled"}}});
  const json item = client.Get("/th/rest", "/order/items/get",
                               {{"order_id", order["order_id"].dump()}})["data"][0];
  const std::string reason = item["reason"];
  EXPECT_TRUE(reason == "เปลี่ยนใจ" || reason == "สินค้าหมด") << reason;
}

}  // namespace
}  // namespace sandbox_tests
