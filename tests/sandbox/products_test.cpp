#include <gtest/gtest.h>

#include <set>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;
using sandbox::Parameters;

class Products : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }
  json List(const Parameters& parameters = {}) {
    return client.Get("/sg/rest", "/products/get", parameters);
  }
  Client client;
};

TEST_F(Products, EveryParameterHasItsErrorCode) {
  EXPECT_EQ(List({{"limit", "51"}})["code"], "19");
  EXPECT_EQ(List({{"offset", "10001"}})["code"], "14");
  EXPECT_EQ(List({{"filter", "best"}})["code"], "36");
  EXPECT_EQ(List({{"update_after", "yesterday"}})["code"], "17");
  EXPECT_EQ(List({{"update_after", "2018-01-01T00:00:00+0800"}})["code"], "0");
  EXPECT_EQ(List({{"sku_seller_list", "A,B"}})["code"], "70");
}

TEST_F(Products, PagesShowEveryListingOnce) {
  std::set<int64_t> ids;
  for (int offset = 0; offset < 30; offset += 10) {
    const json page = List({{"limit", "10"}, {"offset", std::to_string(offset)}});
    for (const json& product : page["data"]["products"]) {
      EXPECT_TRUE(ids.insert(product["item_id"].get<int64_t>()).second);
    }
    EXPECT_EQ(page["data"]["total_products"].get<size_t>(),
              List()["data"]["total_products"].get<size_t>());
  }
  EXPECT_EQ(ids.size(), List()["data"]["total_products"].get<size_t>());
}

TEST_F(Products, CanBeFoundByWholeSellerSkus) {
  const json first = List({{"limit", "1"}})["data"]["products"][0];
  const std::string sku = first["skus"][0]["SellerSku"];
  const json found = List({{"sku_seller_list", json::array({sku}).dump()}});
  EXPECT_EQ(found["data"]["total_products"], 1);
  EXPECT_EQ(found["data"]["products"][0]["item_id"], first["item_id"]);
  const json part = List({{"sku_seller_list", json::array({sku.substr(1)}).dump()}});
  EXPECT_EQ(part["data"]["total_products"], 0);
}

TEST_F(Products, OptionsAddTheStockOfWarehouses) {
  const auto sku = [&](const Parameters& parameters) {
    return List(parameters)["data"]["products"][0]["skus"][0];
  };
  EXPECT_FALSE(sku({}).contains("multiWarehouseInventories"));
  const json stock = sku({{"options", "1"}})["multiWarehouseInventories"][0];
  EXPECT_EQ(stock["totalQuantity"].get<int>(), stock["sellableQuantity"].get<int>() +
                                                   stock["withholdQuantity"].get<int>() +
                                                   stock["occupyQuantity"].get<int>());
}

TEST_F(Products, ASingleItemIsSpelledInCamelCaseInRealTraffic) {
  const json id = List({{"limit", "1"}})["data"]["products"][0]["item_id"];
  const auto item = [&] {
    return client.Get("/sg/rest", "/product/item/get", {{"item_id", id.dump()}})["data"];
  };
  EXPECT_EQ(item()["itemId"], id);
  client.Control("/settings", {{"shape", "doc"}});
  EXPECT_EQ(item()["item_id"], id.dump());
  EXPECT_EQ(client.Get("/sg/rest", "/product/item/get", {{"item_id", "1"}})["code"], "208");
}

TEST_F(Products, ImagesAreAListOrATextByShape) {
  EXPECT_TRUE(List()["data"]["products"][0]["images"].is_array());
  client.Control("/settings", {{"shape", "doc"}});
  EXPECT_TRUE(List()["data"]["products"][0]["images"].is_string());
}

}  // namespace
}  // namespace sandbox_tests
