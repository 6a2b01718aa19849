// Mapping rules from a file to the lines of orders, by the Lazada module's own resolver.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "mapping/listing_table.hpp"
#include "mapping/mapping_resolver.hpp"
#include "mapping/mapping_service.hpp"
#include "mapping/rule_edit.hpp"
#include "mapping/rule_import.hpp"
#include "plugins/plugin_registry.hpp"
#include "stores/application.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"
#include "support/ports.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class MappingRules : public ::testing::Test {
 protected:
  MappingRules() {
    enable_plugin(installation, std::filesystem::path(MANIFESTS) / "lazada.json");
    host_test::write_file(folder / "secret", "s\n");
    set_application(installation, {"4711", "", "http://127.0.0.1:1/cb", {}, {}}, folder / "secret");
    NewStore wanted;
    wanted.id = "shop";
    wanted.region = "th";
    wanted.name = "Shop";
    add_store(installation, wanted);
  }

  void import(const std::string& rows) {
    host_test::write_file(folder / "rules.csv",
                          "platform,store,platform_sku,system_sku,quantity,group\n" + rows);
    const ImportOutcome outcome = apply_import(installation, folder / "rules.csv", {}, "");
    ASSERT_TRUE(outcome.applied) << outcome.preview.refused[0].message;
  }

  // An order of so many units, each a line of its own as Lazada has it; units per system SKU.
  struct Resolved {
    std::map<std::string, std::int64_t> units;
    std::size_t unmapped;
  };
  Resolved resolve(const std::vector<std::string>& skus) {
    MappingResolver resolver(installation, installation.database(),
                             StoreTable(installation.database(), "default").get("shop"));
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < skus.size(); ++i) ids.push_back("line-" + std::to_string(i));
    OrderToMap order{"order", {}};
    for (std::size_t i = 0; i < skus.size(); ++i) order.lines.push_back({ids[i], skus[i]});
    const MappedOrder mapped = resolver.resolve({order}).at(0);
    Resolved resolved{{}, mapped.unmapped.size()};
    for (const auto& component : nlohmann::json::parse(mapped.components)) {
      resolved.units[component["system_sku"]] += component["quantity"].get<std::int64_t>();
    }
    return resolved;
  }

  host_test::TestDatabase database;
  host_test::TemporaryFolder folder;
  test_support::TestClock clock;
  std::atomic<bool> cancelled{false};
  Installation installation{{folder / "data", "default", database.url()}, clock, cancelled};
};

TEST_F(MappingRules, C2_search_finds_a_part_of_an_sku_in_any_script_on_both_databases) {
  std::string rows;
  for (int i = 0; i < 2500; ++i) rows += "lazada,,A-" + std::to_string(i) + ",X,1,\n";
  // The accents composed, and decomposed in the last but one; full-width letters.
  rows += "lazada,,ÁO-ĐỎ-L,X,1,\nlazada,,STRASSE,X,1,\nlazada,,ＲＥＤ-1,X,1,\nlazada,,z,Bored,1,\n";
  rows += "lazada,,zz-a\u0301o-\u0111o\u0309,X,1,\n";
  import(rows);
  SkuRuleTable table(installation.database(), "default");
  const auto found = [&](const std::string& part, int limit) {
    RuleQuery query;
    add_condition(query, "contains=" + part);
    std::vector<std::string> skus;
    for (std::string after;;) {
      const auto page = table.page(query, after, limit);
      for (const StoredRule& rule : page) skus.push_back(rule.rule.platform_sku);
      if (page.size() < static_cast<std::size_t>(limit)) return skus;
      after = write_rule_cursor(page.back().rule);
    }
  };
  for (const int limit : {1, 2, 100}) {
    EXPECT_THAT(found("áo-đỏ", limit),
                UnorderedElementsAre("ÁO-ĐỎ-L", "zz-a\u0301o-\u0111o\u0309"));
    EXPECT_THAT(found("A\u0301O-Đ", limit),
                UnorderedElementsAre("ÁO-ĐỎ-L", "zz-a\u0301o-\u0111o\u0309"));
    EXPECT_THAT(found("red", limit), UnorderedElementsAre("ＲＥＤ-1", "z"));
    EXPECT_THAT(found("straße", limit), UnorderedElementsAre("STRASSE"));
    EXPECT_THAT(found("nothing", limit), IsEmpty());
  }
  EXPECT_EQ(found("a-", 7).size(), 2500U);
}

TEST_F(MappingRules, C3_many_platform_skus_are_one_system_sku_each_with_its_multiplier) {
  import("lazada,,CAN,COLA,1,\nlazada,,SIX-PACK,COLA,6,\nlazada,,CRATE,COLA,24,\n");
  const Resolved order = resolve({"CAN", "SIX-PACK", "SIX-PACK", "CRATE"});
  EXPECT_THAT(order.units, UnorderedElementsAre(Pair("COLA", 37)));
  EXPECT_EQ(order.unmapped, 0U);
}

TEST_F(MappingRules, C3_bundle_is_taken_as_often_as_it_was_ordered) {
  import("lazada,,TEA-SET,CUP,6,\nlazada,,TEA-SET,POT,1,\n");
  EXPECT_THAT(resolve({"TEA-SET", "TEA-SET", "TEA-SET"}).units,
              UnorderedElementsAre(Pair("CUP", 18), Pair("POT", 3)));
}

TEST_F(MappingRules, C3_combo_of_different_quantities_leaves_what_is_over_to_single_rules) {
  import(
      "lazada,,BED,SLEEP-SET,1,sleep\nlazada,,PILLOW,SLEEP-SET,2,sleep\n"
      "lazada,,PILLOW,CUSHION,1,\n");
  EXPECT_THAT(resolve({"BED", "PILLOW", "PILLOW", "PILLOW"}).units,
              UnorderedElementsAre(Pair("SLEEP-SET", 1), Pair("CUSHION", 1)));
}

TEST_F(MappingRules, C3_combo_that_was_bought_in_part_is_none) {
  import("lazada,,BED,SLEEP-SET,1,sleep\nlazada,,PILLOW,SLEEP-SET,2,sleep\n");
  const Resolved order = resolve({"BED", "PILLOW"});
  EXPECT_THAT(order.units, IsEmpty());
  EXPECT_EQ(order.unmapped, 2U);
}

TEST_F(MappingRules, C3_stores_own_bundle_takes_the_place_of_the_common_rule) {
  import("lazada,,GIFT,BOX,1,\nlazada,shop,GIFT,BAG,2,\nlazada,shop,GIFT,CARD,1,\n");
  EXPECT_THAT(resolve({"GIFT"}).units, UnorderedElementsAre(Pair("BAG", 2), Pair("CARD", 1)));
}

TEST_F(MappingRules, C2_import_and_edit_are_one_revision_each_and_unchanged_files_are_none) {
  SkuRuleTable table(installation.database(), "default");
  const std::int64_t begin = table.revision();
  import("lazada,,A,X,1,\nlazada,,B,X,1,\nlazada,,B,Y,1,\n");
  EXPECT_EQ(table.revision(), begin + 1);
  import("lazada,,A,X,1,\nlazada,,B,X,1,\nlazada,,B,Y,1,\n");
  EXPECT_EQ(table.revision(), begin + 1);
  set_rule(installation, {"lazada", "", "A", "X", 4, ""}, false, {});
  const std::vector<RuleChange> changes = table.changes_after(begin + 1);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].quantity_before, 1);
  EXPECT_EQ(changes[0].quantity_after, 4);
  remove_rules(installation, {"lazada", "", "B", "", 1, ""}, {});
  EXPECT_EQ(table.changes_after(begin + 2).size(), 2U);
  EXPECT_EQ(table.page({}, "", 10).size(), 1U);
}

TEST_F(MappingRules, C4_exact_matches_on_sku_or_barcode_come_first_and_near_ones_with_a_score) {
  const auto listing = [](const char* product, const char* sku, const char* name,
                          const char* barcode) {
    Listing made;
    made.product_id = product;
    made.sku = sku;
    made.name = name;
    made.barcode = barcode;
    made.status = "active";
    return made;
  };
  const std::vector<Listing> listings = {listing("1", "TEE-RED-L", "T-shirt red L", ""),
                                         listing("2", "X-1", "Mug", "8850999320007"),
                                         listing("3", "CUP-BLU", "Cup blue ceramic", "")};
  ListingTable(installation.database(), "default").put("shop", listings, 1);
  host_test::write_file(folder / "articles.csv",
                        "system_sku;name;barcode\nTEE-RED-L;Shirt;\nMUG;Mug white;8850999320007\n"
                        "CUP-BLUE;Cup blue;\n");
  std::int64_t articles = 0;
  ASSERT_THAT(import_catalogue(installation, folder / "articles.csv", &articles), IsEmpty());
  EXPECT_EQ(articles, 3);
  const std::vector<Suggestion> suggestions = suggest_mapping(installation, "shop");
  const std::vector<Suggestion> exact = best_suggestions(suggestions, 100);
  ASSERT_EQ(exact.size(), 2U);
  EXPECT_EQ(exact[0].system_sku, "TEE-RED-L");
  EXPECT_EQ(exact[1].platform_sku, "X-1");
  EXPECT_EQ(exact[1].system_sku, "MUG") << "by its barcode";
  const auto near = std::find_if(suggestions.begin(), suggestions.end(), [](const Suggestion& s) {
    return s.platform_sku == "CUP-BLU" && s.system_sku == "CUP-BLUE";
  });
  ASSERT_NE(near, suggestions.end());
  EXPECT_LT(near->score, 100);
  EXPECT_GT(near->score, 50);
  EXPECT_TRUE(
      std::is_sorted(suggestions.begin(), suggestions.end(),
                     [](const Suggestion& a, const Suggestion& b) { return a.score > b.score; }));
  EXPECT_THAT(SkuRuleTable(installation.database(), "default").page({}, "", 10), IsEmpty());
}

TEST_F(MappingRules, C4_accepted_suggestion_does_not_replace_a_rule_that_came_meanwhile) {
  import("lazada,,A,X,1,\nlazada,shop,B,X,1,\n");
  const RuleEdit edit = add_missing_rules(installation, {{"lazada", "shop", "A", "WRONG", 1, ""},
                                                         {"lazada", "shop", "B", "WRONG", 1, ""},
                                                         {"lazada", "shop", "C", "NEW", 1, ""}});
  ASSERT_EQ(edit.changes.added.size(), 1U);
  EXPECT_EQ(edit.changes.added[0].platform_sku, "C");
  EXPECT_TRUE(edit.changes.removed.empty());
}

}  // namespace
}  // namespace channel_host
