// C1, C3, C4: the verb map_sku over a shop that answers like Lazada.
#include "plugin/flow/map_sku.hpp"

#include <gtest/gtest.h>

#include <chapi/module.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "shop_of_products.hpp"
#include "support/ports.hpp"
#include "support/schema.hpp"

namespace test_mapping {
namespace {

using chapi::module::Error;
using nlohmann::json;

constexpr std::int64_t kNowMs = 1'790'000'000'000;

class MapSku : public testing::Test {
 protected:
  json map(const json& request) {
    EXPECT_TRUE(test_support::fits("map-request", request.dump()));
    const json result = json::parse(run(request.dump()));
    EXPECT_TRUE(test_support::fits("map-result", result.dump()));
    return result;
  }
  std::string run(const std::string& request) {
    const chapi::module::Host ports(memory_.host.raw());
    const chapi::module::Call call(nullptr, ports.clock());
    return lazada::flow::map_sku(shop_, *lazada::adapters::find("lazada.th"), call, request);
  }
  // The SKUs of all pages.
  std::set<std::string> walk(json request) {
    std::set<std::string> skus;
    for (int page = 0; page < 5000; ++page) {
      const json result = json::parse(run(request.dump()));
      for (const json& listing : result["listings"]) {
        skus.insert(listing["sku"]);
      }
      if (result["cursor"].is_null()) return skus;
      request["cursor"] = result["cursor"];
      EXPECT_LE(request["cursor"].get<std::string>().size(), 1024U);
    }
    ADD_FAILURE() << "the list does not end";
    return skus;
  }
  void stock(int count, int skus = 1) {
    for (int i = 0; i < count; ++i) {
      const std::int64_t created = kNowMs - 400LL * 86'400'000 + i * 1'500'500LL;
      shop_.products.push_back({1000 + i, created, created + 1000, skus});
    }
  }
  void expect_invalid(const std::string& request, const std::string& member) {
    try {
      run(request);
      ADD_FAILURE() << "accepted: " << request;
    } catch (const Error& error) {
      EXPECT_EQ(error.status, CHAPI_INVALID_ARGUMENT) << request;
      EXPECT_NE(error.message.find(member), std::string::npos)
          << error.message << " does not name " << member;
    }
    EXPECT_EQ(shop_.calls(), 0) << "nothing may be sent for a request that is none";
  }

  ShopOfProducts shop_;
  test_support::MemoryHost memory_;
};

json list_request(int limit) {
  return {{"schema", "chapi.map-request/1"}, {"action", "list"}, {"limit", limit}};
}

// C1
TEST_F(MapSku, ListsPageByPageUntilTheCursorIsNull) {
  stock(7);
  json request = list_request(3);
  const json first = map(request);
  EXPECT_EQ(first["listings"].size(), 3U);
  EXPECT_EQ(first["total"], 7);
  ASSERT_TRUE(first["cursor"].is_string());
  request["cursor"] = first["cursor"];
  const json second = map(request);
  EXPECT_EQ(second["listings"][0]["sku"], "1003-0");
  request["cursor"] = second["cursor"];
  const json third = map(request);
  EXPECT_EQ(third["listings"].size(), 1U);
  EXPECT_TRUE(third["cursor"].is_null());
}

TEST_F(MapSku, AnEmptyShopHasOneEmptyPage) {
  const json result = map(list_request(50));
  EXPECT_TRUE(result["listings"].empty());
  EXPECT_TRUE(result["cursor"].is_null());
  EXPECT_EQ(result["total"], 0);
}

TEST_F(MapSku, APageIsRoundedUpToWholeProducts) {
  stock(10, 4);
  const json result = map(list_request(6));
  EXPECT_EQ(result["listings"].size(), 8U) << "two products of four SKUs";
  EXPECT_EQ(walk(list_request(6)).size(), 40U);
}

TEST_F(MapSku, FetchesNoMoreThanItNeedsOnceItKnowsTheShop) {
  stock(200, 10);
  EXPECT_EQ(walk(list_request(50)).size(), 2000U);
  // 40 pages of five products; only the first call could not know that.
  EXPECT_LE(shop_.calls(), 45);
}

TEST_F(MapSku, AsksForWhatChangedAndKeepsTheBound) {
  stock(5);
  json request = list_request(50);
  request["updated_since"] = "2026-01-31T09:30:00+08:00";
  map(request);
  bool asked = false;
  for (const auto& parameter : shop_.requests[0].parameters) {
    if (parameter.name == "update_after") {
      EXPECT_EQ(parameter.value, "2026-01-31T08:30:00+0700");
      asked = true;
    }
    EXPECT_FALSE(parameter.value.empty());
  }
  EXPECT_TRUE(asked);
}

TEST_F(MapSku, NoProductBeyondTheLastOffsetIsSkipped) {
  stock(25'000);
  EXPECT_EQ(walk(list_request(500)).size(), 25'000U);
}

TEST_F(MapSku, NoProductIsSkippedWhenTheCountIsNotTold) {
  stock(12'000);
  shop_.tells_total = false;
  EXPECT_EQ(walk(list_request(500)).size(), 12'000U);
}

TEST_F(MapSku, ProductsOfTheSameBorderSecondAreNotSkipped) {
  stock(10'500);
  for (std::size_t i = 0; i < shop_.products.size(); ++i) {
    shop_.products[i].created_ms = kNowMs - 1'000'000'000 + static_cast<std::int64_t>(i) * 250;
  }
  EXPECT_EQ(walk(list_request(500)).size(), 10'500U);
}

TEST_F(MapSku, ProductsThatVanishWhilePagingPullNobodyOutOfSight) {
  stock(600);
  shop_.afterwards = [](ShopOfProducts& shop) {
    // What was listed first goes away, so that the rest moves forward.
    if (shop.products.size() > 300) shop.products.erase(shop.products.begin());
  };
  const std::set<std::string> seen = walk(list_request(50));
  for (const SoldProduct& product : shop_.products) {
    EXPECT_EQ(seen.count(std::to_string(product.item_id) + "-0"), 1U) << product.item_id;
  }
}

TEST_F(MapSku, MoreProductsOfOneSecondThanLazadaListsAreANamedError) {
  stock(10'400);
  for (SoldProduct& product : shop_.products) product.created_ms = kNowMs - 5'000'000;
  try {
    walk(list_request(500));
    ADD_FAILURE() << "the walk ended as if nothing were missing";
  } catch (const Error& error) {
    EXPECT_EQ(error.reason, "listings_too_dense");
  }
}

// C1
TEST_F(MapSku, ReadsBothShapesOfAProduct) {
  shop_.body = R"({"code":"0","data":{"total_products":2,"products":[
    {"item_id":"180226526","status":"Active","updated_time":"1611554725000","primary_category":"1",
     "images":"[  \"https://img.example/1.jpg\", \"https://img.example/2.jpg\" ]",
     "attributes":{"description":"<p>x</p>","name":"Áo thun"},
     "variation":{"Variation1":{"name":"color_family","hasImage":true},"Variation2":{"name":"size"}},
     "skus":[{"Status":"active","quantity":0,"SellerSku":"39817:01:01","ShopSku":"BU565","SkuId":314525867,
       "color_family":"Đỏ","size":"M","product_weight":"0.03","special_price":9,"price":32,"Available":0,
       "Images":["","https://img.example/sku.jpg"],"Url":"https://shop.example/1.html","trialProduct":"true"}]},
    {"itemId":180226527,"status":"InActive","updatedTime":1611554725000,
     "skus":[{"status":"active","sellerSku":"dup","skuId":"18446744073709551615","price":"1,152.00",
       "special_price":0.0,"saleProp":{"color_family":"Black","size":"L"},
       "multiWarehouseInventories":[
         {"warehouseCode":"dropshipping","quantity":8,"totalQuantity":8,"sellableQuantity":5,"withholdQuantity":2,"occupyQuantity":1},
         {"warehouseCode":"WH-2","quantity":"4","sellableQuantity":"4"}]},
      {"status":"deleted","sellerSku":"dup","skuId":2,"price":14.40}],
     "attributes":{"name":"Second"},"productImageList":["https://img.example/3.jpg"]}]}})";
  const json result = map(list_request(50));
  ASSERT_EQ(result["listings"].size(), 3U) << result.dump(2);
  EXPECT_EQ(result["listings"][0], (json{{"product_id", "180226526"},
                                         {"sku", "39817:01:01"},
                                         {"shop_sku", "BU565"},
                                         {"sku_id", "314525867"},
                                         {"name", "Áo thun"},
                                         {"variation", "Đỏ, M"},
                                         {"status", "active"},
                                         {"status_raw", "active"},
                                         {"price", "32.00"},
                                         {"sale_price", "9.00"},
                                         {"currency", "THB"},
                                         {"quantity", 0},
                                         {"image_url", "https://img.example/sku.jpg"},
                                         {"url", "https://shop.example/1.html"},
                                         {"updated_at", "2021-01-25T13:05:25+07:00"}}));
  EXPECT_EQ(result["listings"][1], (json{{"product_id", "180226527"},
                                         {"sku", "dup"},
                                         {"sku_id", "18446744073709551615"},
                                         {"name", "Second"},
                                         {"variation", "Black, L"},
                                         {"status", "inactive"},
                                         {"status_raw", "InActive"},
                                         {"price", "1152.00"},
                                         {"currency", "THB"},
                                         {"quantity", 12},
                                         {"sellable", 9},
                                         {"warehouses",
                                          {{{"code", "dropshipping"},
                                            {"quantity", 8},
                                            {"sellable", 5},
                                            {"withheld", 2},
                                            {"occupied", 1}},
                                           {{"code", "WH-2"}, {"quantity", 4}, {"sellable", 4}}}},
                                         {"image_url", "https://img.example/3.jpg"},
                                         {"updated_at", "2021-01-25T13:05:25+07:00"}}));
  EXPECT_EQ(result["listings"][2]["status"], "deleted");
  EXPECT_EQ(result["listings"][2]["price"], "14.40");
}

TEST_F(MapSku, WhatCannotBeReadIsToldAndStopsNothing) {
  shop_.body = R"({"code":"0","data":{"products":[
    {"item_id":1,"attributes":{"name":"good"},"skus":[{"SellerSku":"a","price":1},{"SellerSku":"b","price":"1.000,5"}]},
    {"item_id":"x","skus":[{"SellerSku":"c"}]},
    {"item_id":3,"skus":[{"SellerSku":"d","quantity":"many"}]},
    null,
    {"item_id":5,"attributes":{"name":"bad )"
               "\xff"
               R"( name"},"skus":[{"SellerSku":"e"}]}]}})";
  const json result = map(list_request(50));
  ASSERT_EQ(result["listings"].size(), 2U)
      << result.dump(-1, ' ', false, json::error_handler_t::replace);
  EXPECT_EQ(result["listings"][0]["sku"], "a");
  EXPECT_EQ(result["listings"][1]["name"], "bad ? name");
  ASSERT_EQ(result["rejected"].size(), 4U);
  EXPECT_EQ(result["rejected"][0]["reason"], "price_unreadable");
  EXPECT_EQ(result["rejected"][0]["message"], "skus[1].price is not an amount of money");
  EXPECT_EQ(result["rejected"][1]["product_id"], "");
  EXPECT_EQ(result["rejected"][2]["reason"], "quantity_unreadable");
  EXPECT_EQ(result["rejected"][3]["reason"], "not_json");
  EXPECT_EQ(result["total"], -1);
}

TEST_F(MapSku, AnAnswerThatIsNoPageIsABadResponse) {
  shop_.body = R"({"code":"0","data":{}})";
  try {
    run(list_request(5).dump());
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.status, CHAPI_BAD_RESPONSE);
    EXPECT_EQ(error.call, "/products/get");
  }
}

// C1: an empty page is no end where products are counted, and a product without SKUs no product.
TEST_F(MapSku, AnEmptyPageThatCountsProductsIsAskedForAgainAndThenRefused) {
  shop_.body = R"({"code":"0","data":{"products":[],"total_products":58}})";
  try {
    run(list_request(50).dump());
    ADD_FAILURE() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.reason, "page_contradicts_itself");
    EXPECT_TRUE(error.retryable);
  }
  EXPECT_EQ(shop_.calls(), 2);
  shop_.body = R"({"code":"0","data":{"products":[{"item_id":1,"skus":[]}],"total_products":1}})";
  EXPECT_EQ(map(list_request(50))["rejected"][0]["reason"], "skus_missing");
}

// C3
TEST_F(MapSku, ResolvesOrdersWithoutTheNetwork) {
  const json result =
      map({{"schema", "chapi.map-request/1"},
           {"action", "resolve"},
           {"rules",
            {{{"platform_sku", "A"}, {"system_sku", "AB"}, {"quantity", 1}, {"group", "g"}},
             {{"platform_sku", "B"}, {"system_sku", "AB"}, {"quantity", 1}, {"group", "g"}},
             {{"platform_sku", "SIX"}, {"system_sku", "CAN"}, {"quantity", 6}}}},
           {"orders",
            {{{"order_id", "1"},
              {"lines",
               {{{"line_id", "l1"}, {"sku", "A"}},
                {{"line_id", "l2"}, {"sku", "B"}},
                {{"line_id", "l3"}, {"sku", "SIX"}, {"quantity", 2}},
                {{"line_id", "l4"}, {"sku", "new"}}}}}}}});
  EXPECT_EQ(
      result["orders"],
      (json::array(
          {{{"order_id", "1"},
            {"components",
             {{{"system_sku", "AB"},
               {"quantity", 1},
               {"rule", "combo"},
               {"group", "g"},
               {"line_ids", {"l1", "l2"}}},
              {{"system_sku", "CAN"}, {"quantity", 12}, {"rule", "single"}, {"line_ids", {"l3"}}}}},
            {"unmapped", {{{"line_id", "l4"}, {"sku", "new"}}}}}})));
  EXPECT_EQ(shop_.calls(), 0);
}

// C4
TEST_F(MapSku, SuggestsWithoutTheNetwork) {
  const json result = map({{"schema", "chapi.map-request/1"},
                           {"action", "suggest"},
                           {"limit", 2},
                           {"listings",
                            {{{"sku", "ts-red-m"}},
                             {{"sku", "L2"}, {"name", "T-shirt blue"}, {"variation", "Size:M"}},
                             {{"sku", "L3"}, {"barcode", "885"}}}},
                           {"system_skus",
                            {{{"sku", "TS-RED-M"}, {"name", "T-shirt red M"}},
                             {{"sku", "TS-BLU-M"}, {"name", "T-shirt blue M"}},
                             {{"sku", "BC"}, {"barcode", "885"}}}}});
  const json& found = result["suggestions"];
  ASSERT_GE(found.size(), 3U) << result.dump(2);
  EXPECT_EQ(found[0], (json{{"platform_sku", "ts-red-m"},
                            {"system_sku", "TS-RED-M"},
                            {"score", 100},
                            {"match", "exact_sku"}}));
  EXPECT_EQ(found[1]["system_sku"], "TS-BLU-M");
  EXPECT_EQ(found[1]["match"], "similar");
  EXPECT_EQ(found.back(), (json{{"platform_sku", "L3"},
                                {"system_sku", "BC"},
                                {"score", 100},
                                {"match", "exact_barcode"}}));
  EXPECT_EQ(shop_.calls(), 0);
}

TEST_F(MapSku, MalformedRequestsNameTheMember) {
  const std::string head = R"({"schema":"chapi.map-request/1","action":)";
  expect_invalid("", "map request");
  expect_invalid("[]", "map request");
  expect_invalid("{\"schema\":\"chapi.map-request/2\",\"action\":\"list\"}", "schema");
  expect_invalid(R"({"schema":"chapi.map-request/1"})", "action");
  expect_invalid(head + R"("drop"})", "action");
  expect_invalid(head + R"("list","limit":0})", "limit");
  expect_invalid(head + R"("list","limit":501})", "limit");
  expect_invalid(head + R"("list","limit":"5"})", "limit");
  expect_invalid(head + R"("list","limit":1.5})", "limit");
  expect_invalid(head + R"("list","limit":18446744073709551615})", "limit");
  expect_invalid(head + R"("list","cursor":5})", "cursor");
  expect_invalid(head + R"("list","updated_since":"yesterday"})", "updated_since");
  for (const char* cursor :
       {"", "x", "{}", "[1]", R"({"v":2})", R"({"v":1,"offset":-1})", R"({"v":1,"offset":"0"})",
        R"({"v":1,"offset":0,"seen":-1,"total":-1,"skus":1,"from":5,"until":4,"horizon":9})"}) {
    expect_invalid(
        json{{"schema", "chapi.map-request/1"}, {"action", "list"}, {"cursor", cursor}}.dump(),
        "cursor");
  }
  expect_invalid(head + R"("resolve"})", "rules");
  expect_invalid(head + R"("resolve","rules":[5],"orders":[]})", "rules[0]");
  expect_invalid(head + R"("resolve","rules":[{"system_sku":"S","quantity":1}],"orders":[]})",
                 "rules[0].platform_sku");
  expect_invalid(
      head +
          R"("resolve","rules":[{"platform_sku":"","system_sku":"S","quantity":1}],"orders":[]})",
      "rules[0].platform_sku");
  expect_invalid(
      head +
          R"("resolve","rules":[{"platform_sku":"A","system_sku":"S","quantity":0}],"orders":[]})",
      "rules[0].quantity");
  expect_invalid(
      head +
          R"("resolve","rules":[{"platform_sku":"A","system_sku":"S","quantity":1,"group":""}],"orders":[]})",
      "rules[0].group");
  expect_invalid(
      head + R"("resolve","rules":[{"platform_sku":"A","system_sku":"S","quantity":1,"group":"g"},
                          {"platform_sku":"B","system_sku":"T","quantity":1,"group":"g"}],"orders":[]})",
      "group \"g\"");
  expect_invalid(head + R"("resolve","rules":[]})", "orders");
  expect_invalid(head + R"("resolve","rules":[],"orders":[{"order_id":"1"}]})", "orders[0].lines");
  expect_invalid(
      head + R"("resolve","rules":[],"orders":[{"order_id":"1","lines":[{"line_id":"l"}]}]})",
      "orders[0].lines[0].sku");
  expect_invalid(
      head +
          R"("resolve","rules":[],"orders":[{"order_id":"1","lines":[{"line_id":"l","sku":"a","quantity":-1}]}]})",
      "orders[0].lines[0].quantity");
  expect_invalid(head + R"("suggest","listings":[]})", "system_skus");
  expect_invalid(head + R"("suggest","listings":[{"sku":5}],"system_skus":[]})", "listings[0].sku");
}

}  // namespace
}  // namespace test_mapping
