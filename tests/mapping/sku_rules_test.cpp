// C3: many platform SKUs to one, bundles, combos and multipliers; pure rules.
#include "mapping/sku_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace lazada::mapping {
namespace {

// "combo G: 2 x SYS of l1,l2; ...; unmapped l3"
std::string text(const ResolvedOrder& order) {
  std::string out;
  for (const Component& component : order.components) {
    constexpr const char* kNames[]{"single", "bundle", "combo"};
    if (!out.empty()) out += "; ";
    out += kNames[static_cast<int>(component.rule)];
    if (!component.group.empty()) out += " " + component.group;
    out += ": " + std::to_string(component.quantity) + " x " + component.system_sku + " of ";
    for (std::size_t i = 0; i < component.line_ids.size(); ++i) {
      out += (i > 0 ? "," : "") + component.line_ids[i];
    }
  }
  for (const OrderLine& line : order.unmapped)
    out += (out.empty() ? "" : "; ") + ("unmapped " + line.line_id);
  return out;
}

std::vector<OrderLine> lines(std::initializer_list<const char*> skus) {
  std::vector<OrderLine> made;
  for (const char* sku : skus) made.push_back({"l" + std::to_string(made.size() + 1), sku, 1});
  return made;
}

struct Row {
  const char* rule;
  std::vector<SkuRule> rules;
  std::vector<OrderLine> order;
  const char* result;
};

// C3: many to one, bundles, combos (also partly bought) and multipliers.
TEST(SkuRules, ResolveOrders) {
  const Row table[]{
      {"one to one", {{"A", "S1", 1, ""}}, lines({"A"}), "single: 1 x S1 of l1"},
      {"many platform SKUs to one system SKU",
       {{"A", "S1", 1, ""}, {"B", "S1", 1, ""}},
       lines({"A", "B"}),
       "single: 1 x S1 of l1; single: 1 x S1 of l2"},
      {"a multiplier", {{"SIX", "CAN", 6, ""}}, {{"l1", "SIX", 2}}, "single: 12 x CAN of l1"},
      {"a bundle",
       {{"SET", "CUP", 2, ""}, {"SET", "POT", 1, ""}},
       {{"l1", "SET", 3}},
       "bundle: 6 x CUP of l1; bundle: 3 x POT of l1"},
      {"a combo across lines",
       {{"A", "AB", 1, "g"}, {"B", "AB", 1, "g"}},
       lines({"A", "B"}),
       "combo g: 1 x AB of l1,l2"},
      {"an incomplete combo is none",
       {{"A", "AB", 1, "g"}, {"B", "AB", 1, "g"}},
       lines({"A"}),
       "unmapped l1"},
      {"what a combo leaves goes to the single rule",
       {{"A", "AB", 1, "g"}, {"B", "AB", 1, "g"}, {"A", "S1", 1, ""}},
       lines({"A", "A", "B"}),
       "combo g: 1 x AB of l1,l3; single: 1 x S1 of l2"},
      {"a combo takes part of a line",
       {{"A", "THREE", 3, "g"}, {"A", "S1", 1, ""}},
       {{"l1", "A", 2}, {"l2", "A", 3}},
       "combo g: 1 x THREE of l1,l2; single: 2 x S1 of l2"},
      {"a combo as often as it fits",
       {{"A", "AB", 2, "g"}, {"B", "AB", 1, "g"}},
       {{"l1", "A", 5}, {"l2", "B", 3}},
       "combo g: 2 x AB of l1,l2; unmapped l1; unmapped l2"},
      {"the combo with most units goes first",
       {{"A", "PAIR", 2, "a"}, {"A", "TRIO", 3, "b"}},
       {{"l1", "A", 5}},
       "combo b: 1 x TRIO of l1; combo a: 1 x PAIR of l1"},
      {"equal combos by the group's name",
       {{"A", "Y", 2, "y"}, {"A", "X", 2, "x"}},
       {{"l1", "A", 2}},
       "combo x: 1 x X of l1"},
      {"what no rule names is said",
       {{"A", "S1", 1, ""}},
       lines({"A", "?", ""}),
       "single: 1 x S1 of l1; unmapped l2; unmapped l3"},
      {"SKUs are compared as they are",
       {{"A", "S1", 1, ""}},
       lines({"a", "A "}),
       "unmapped l1; unmapped l2"},
      {"large numbers",
       {{"A", "S1", 1'000'000, ""}},
       {{"l1", "A", 1'000'000'000}},
       "single: 1000000000000000 x S1 of l1"},
      {"no lines", {{"A", "S1", 1, ""}}, {}, ""},
  };
  for (const Row& row : table) {
    EXPECT_EQ(text(SkuRules(row.rules).resolve(row.order)), row.result) << row.rule;
  }
}

TEST(SkuRules, DoNotDependOnTheirSequence) {
  std::vector<SkuRule> rules{{"A", "AB", 1, "g"}, {"B", "AB", 1, "g"}, {"A", "AC", 1, "f"},
                             {"C", "AC", 1, "f"}, {"A", "S", 1, ""},   {"B", "T", 1, ""}};
  const auto order = lines({"A", "B", "C", "A"});
  const std::string first = text(SkuRules(rules).resolve(order));
  std::reverse(rules.begin(), rules.end());
  EXPECT_EQ(text(SkuRules(rules).resolve(order)), first);
  EXPECT_EQ(first, "combo f: 1 x AC of l1,l3; combo g: 1 x AB of l2,l4");
}

// C3
TEST(SkuRules, ThatContradictThemselvesAreRefused) {
  EXPECT_THROW(SkuRules({{"A", "X", 1, "g"}, {"B", "Y", 1, "g"}}), std::invalid_argument);
  EXPECT_THROW(SkuRules({{"A", "X", 1, "g"}, {"A", "X", 2, "g"}}), std::invalid_argument);
}

}  // namespace
}  // namespace lazada::mapping
