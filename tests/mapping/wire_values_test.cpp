// Numbers, times, truth values, ids, masks and words as Lazada really writes them.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>

#include "adapters/region_adapter.hpp"
#include "mapping/fulfilment.hpp"
#include "mapping/masking.hpp"
#include "mapping/money.hpp"
#include "mapping/scalar.hpp"
#include "mapping/stamp.hpp"
#include "mapping/status.hpp"

namespace lazada::mapping {
namespace {

TEST(Money, IsReadExactlyFromEverySpellingOnTheWire) {
  const std::map<std::string, Hundredths> table{
      {"0", 0},
      {"0.00", 0},
      {"0.6", 60},
      {"14.40", 1440},
      {"66000.00", 6600000},
      {"40", 4000},
      {"1,152.00", 115200},
      {"1,152", 115200},
      {"1,234,567.8", 123456780},
      {"-5.05", -505},
      {"007", 700},
      {"999999999999999.99", 99999999999999999},
      {"0.01", 1},
      {"0.29", 29},  // 0.29 * 100 is 28.999... in floating point
      {"1.15", 115},
  };
  for (const auto& [text, amount] : table) EXPECT_EQ(parse_money(text), amount) << text;
}

TEST(Money, IsRefusedWhereItCouldMeanTwoThings) {
  for (const char* text :
       {"",       " ",      "-",     ".",    ".5",     "5.",     "1.000", "1.234,50",
        "1,15",   "1,1520", "12,34", ",100", "1,,000", "1,000,", "1e3",   "+5",
        "--5",    "5 ",     " 5",    "NaN",  "0x10",   "1.2.3",  "1'000", "9999999999999999",
        "12.345", "฿5",     "5,00"}) {
    EXPECT_EQ(parse_money(text), std::nullopt) << text;
  }
}

TEST(Money, IsPrintedWithTheRegionsDecimalsUnlessThatLosesSomething) {
  EXPECT_EQ(money_text(1440, 2), "14.40");
  EXPECT_EQ(money_text(0, 2), "0.00");
  EXPECT_EQ(money_text(-5, 2), "-0.05");
  EXPECT_EQ(money_text(6600000, 0), "66000");
  EXPECT_EQ(money_text(6600050, 0), "66000.50");
  EXPECT_EQ(money_text(-100, 0), "-1");
}

std::string rfc3339(const std::optional<Stamp>& stamp) {
  if (!stamp) return "none";
  return stamp_text(*stamp);
}

TEST(Times, OfBothFormsKeepTheirOffset) {
  EXPECT_EQ(rfc3339(parse_stamp("2018-05-17 09:23:36 +0800")), "2018-05-17T09:23:36+08:00");
  EXPECT_EQ(rfc3339(parse_stamp("2018-02-09T22:44:30+08:00")), "2018-02-09T22:44:30+08:00");
  EXPECT_EQ(rfc3339(parse_stamp("2024-02-29T00:00:00Z")), "2024-02-29T00:00:00+00:00");
  EXPECT_EQ(rfc3339(parse_stamp("2024-12-31T23:59:59.999-03:30")), "2024-12-31T23:59:59-03:30");
  EXPECT_EQ(parse_stamp("2018-05-17 09:23:36 +0800")->unix_seconds, 1526520216);
  EXPECT_EQ(parse_stamp("1970-01-01T07:00:00+07:00")->unix_seconds, 0);
}

TEST(Times, ThatAreNoneAreRefused) {
  for (const char* text :
       {"", "2018-05-17", "2018-05-17 09:23:36", "2018-02-30 09:23:36 +0800",
        "2018-13-01 09:23:36 +0800", "2018-05-17 24:00:00 +0800", "2018-05-17 09:60:36 +0800",
        "2018-05-17 09:23:60 +0800", "2018-05-17_09:23:36 +0800", "2018-05-17 09:23:36 0800",
        "2018-05-17 09:23:36 +08", "2018-05-17 09:23:36 +08:0", "2018-05-17 09:23:36 +9900",
        "2018-05-17 09:23:36.+0800", "2018-05-17 09:23:36  +0800", "18-05-17 09:23:36 +0800",
        "2018-05-17 09:23:36 +08000", "1526520216", "2018-05-17 0a:23:36 +0800"}) {
    EXPECT_EQ(parse_stamp(text), std::nullopt) << text;
  }
}

TEST(Times, InMillisecondsAreToldInLocalTime) {
  EXPECT_EQ(rfc3339(parse_epoch_ms("1611554725000", 480)), "2021-01-25T14:05:25+08:00");
  EXPECT_EQ(rfc3339(parse_epoch_ms("0", 420)), "1970-01-01T07:00:00+07:00");
  for (const char* text : {"", "-1", "1e12", "12.5", "99999999999999999999", "abc"}) {
    EXPECT_EQ(parse_epoch_ms(text, 420), std::nullopt) << text;
  }
}

Scalar scalar(const std::string& json) {
  const simdjson::padded_string text("[" + json + "]");
  static simdjson::ondemand::parser parser;
  simdjson::ondemand::document document = parser.iterate(text);
  static std::string kept;  // the view must outlive the text
  for (auto value : document.get_array()) {
    const std::optional<Scalar> read = read_scalar(value.value());
    if (!read) throw std::runtime_error("no scalar");
    Scalar copy = *read;
    kept = copy.text;
    copy.text = kept;
    return copy;
  }
  throw std::runtime_error("no value");
}

TEST(Scalars, SayAbsentInFiveWays) {
  for (const char* json : {"null", "\"\"", "\"null\"", "\"null-null\"", "\"nul\\u006c\""}) {
    EXPECT_FALSE(scalar(json)) << json;
  }
  for (const char* json : {"0", "false", "\"0\"", "\"Null\"", "\" \"", "\"null \""}) {
    EXPECT_TRUE(scalar(json)) << json;
  }
}

TEST(Scalars, ThatAreNoJsonAreRefused) {
  for (const char* json : {"nul", "truE", "01", "1.", "-", "1e", "+1", "{}", "[]", "\"\\q\"",
                           "Infinity", "0x1", "'a'"}) {
    EXPECT_THROW((void)scalar(json), std::exception) << json;
  }
}

TEST(Flags, ComeAsWordsNumbersAndTexts) {
  for (const char* json : {"true", "\"true\"", "\"True\"", "1", "\"1\"", "\"TRUE\""}) {
    EXPECT_EQ(read_flag(scalar(json)), true) << json;
  }
  for (const char* json :
       {"false", "\"false\"", "\"False\"", "0", "\"0\"", "\"\"", "null", "\"null\""}) {
    EXPECT_EQ(read_flag(scalar(json)), false) << json;
  }
  for (const char* json : {"2", "\"yes\"", "\"t\"", "-1", "0.0"}) {
    EXPECT_EQ(read_flag(scalar(json)), std::nullopt) << json;
  }
}

// B2
TEST(Ids, KeepAllTheirDigits) {
  EXPECT_EQ(read_id(scalar("2672780399902269")), "2672780399902269");
  EXPECT_EQ(read_id(scalar("\"2672780399902269\"")), "2672780399902269");
  EXPECT_EQ(read_id(scalar("18446744073709551615")), "18446744073709551615");
  for (const char* json : {"\"\"", "null", "true", "1.0", "1e5", "-7", "\"12a\"", "\" 12\"",
                           "\"123456789012345678901\""}) {
    EXPECT_EQ(read_id(scalar(json)), std::nullopt) << json;
  }
}

// B5
TEST(Masks, AreRecognised) {
  for (const char* text :
       {"G*****************1", "6****9", "66********97", "S*******e", "1***0", "**", "G*1", "G*",
        "*", "ก*ข", "ส***********ี", "4***456", "N****n V** A"}) {
    EXPECT_TRUE(is_masked(text)) << text;
  }
  for (const char* text :
       {"", "Tan Wei Ling", "M*A*S*H", "Blk 5 * Level 2", "65 9123 4567", "ก ข ค"}) {
    EXPECT_FALSE(is_masked(text)) << text;
  }
}

// B3: words that the default table of B4 treats alike share no contract status with words that it
// treats otherwise.
TEST(Statuses, FollowTheTable) {
  const std::map<std::string, std::string> table{
      {"unpaid", "unpaid"},
      {"pending", "pending"},
      {"topack", "pending"},
      {"repacked", "pending"},
      {"packed", "packed"},
      {"toship", "packed"},
      {"ready_to_ship_pending", "ready_to_ship"},
      {"ready_to_ship", "ready_to_ship"},
      {"shipped", "shipped"},
      {"shipping", "shipped"},
      {"delivered", "delivered"},
      {"confirmed", "confirmed"},
      {"failed", "delivery_failed"},
      {"failed_delivery", "delivery_failed"},
      {"shipped_back", "returning"},
      {"shipped_back_failed", "returning"},
      {"shipped_back_success", "delivery_failed"},
      {"canceled", "cancelled"},
      {"returned", "returned"},
      {"lost", "lost"},
      {"lost_by_3pl", "lost"},
      {"damaged_by_3pl", "damaged"},
      {"package_scrapped", "damaged"},
      {"packed_scrapped", "damaged"},
      {"cancelled", "unknown"},
      {"INFO_ST_DOMESTIC", "unknown"},
      {"", "unknown"},
      {"READY_TO_SHIP", "ready_to_ship"},
      {"Canceled", "cancelled"},
  };
  for (const auto& [word, status] : table) EXPECT_EQ(name(read_status(word)), status) << word;

  const std::map<std::string, std::string> host_table{
      {"unpaid", "awaiting payment"},
      {"pending", "not delivered"},
      {"topack", "not delivered"},
      {"repacked", "not delivered"},
      {"packed", "awaiting delivery"},
      {"ready_to_ship_pending", "awaiting delivery"},
      {"ready_to_ship", "awaiting delivery"},
      {"toship", "awaiting delivery"},
      {"shipped", "in transit"},
      {"shipping", "in transit"},
      {"delivered", "delivered"},
      {"confirmed", "delivered"},
      {"failed", "delivery cancelled"},
      {"failed_delivery", "delivery cancelled"},
      {"shipped_back", "delivery cancelled"},
      {"shipped_back_success", "delivery cancelled"},
      {"shipped_back_failed", "delivery cancelled"},
      {"canceled", "cancelled"},
      {"returned", "returned"},
      {"lost", "lost"},
      {"lost_by_3pl", "lost"},
      {"damaged_by_3pl", "lost"},
      {"package_scrapped", "lost"}};
  std::map<std::string_view, std::string> of_status;
  for (const auto& [word, host] : host_table) {
    const auto [known, fresh] = of_status.emplace(name(read_status(word)), host);
    EXPECT_EQ(known->second, host) << word << " cannot be told from another word of its status";
  }
}

TEST(Statuses, OfAnOrderAreThoseOfTheLeastAdvancedItemThatMoves) {
  using enum Status;
  struct Row {
    std::vector<Status> items;
    Status order;
  };
  const Row table[]{
      {{kDelivered, kPending, kShipped}, kPending},
      {{kShipped, kUnpaid}, kUnpaid},
      {{kCancelled, kDelivered, kReturning}, kReturning},
      {{kDeliveryFailed, kReturning}, kDeliveryFailed},
      {{kCancelled, kCancelled, kDelivered}, kCancelled},
      {{kCancelled, kDelivered}, kDelivered},
      {{kUnknown, kPacked}, kPacked},
      {{kUnknown}, kUnknown},
      {{kUnknown, kLost}, kLost},
      {{kConfirmed, kReturned, kReturned}, kReturned},
  };
  for (const Row& row : table) {
    EXPECT_EQ(name(order_status(row.items)), name(row.order)) << "row " << &row - table;
  }
}

// B17
TEST(Fulfilment, DigitalAndPickUpComeBeforeFleetBeforeMarketplace) {
  ItemMarks marks;
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kLocal), Fulfilment::kLocal);
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kCrossBorder), Fulfilment::kCrossBorder);
  marks.fbl = true;
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kCrossBorder), Fulfilment::kMarketplace);
  marks.biz_group = 70100;
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kLocal), Fulfilment::kLocal);
  marks.shipping_type = "Own Warehouse";
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kLocal), Fulfilment::kLocal);
  marks.seller_fleet = true;
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kLocal), Fulfilment::kSellerFleet);
  marks.pickup_store = true;
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kLocal), Fulfilment::kStorePickup);
  marks.digital = true;
  EXPECT_EQ(read_fulfilment(marks, StoreKind::kLocal), Fulfilment::kDigital);
}

// A2
TEST(Adapters, AreSixAndCoherent) {
  ASSERT_EQ(adapters::all().size(), 6U);
  std::set<std::string_view> hosts;
  for (const adapters::RegionAdapter* adapter : adapters::all()) {
    const std::string_view region = adapter->region;
    EXPECT_EQ(adapter->id.value, "lazada." + std::string(region));
    EXPECT_EQ(adapters::find(adapter->id.value), adapter);
    EXPECT_TRUE(hosts.insert(adapter->api_base.value).second);
    for (const std::string_view site :
         {adapter->api_base.value, adapter->storefront.value, adapter->seller_center.value}) {
      EXPECT_EQ(site.substr(0, 8), "https://") << site;
      EXPECT_NE(site.find("." + std::string(region)), std::string_view::npos)
          << site << " is not of " << region;
    }
    const std::string_view language = adapter->languages.value.front();
    std::string country(language.substr(language.size() - 2));
    for (char& c : country) c = static_cast<char>(c - 'A' + 'a');
    EXPECT_EQ(country, region);
    EXPECT_TRUE(adapter->has_tax_number || !adapter->has_branch_number);
  }
  EXPECT_EQ(adapters::find("lazada.tw"), nullptr);
  EXPECT_EQ(adapters::find(""), nullptr);
  static_assert(!std::is_default_constructible_v<adapters::RegionAdapter>,
                "a fact that is left out must not compile");
}

}  // namespace
}  // namespace lazada::mapping
