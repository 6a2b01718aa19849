// Damaged pages (feature E2): whatever happens to the bytes, nothing crashes, one bad order stops
// no other, and a document that is written says what the page said.
#include <gtest/gtest.h>

#include <chapi/module.hpp>
#include <map>
#include <optional>
#include <random>

#include "golden_case.hpp"
#include "mapping/item.hpp"
#include "mapping/order_document.hpp"
#include "mapping/order_slices.hpp"
#include "page_of_orders.hpp"
#include "reference_document.hpp"

namespace test_mapping {
namespace {

using lazada::mapping::ItemsSlice;
using lazada::mapping::OrderSlice;
using lazada::mapping::OrderWriter;
using lazada::mapping::Unreadable;
using nlohmann::json;

constexpr const char* kSeller = "100087";

const lazada::adapters::RegionAdapter& thailand() { return *lazada::adapters::find("lazada.th"); }

// The document, or why there is none: from the slices, and from their texts alone, which must not
// differ.
std::string document_or_reason(OrderWriter& writer, const OrderSlice& order,
                               const ItemsSlice& items, bool* written) {
  std::string found[2];
  for (int texts_alone = 0; texts_alone < 2; ++texts_alone) {
    lazada::mapping::JsonText document;
    std::string& shown = found[texts_alone];
    try {
      if (texts_alone != 0) {
        writer.append(document, order.text, items.text);
      } else {
        writer.append(document, order, items);
      }
      shown = document.view();
      *written = true;
    } catch (const Unreadable& unreadable) {
      EXPECT_TRUE(document.empty()) << "a failed order left text behind";
      shown = unreadable.reason + ": " + unreadable.what();
      EXPECT_EQ(shown.find("สมชาย"), std::string::npos);
      *written = false;
    }
  }
  EXPECT_EQ(found[0], found[1]);
  return found[0];
}

// Documents by order id; nothing when the page could not be cut.
std::optional<std::map<std::string, std::string>> documents(const PageOfOrders& page) {
  std::map<std::string, std::string> written;
  try {
    std::map<std::string, ItemsSlice> items;
    for (const ItemsSlice& slice : lazada::mapping::slice_items(page.items_body)) {
      items[slice.order_id] = slice;
    }
    OrderWriter writer(thailand(), kSeller);
    for (const OrderSlice& order : lazada::mapping::slice_orders(page.orders_body).orders) {
      bool readable = false;
      std::string document = document_or_reason(writer, order, items[order.order_id], &readable);
      if (readable) written[order.order_id] = std::move(document);
    }
  } catch (const chapi::module::Error& error) {
    EXPECT_EQ(error.status, CHAPI_BAD_RESPONSE);
    return std::nullopt;
  }
  return written;
}

// What the slow reading makes of the same page; nothing when it is no JSON for it.
std::optional<std::map<std::string, json>> reference(const PageOfOrders& page) {
  const json list = json::parse(page.orders_body, nullptr, false);
  const json groups = json::parse(page.items_body, nullptr, false);
  if (list.is_discarded() || groups.is_discarded()) return std::nullopt;
  std::map<std::string, json> made;
  try {
    std::map<std::string, json> items;
    for (const json& group : groups.at("data")) {
      if (!group.is_object() || !group.contains("order_id")) continue;
      const json& id = group["order_id"];
      items[id.is_string() ? id.get<std::string>() : id.dump()] =
          group.value("order_items", json());
    }
    for (const json& order : list.at("data").at("orders")) {
      try {
        const json& id = order.at("order_id");
        const std::string key = id.is_string() ? id.get<std::string>() : id.dump();
        made[key] = reference_document(order, items[key], thailand(), kSeller, false);
      } catch (const std::exception&) {
        continue;  // this order is none for the slow reading either
      }
    }
  } catch (const json::exception&) {
    return std::nullopt;
  }
  return made;
}

// The DOM keeps a number as double, so where a text member comes as "12.00" it says "12.0".
bool differ_in_spelling_only(const json& expected, const json& document) {
  for (const json& change : json::diff(expected, document)) {
    const json before = expected.value(json::json_pointer(change.at("path")), json());
    if (change.at("op") != "replace" || !before.is_string() || !change.at("value").is_string()) {
      return false;
    }
    const std::string from = before, to = change.at("value");
    if (from.find_first_not_of("-+.eE0123456789") != std::string::npos) return false;
    if (std::stod(from) != std::stod(to)) return false;
  }
  return true;
}

void expect_truth(const PageOfOrders& page, const std::string& what) {
  const auto written = documents(page);
  if (!written) return;
  const auto expected = reference(page);
  for (const auto& [id, text] : *written) {
    const json document = json::parse(text, nullptr, false);
    ASSERT_FALSE(document.is_discarded()) << what << ": the document is no JSON: " << text;
    // What on-demand parsing skips is not checked, so pages that are no JSON in places that nobody
    // reads may pass; where both read, they must agree.
    if (!expected) continue;
    const auto found = expected->find(id);
    ASSERT_NE(found, expected->end()) << what << ": order " << id << " cannot be read, yet was";
    ASSERT_TRUE(differ_in_spelling_only(found->second, document))
        << what << "\n"
        << text << "\ndifference: " << json::diff(found->second, document);
  }
}

TEST(HostilePage, AnUndamagedPageGivesWhatTheSlowReadingGives) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const PageOfOrders page = page_of_orders(30, seed);
    const auto written = documents(page);
    ASSERT_TRUE(written.has_value());
    ASSERT_EQ(written->size(), 30U);
    expect_truth(page, "seed " + std::to_string(seed));
  }
}

TEST(HostilePage, NoTruncationPassesForAPage) {
  const PageOfOrders page = page_of_orders(3, 7);
  for (std::size_t size = 0; size < page.orders_body.size(); ++size) {
    PageOfOrders cut = page;
    cut.orders_body.resize(size);
    EXPECT_FALSE(documents(cut).has_value()) << "list cut after " << size << " bytes";
  }
  for (std::size_t size = 0; size < page.items_body.size(); ++size) {
    PageOfOrders cut = page;
    cut.items_body.resize(size);
    EXPECT_FALSE(documents(cut).has_value()) << "items cut after " << size << " bytes";
  }
}

TEST(HostilePage, AMutatedByteNeverMakesAWrongDocument) {
  const PageOfOrders page = page_of_orders(4, 11);
  std::mt19937 random(42);
  constexpr std::string_view kBytes = "\"\\{}[]:,0123456789.-+eEtfn \n\x01*/uaZ\x80\xff";
  for (int round = 0; round < 5'000; ++round) {
    PageOfOrders damaged = page;
    std::string& body = random() % 2 == 0 ? damaged.orders_body : damaged.items_body;
    const std::size_t at = random() % body.size();
    body[at] = kBytes[random() % kBytes.size()];
    expect_truth(damaged, "round " + std::to_string(round) + ", byte " + std::to_string(at));
    if (HasFatalFailure()) return;
  }
}

TEST(HostilePage, RandomEditsNeverMakeAWrongDocument) {
  const PageOfOrders page = page_of_orders(3, 13);
  std::mt19937 random(43);
  for (int round = 0; round < 2'000; ++round) {
    PageOfOrders damaged = page;
    std::string& body = random() % 2 == 0 ? damaged.orders_body : damaged.items_body;
    for (int edit = 0; edit < 3; ++edit) {
      const std::size_t at = random() % body.size();
      switch (random() % 3) {
        case 0:
          body.erase(at, 1 + random() % 20);
          break;
        case 1:
          body.insert(at, body.substr(random() % body.size(), random() % 40));
          break;
        default:
          body[at] = static_cast<char>(random() % 256);
      }
    }
    body.reserve(body.size() + 64);
    expect_truth(damaged, "round " + std::to_string(round));
    if (HasFatalFailure()) return;
  }
}

// One name cut in the middle of a character must not cost a page of a hundred orders.
TEST(HostilePage, InvalidUtf8StaysWithItsOrder) {
  for (const char* bytes : {"\xff", "\xe0\xb8", "\xed\xa0\x80", "\xc0\xaf"}) {
    PageOfOrders page = page_of_orders(5, 17);
    const std::size_t at =
        page.orders_body.find("\"remarks\":\"", page.orders_body.size() / 2) + 11;
    page.orders_body.insert(at, bytes);
    page.orders_body.reserve(page.orders_body.size() + 64);
    const auto orders = lazada::mapping::slice_orders(page.orders_body).orders;
    ASSERT_EQ(orders.size(), 5U);
    for (const OrderSlice& order : orders) {
      EXPECT_FALSE(order.order_id.empty());
      EXPECT_NE(order.updated_at, 0);
    }
    ASSERT_TRUE(documents(page).has_value());
    EXPECT_EQ(documents(page)->size(), 4U) << "the other four orders arrive";
  }
}

TEST(HostilePage, RawControlCharactersStayWithTheirOrder) {
  PageOfOrders page = page_of_orders(5, 18);
  page.items_body[page.items_body.find("Corner Shop")] = '\x02';
  ASSERT_TRUE(documents(page).has_value());
  EXPECT_EQ(documents(page)->size(), 4U);
}

TEST(HostilePage, LoneSurrogatesAndBadEscapesStayWithTheirOrder) {
  for (const char* text : {"\\ud83d", "\\udc00\\ud83d", "\\x41", "\\u12g4"}) {
    PageOfOrders page = page_of_orders(5, 19);
    const std::size_t at = page.orders_body.find("\"remarks\":\"") + 11;
    page.orders_body.insert(at, text);
    page.orders_body.reserve(page.orders_body.size() + 64);
    ASSERT_TRUE(documents(page).has_value()) << text;
    EXPECT_EQ(documents(page)->size(), 4U) << text;
  }
}

TEST(HostilePage, AnswersOfAnotherShapeAreBadResponses) {
  for (const char* text :
       {"", " ", "null", "[]", "\"text\"", "<html>503</html>", "{}", R"({"data":null})",
        R"({"data":{}})", R"({"data":{"orders":null}})", R"({"data":{"orders":{}}})",
        R"({"data":[]} trailing)", R"({"data":{"orders":[]}}})", R"({"code":"0")"}) {
    std::string body;
    body.reserve(200);
    body = text;
    EXPECT_THROW((void)lazada::mapping::slice_orders(body), chapi::module::Error) << text;
  }
  std::string empty;
  empty.reserve(200);
  empty = R"({"data":{"countTotal":"0","count":0,"orders":[ ]},"code":"0"})";
  EXPECT_TRUE(lazada::mapping::slice_orders(empty).orders.empty());
  EXPECT_EQ(lazada::mapping::slice_orders(empty).count_total, 0);
}

TEST(HostilePage, ElementsThatAreNoOrdersAreToldApart) {
  std::string body;
  body.reserve(500);
  body = R"({"data":{"orders":[null,7,"x",[1,{"order_id":5}],{},{"order_id":"12","updated_at":
      "2026-05-17 09:35:17 +0700","created_at":"2026-05-17T09:35:17+07:00"}]}})";
  const auto orders = lazada::mapping::slice_orders(body).orders;
  ASSERT_EQ(orders.size(), 6U);
  OrderWriter writer(thailand(), kSeller);
  for (const OrderSlice& order : orders) {
    lazada::mapping::JsonText out;
    out += "before";
    EXPECT_THROW(writer.append(out, order.text, order.text), Unreadable) << order.text;
    EXPECT_EQ(out.view(), "before");
  }
  EXPECT_EQ(orders[0].order_id, "");
  EXPECT_EQ(orders[5].order_id, "12");
  EXPECT_EQ(orders[5].updated_at, 1778985317);
  EXPECT_EQ(orders[5].updated_at, orders[5].created_at);
}

// B17: nothing may be shipped on a guess.
TEST(HostilePage, MutatedItemsAreReadOrRefused) {
  const std::string items = R"([{"order_item_id":11,"order_id":1,"status":"packed","is_fbl":0,
      "package_id":"FP1","tracking_code":"T1","shipment_provider":"LEX TH","warehouse_code":"w",
      "shipping_type":"Dropshipping","biz_group":70100}])";
  std::mt19937 random(44);
  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = items;
    damaged[random() % damaged.size()] = static_cast<char>(random() % 128);
    try {
      for (const auto& state : lazada::mapping::read_items(damaged, {})) {
        EXPECT_FALSE(state.item_id.empty()) << damaged;
        EXPECT_FALSE(state.status_raw.empty()) << damaged;
      }
    } catch (const Unreadable&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace test_mapping
