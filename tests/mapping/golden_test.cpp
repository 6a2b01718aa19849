// Golden cases: one file per case under golden/<region>, written by us after the shapes that
// Lazada's answers have.  Features B2, B3, B4, B5, B17 and E2 (dead letters).
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "golden_case.hpp"
#include "mapping/order_document.hpp"
#include "reference_document.hpp"
#include "support/schema.hpp"

namespace test_mapping {
namespace {

using nlohmann::json;

class Golden : public testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, BecomesTheExpectedDocuments) {
  const Mapped mapped = map_case(GetParam());
  EXPECT_EQ(mapped.documents, GetParam().expected)
      << GetParam().reason << "\ndifference: " << json::diff(GetParam().expected, mapped.documents);
  EXPECT_EQ(mapped.rejected, GetParam().rejected) << GetParam().reason;
}

TEST_P(Golden, FitsTheContract) {
  const Mapped mapped = map_case(GetParam());
  for (const json& document : mapped.documents) {
    EXPECT_TRUE(test_support::fits("order", document.dump()));
  }
  json batch{{"schema", "chapi.order-batch/1"},
             {"orders", mapped.documents},
             {"rejected", mapped.rejected}};
  for (json& row : batch["rejected"]) row["raw"] = "";
  EXPECT_TRUE(test_support::fits("order-batch", batch.dump()));
}

TEST_P(Golden, AgreesWithASecondReadingOfTheRules) {
  const json orders = json::parse(GetParam().orders_body).at("data").at("orders");
  std::map<std::string, json> items;
  const json groups = json::parse(GetParam().items_body).at("data");
  for (const json& group : groups) {
    items[group.at("order_id").dump()] = group.at("order_items");
  }
  std::map<std::string, json> documents;
  for (const json& document : map_case(GetParam()).documents) {
    documents[document.at("order_id")] = document;
  }
  for (const json& order : orders) {
    std::string id = order.at("order_id").is_string() ? order.at("order_id").get<std::string>()
                                                      : order.at("order_id").dump();
    if (documents.count(id) == 0) continue;
    const json reference =
        reference_document(order, items.at(id), *GetParam().adapter, GetParam().seller_id,
                           GetParam().store == lazada::mapping::StoreKind::kCrossBorder);
    EXPECT_EQ(documents[id], reference) << "difference: " << json::diff(reference, documents[id]);
  }
}

std::string case_name(const testing::TestParamInfo<GoldenCase>& golden) {
  std::string name = golden.param.name;
  name[name.find('/')] = '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(Regions, Golden, testing::ValuesIn(golden_cases()), case_name);

// A2
TEST(GoldenCases, StandForEveryRegion) {
  std::map<std::string, int> count;
  for (const GoldenCase& golden : golden_cases())
    ++count[std::string(golden.adapter->region.value)];
  for (const auto* adapter : lazada::adapters::all()) {
    EXPECT_GE(count[std::string(adapter->region.value)], 4) << adapter->name.value;
  }
}

}  // namespace
}  // namespace test_mapping
