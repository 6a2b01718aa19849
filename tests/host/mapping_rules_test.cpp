// CSV text and what an import of mapping rules changes.
#include <gmock/gmock.h>

#include <filesystem>
#include <random>
#include <set>

#include "failure.hpp"
#include "mapping/csv_text.hpp"
#include "mapping/rule_changes.hpp"
#include "mapping/rule_file.hpp"
#include "mapping/rule_query.hpp"
#include "temporary_folder.hpp"

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

TEST(Csv, C2_header_may_be_written_in_capitals_and_in_any_order) {
  const CsvTable table = read_csv(" B ,A\n1,2\n", kColumns, {});
  ASSERT_TRUE(table.errors.empty()) << table.errors[0].message;
  EXPECT_THAT(table.rows[0].cells, ElementsAre("2", "1"));
}

TEST(Csv, C2_says_what_is_wrong_and_where) {
  struct Case {
    std::string text;
    int line;
    const char* message;
  };
  const std::vector<Case> cases = {
      {"", 1, "is empty; the header a,b is needed"},
      {"a\n1\n", 1, "lacks the column b"},
      {"a,b,a\n1,2,3\n", 1, "has the column a twice"},
      {"a,b,c\n1,2,3\n", 1, "has a column that is not known: c"},
      {"a\tb\n1\t2\n", 1, "a column that is not known"},
      {"a,b\n1,2\n1,2,3\n", 3, "has 3 cells, the header has 2"},
      {"a,b\n1,2\n\"open,2\n3,4\n", 3, "never closed"},
      {"a,b\n1,x\"y\n", 2, "quote mark in a wrong place"},
      {"a,b\n\xFF,2\n", 2, "not UTF-8"},
      {"a,b\n1,\xC3\n", 2, "not UTF-8"},
      {"a,b\n1,\xED\xA0\x80\n", 2, "not UTF-8"},
      {std::string("a,b\n1,\0\n", 8), 2, "control character"},
      {"a,b\n\"1\n\x1B[2J\",2\n", 3, "control character"},
      {"a,b\n1,\xC2\x9B\n", 2, "control character"},
      {std::string("\xFF\xFE"
                   "a\0,\0b\0",
                   8),
       1, "UTF-16"},
      {std::string("a\0,\0b\0\n\0", 8), 1, "UTF-16"},
      {"a,b\r1,2\r", 1, "carriage returns alone"},
  };
  for (const Case& c : cases) {
    const CsvTable table = read_csv(c.text, kColumns, {});
    ASSERT_FALSE(table.errors.empty()) << c.text;
    EXPECT_THAT(table.errors[0].message, HasSubstr(c.message)) << c.text;
    EXPECT_EQ(table.errors[0].line, c.line) << c.text;
  }
}

TEST(Csv, C2_wrong_lines_do_not_hide_the_ones_behind_them) {
  const CsvTable table = read_csv("a,b\n1,x\"y\n2,\xFF\n3,4\n5\n6,7\n", kColumns, {});
  ASSERT_EQ(table.errors.size(), 3U);
  EXPECT_EQ(table.errors[0].line, 2);
  EXPECT_EQ(table.errors[1].line, 3);
  EXPECT_EQ(table.errors[2].line, 5);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_THAT(table.rows[0].cells, ElementsAre("3", "4"));
  EXPECT_EQ(table.rows[1].line, 6);
}

TEST(Csv, C2_file_that_is_too_large_or_endless_is_refused) {
  const host_test::TemporaryFolder folder;
  host_test::write_file(folder / "huge.csv", "a,b\n");
  std::filesystem::resize_file(folder / "huge.csv", std::uintmax_t{257} << 20);
  for (const std::filesystem::path& file :
       {folder / "huge.csv", std::filesystem::path("/dev/zero")}) {
    try {
      read_text_file(file);
      FAIL() << "accepted";
    } catch (const Failure& failure) {
      EXPECT_THAT(failure.what(), HasSubstr("larger than 256 MiB. Split it"));
    }
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
  EXPECT_TRUE(plan_changes(before, {}, true).none()) << "an empty file names no place";
  EXPECT_TRUE(plan_changes(before, before, true).none());
}

TEST(RuleChanges, C3_a_stores_own_rows_take_the_place_of_the_common_ones) {
  const auto effective =
      effective_rules({rule("A", "common"), rule("A", "own", 2, "", "shop"), rule("B", "common"),
                       rule("C", "x", 1, "g"), rule("C", "y", 1, "g", "shop")});
  EXPECT_THAT(effective, ElementsAre(rule("A", "own", 2, "", "shop"), rule("B", "common"),
                                     rule("C", "y", 1, "g", "shop")));
}

TEST(RuleChanges, C2_replace_removes_only_what_belongs_to_the_places_that_the_file_names) {
  const std::vector<SkuRule> before = {rule("A", "1", 1, "", "shop"), rule("B", "1", 1, "", "shop"),
                                       rule("B", "1"), rule("B", "1", 1, "", "other")};
  const RuleChanges changes = plan_changes(before, {rule("A", "1", 1, "", "shop")}, true);
  EXPECT_THAT(changes.removed, ElementsAre(rule("B", "1", 1, "", "shop")));
  EXPECT_EQ(changes.unchanged, 1);
}

TEST(RuleChanges, C2_digest_tells_changes_apart) {
  const RuleChanges one = plan_changes({}, {rule("A", "1")}, false);
  EXPECT_EQ(digest_of(one), digest_of(plan_changes({}, {rule("A", "1")}, false)));
  EXPECT_NE(digest_of(one), digest_of(plan_changes({}, {rule("A", "1", 2)}, false)));
  EXPECT_NE(digest_of(one), digest_of(plan_changes({rule("A", "1", 2)}, {rule("A", "1")}, false)));
  EXPECT_NE(digest_of(plan_changes({}, {rule("AB", "1")}, false)),
            digest_of(plan_changes({}, {rule("A", "B1")}, false)));
}

const auto kAnywhere = [](const std::string&, const std::string&) { return std::string(); };
const std::string kHeader = "platform,store,platform_sku,system_sku,quantity,group\n";

TEST(RuleFile, C3_one_combo_makes_one_system_sku_and_is_refused_as_a_whole) {
  const RuleFile file = read_rule_file(kHeader +
                                           "p,,A,SET,1,g\np,,B,SET,2,g\np,,C,OTHER,1,g\n"
                                           "p,,D,X,1,\n",
                                       kAnywhere);
  ASSERT_EQ(file.refused.size(), 3U);
  EXPECT_THAT(file.refused[0].message, HasSubstr("belongs together with line 4"));
  EXPECT_EQ(file.refused[2].line, 4);
  EXPECT_THAT(file.refused[2].message, HasSubstr("the combo g makes SET (line 2)"));
  EXPECT_THAT(file.rules, ElementsAre(rule("D", "X")));
}

TEST(RuleFile, C3_half_a_bundle_is_never_read) {
  const RuleFile file =
      read_rule_file(kHeader + "p,,SET,CUP,2,\np,,SET,POT,0,\np,,B,X,1,\n", kAnywhere);
  ASSERT_EQ(file.refused.size(), 2U);
  EXPECT_THAT(file.refused[0].message, HasSubstr("belongs together with line 3"));
  EXPECT_THAT(file.refused[1].message, HasSubstr("quantity is no whole number"));
  EXPECT_THAT(file.rules, ElementsAre(rule("B", "X")));
}

TEST(RuleFile, C2_repeated_rows_are_refused) {
  const RuleFile file = read_rule_file(kHeader + "p,,A,X,1,\np,,A,X,2,\n", kAnywhere);
  ASSERT_EQ(file.refused.size(), 2U);
  EXPECT_THAT(file.refused[1].message, HasSubstr("repeats line 2"));
}

TEST(RuleFile, C2_quantities_are_whole_numbers_within_bounds) {
  for (const char* quantity :
       {"", "0", "-1", "1.5", "1e3", "1000001", " 2x", "๒", "99999999999999999999"}) {
    const RuleFile file = read_rule_file(kHeader + "p,,A,X,\"" + quantity + "\",\n", kAnywhere);
    ASSERT_EQ(file.refused.size(), 1U) << quantity;
    EXPECT_THAT(file.refused[0].message, HasSubstr("quantity is no whole number")) << quantity;
  }
  EXPECT_EQ(read_rule_file(kHeader + "p,,A,X,1000000,\n", kAnywhere).rules.size(), 1U);
}

// Texts that have broken a CSV reader, a spreadsheet or a terminal somewhere.
std::string hostile_text(std::mt19937& random) {
  static const std::vector<std::string> kParts = {"\"",
                                                  "\"\"",
                                                  ",",
                                                  ";",
                                                  "\n",
                                                  "\r\n",
                                                  "\r",
                                                  "\t",
                                                  " ",
                                                  "  ",
                                                  "'",
                                                  "''",
                                                  "=",
                                                  "+",
                                                  "-",
                                                  "@",
                                                  "=HYPERLINK(\"http://x\",\"y\")",
                                                  "A",
                                                  "0",
                                                  "\\",
                                                  "\\n",
                                                  "ร้าน",
                                                  "Áo dài",
                                                  "قميص",
                                                  "\u202E",
                                                  "👕🏽",
                                                  "\u200D",
                                                  "\u2028",
                                                  "\uFEFF",
                                                  "%s",
                                                  "NULL",
                                                  "#",
                                                  "|",
                                                  "\U0010FFFF"};
  std::string text;
  const std::size_t parts = 1 + random() % 5;
  for (std::size_t i = 0; i < parts; ++i) text += kParts[random() % kParts.size()];
  return text;
}

TEST(RuleFile, C2_export_of_any_text_imports_to_the_same) {
  std::mt19937 random(4711);
  for (int round = 0; round < 200; ++round) {
    std::vector<SkuRule> rules;
    std::set<std::string> skus;
    for (int n = 0; n < 20; ++n) {
      const std::string sku = hostile_text(random);
      if (!skus.insert(sku).second) continue;
      rules.push_back(rule(sku, hostile_text(random), 1 + static_cast<std::int64_t>(random() % 9),
                           random() % 3 == 0 ? "g" + sku : "", random() % 2 == 0 ? "shop" : ""));
    }
    std::string text = rule_file_header();
    for (const SkuRule& one : rules) text += rule_file_line(one);
    const RuleFile again = read_rule_file(text, kAnywhere);
    ASSERT_TRUE(again.refused.empty())
        << again.refused[0].line << ": " << again.refused[0].message << "\n"
        << text;
    ASSERT_EQ(again.rules, rules) << text;
  }
}

TEST(RuleQuery, C2_conditions_and_cursors_are_checked) {
  RuleQuery query;
  add_condition(query, "store=");
  add_condition(query, "contains=a=b");
  EXPECT_EQ(query.store, "");
  EXPECT_EQ(query.contains, "a=b");
  for (const char* wrong : {"store=x", "contains=c", "colour=red", "platform", "group="}) {
    EXPECT_THROW(add_condition(query, wrong), Failure) << wrong;
  }
  RuleQuery fresh;
  EXPECT_THROW(add_condition(fresh, "contains=\u200B"), Failure) << "nothing visible";
  const SkuRule last = rule("a\"\n", "ร้าน", 0, "g", "shop");
  EXPECT_EQ(read_rule_cursor(write_rule_cursor(last)), last);
  for (const char* wrong : {"x", "5b", "5b5d", "zz", "7b7d"}) {
    EXPECT_THROW(read_rule_cursor(wrong), Failure) << wrong;
  }
}

}  // namespace
}  // namespace channel_host
