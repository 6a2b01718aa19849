#include "sandbox/generator.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "client.hpp"
#include "sandbox/order_json.hpp"

namespace sandbox_tests {
namespace {

using sandbox::Item;
using sandbox::Marketplace;
using sandbox::Order;
using sandbox::Settings;
using sandbox::Shop;

// Everything the wire would show of a store.
std::string WireText(const Shop& shop) {
  std::string text;
  for (uint32_t row = 0; row < shop.orders.size(); ++row) {
    AppendOrder(text, shop, row, Settings{}, sandbox::OrderCall::kList);
    AppendItems(text, shop, row, Settings{}, sandbox::ItemCall::kMultiple);
  }
  return text;
}

sandbox::Options Market(uint64_t seed, uint32_t orders) {
  sandbox::Options options;
  options.seed = seed;
  options.orders = orders;
  options.stores = 1;
  options.start_ms = kNowMs;
  return options;
}

TEST(Generator, TheSameSeedMakesTheSameShops) {
  const Marketplace one(Market(7, 200));
  const Marketplace two(Market(7, 200));
  const Marketplace other(Market(8, 200));
  ASSERT_EQ(one.shops().size(), 6U);
  for (size_t i = 0; i < one.shops().size(); ++i) {
    const std::string text = WireText(*one.shops()[i]);
    EXPECT_EQ(text, WireText(*two.shops()[i]));
    EXPECT_NE(text, WireText(*other.shops()[i]));
  }
}

TEST(Generator, SixtyFourOrdersHoldEveryKindAndStatus) {
  const Marketplace market(Market(1, 64));
  for (const auto& shop : market.shops()) {
    std::set<sandbox::Kind> kinds;
    std::set<sandbox::Status> statuses;
    for (uint32_t row = 0; row < shop->orders.size(); ++row) {
      const Order& order = shop->orders.At(row);
      for (size_t k = 0; k < order.item_count; ++k) {
        kinds.insert(shop->orders.ItemAt(order, k).kind);
        statuses.insert(shop->orders.ItemAt(order, k).status);
      }
    }
    EXPECT_EQ(statuses.size(), sandbox::kStatusCount);
    EXPECT_EQ(kinds.size(), sandbox::kKindCount - 1) << "all but cross-border";
  }
}

TEST(Generator, TenOrdersShowWhatAMerchantMustDecide) {
  const Marketplace market(Market(1, 10));
  for (const auto& shop : market.shops()) {
    bool equal_rows = false;
    bool unlisted = false;
    std::set<sandbox::Kind> kinds;
    for (uint32_t row = 0; row < shop->orders.size(); ++row) {
      const Order& order = shop->orders.At(row);
      for (size_t k = 0; k < order.item_count; ++k) {
        const Item& item = shop->orders.ItemAt(order, k);
        kinds.insert(item.kind);
        unlisted = unlisted || item.sku >= shop->catalogue.listed_skus;
        if (k > 0) equal_rows = equal_rows || item.sku == shop->orders.ItemAt(order, k - 1).sku;
      }
    }
    EXPECT_TRUE(equal_rows) << "two units of one SKU are two rows";
    EXPECT_TRUE(unlisted) << "a line whose SKU no listing has";
    EXPECT_GE(kinds.size(), 6U);
  }
}

TEST(Generator, SomeSecondsHoldMoreThanAPage) {
  const Marketplace market(Market(1, 2000));
  std::map<int64_t, size_t> seconds;
  const Shop& shop = *market.shops()[0];
  for (uint32_t row = 0; row < shop.orders.size(); ++row) {
    ++seconds[shop.orders.At(row).updated_s];
  }
  size_t most = 0;
  for (const auto& [second, count] : seconds) most = std::max(most, count);
  EXPECT_GT(most, 100U);
}

TEST(Generator, OrdersLieInTheSpanAndAreNeverNewerThanNow) {
  const Marketplace market(Market(3, 500));
  for (const auto& shop : market.shops()) {
    for (uint32_t row = 0; row < shop->orders.size(); ++row) {
      const Order& order = shop->orders.At(row);
      EXPECT_LE(order.created_s, order.updated_s);
      EXPECT_LE(order.updated_s, kNowMs / 1000);
      EXPECT_GE(order.updated_s, kNowMs / 1000 - 31 * 86400);
      EXPECT_LT(Shop::ItemId(order, 0), int64_t{1} << 53U);
    }
  }
}

TEST(Generator, ItemsAddUpToTheirOrder) {
  const Marketplace market(Market(5, 200));
  for (const auto& shop : market.shops()) {
    for (uint32_t row = 0; row < shop->orders.size(); ++row) {
      int64_t paid = 0;
      int64_t price = 0;
      int64_t vouchers = 0;
      for (const auto& item : SumsOf(*shop, row)) {
        EXPECT_GT(item.price, 0);
        EXPECT_GE(item.paid(), 0);
        EXPECT_GE(item.shipping, 0);
        if (shop->venue().whole_units) {
          EXPECT_EQ(item.paid() % 100, 0);
        }
        paid += item.paid();
        price += item.price;
        vouchers += item.voucher_seller + item.voucher_platform;
      }
      EXPECT_EQ(paid, price - vouchers);
    }
  }
}

TEST(Generator, IndonesiaHasNoPostCodeAndThailandBilingualCities) {
  const Marketplace market(Market(1, 40));
  for (uint32_t row = 0; row < 40; ++row) {
    EXPECT_EQ(BuyerOf(*market.FirstShop("id"), row).shipping.post_code, "");
    EXPECT_NE(BuyerOf(*market.FirstShop("th"), row).shipping.city.find("/ "), std::string::npos);
  }
}

TEST(Mask, KeepsTheEndsOfWholeCharacters) {
  EXPECT_EQ(sandbox::MaskText("Goh Wei"), "G*****i");
  EXPECT_EQ(sandbox::MaskText("สมชาย"), "ส***ย");
  EXPECT_EQ(sandbox::MaskText("AB"), "**");
  EXPECT_EQ(sandbox::MaskText(""), "");
  EXPECT_EQ(sandbox::MaskPhone("6581234567"), "65******67");
}

}  // namespace
}  // namespace sandbox_tests
