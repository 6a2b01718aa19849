// CSV text and what an import of mapping rules changes.
#include <gmock/gmock.h>

#include "mapping/csv_text.hpp"
#include "mapping/rule_changes.hpp"

namespace channel_host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kColumns = {"a", "b"};

TEST(Csv, C2_reads_marks_quotes_line_breaks_and_semicolons) {
  const CsvTable table = read_csv(
      "\xEF\xBB\xBF"
      "b;a\r\n\"x;\"\"1\"\"\";\"two\nlines\"\r\n\r\n3;4",
      kColumns, {});
  EXPECT_TRUE(table.errors.empty());
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("two\nlines", "x;\"1\""));
  EXPECT_EQ(table.rows[0].line, 2);
  EXPECT_THAT(table.rows[1].cells, ElementsAre("4", "3"));
  EXPECT_EQ(table.rows[1].line, 5) << "lines inside a cell count";
}

TEST(Csv, C2_says_what_is_wrong_and_where) {
  struct Case {
    std::string text;
    int line;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"", 1, "is empty"},
      {"a\n1\n", 1, "lacks the column b"},
      {"a,b\n1,2\n1,2,3\n", 3, "has 3 cells, the header has 2"},
      {"a,b\n1,2\n\"open,2\n3,4\n", 3, "never closed"},
      {"a,b\n1,x\"y\n", 2, "quote mark in a wrong place"},
      {"a,b\n\xFF,2\n", 2, "not UTF-8"},
      {std::string("a,b\n1,\0\n", 8), 2, "not UTF-8"},
  };
  for (const Case& c : cases) {
    const CsvTable table = read_csv(c.text, kColumns, {});
    ASSERT_FALSE(table.errors.empty()) << c.text;
    EXPECT_EQ(table.errors[0].line, c.line) << c.text;
    EXPECT_THAT(table.errors[0].message, HasSubstr(c.message));
  }
}

TEST(Csv, dangerous_cells_are_defused_and_come_back_unchanged) {
  for (const std::string& cell :
       std::vector<std::string>{"=HYPERLINK(\"x\")", "+1", "-1", "@a", "\tx", "'=a", "'quoted'",
                                "plain", "a;b", " blank ", "ร้าน", "", "two\nlines"}) {
    const std::string line = csv_line({cell, "end"});
    EXPECT_EQ(std::string("=+-@\t").find(line[0] == '"' ? line[1] : line[0]), std::string::npos)
        << line;
    const CsvTable table = read_csv("a,b\n" + line, kColumns, {});
    ASSERT_EQ(table.rows.size(), 1U) << line;
    EXPECT_THAT(table.rows[0].cells, ElementsAre(cell, "end"));
  }
}

SkuRule rule(std::string sku, std::string system, std::int64_t quantity = 1, std::string group = "",
             std::string store = "") {
  return {"p", std::move(store), std::move(sku), std::move(system), quantity, std::move(group)};
}

TEST(RuleChanges, C2_rows_of_a_platform_sku_take_the_place_of_its_rows_before) {
  const std::vector<SkuRule> before = {rule("A", "1"), rule("A", "2"), rule("B", "1"),
                                       rule("C", "1", 1, "combo"), rule("D", "1", 1, "combo")};
  const RuleChanges changes =
      plan_changes(before, {rule("A", "1", 5), rule("E", "9"), rule("C", "1", 1, "combo")}, false);
  EXPECT_THAT(changes.added, ElementsAre(rule("E", "9")));
  ASSERT_EQ(changes.changed.size(), 1U);
  EXPECT_EQ(changes.changed[0].second, rule("A", "1", 5));
  EXPECT_THAT(changes.removed, ElementsAre(rule("A", "2"), rule("D", "1", 1, "combo")));
  EXPECT_EQ(changes.unchanged, 1);
  EXPECT_EQ(plan_changes(before, {}, true).removed.size(), 5U);
  EXPECT_TRUE(plan_changes(before, before, true).none());
}

TEST(RuleChanges, C3_a_stores_own_rows_take_the_place_of_the_common_ones) {
  const auto effective =
      effective_rules({rule("A", "common"), rule("A", "own", 2, "", "shop"), rule("B", "common"),
                       rule("C", "x", 1, "g"), rule("C", "y", 1, "g", "shop")});
  EXPECT_THAT(effective, ElementsAre(rule("A", "own", 2, "", "shop"), rule("B", "common"),
                                     rule("C", "y", 1, "g", "shop")));
}

TEST(RuleFile, C3_one_group_makes_one_system_sku) {
  const auto anywhere = [](const std::string&, const std::string&) { return std::string(); };
  const RuleFile file = read_rule_file(
      "platform,store,platform_sku,system_sku,quantity,group\np,,A,SET,1,g\np,,B,SET,2,g\n"
      "p,,C,OTHER,1,g\np,,A,SET,1,g\n",
      anywhere);
  ASSERT_EQ(file.errors.size(), 2U);
  EXPECT_EQ(file.errors[0].line, 4);
  EXPECT_THAT(file.errors[0].message, HasSubstr("the group g makes SET (line 2)"));
  EXPECT_EQ(file.errors[1].line, 5);
  EXPECT_THAT(file.errors[1].message, HasSubstr("repeats line 2"));
  const RuleFile again = read_rule_file(rule_file(file.rules), anywhere);
  EXPECT_EQ(again.rules, file.rules);
}

}  // namespace
}  // namespace channel_host
