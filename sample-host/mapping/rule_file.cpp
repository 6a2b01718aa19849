#include "mapping/rule_file.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace channel_host {
namespace {

const std::vector<std::string> kColumns = {"platform",   "store",    "platform_sku",
                                           "system_sku", "quantity", "group"};

struct FileRow {
  SkuRule rule;
  int line;
  std::string wrong;  // empty: nothing
};

FileRow read_row(CsvRow& row, const PlaceCheck& check) {
  FileRow read{{std::move(row.cells[0]), std::move(row.cells[1]), std::move(row.cells[2]),
                std::move(row.cells[3]), 0, std::move(row.cells[5])},
               row.line,
               {}};
  const std::string& quantity = row.cells[4];
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(quantity.data(), quantity.data() + quantity.size(), number);
  if (error == std::errc() && end == quantity.data() + quantity.size()) {
    read.rule.quantity = number;
  }
  read.wrong = check(read.rule.platform, read.rule.store);
  if (read.wrong.empty()) read.wrong = fault_of(read.rule);
  if (read.wrong.starts_with("quantity")) read.wrong += ": " + quantity;
  return read;
}

// Rows that repeat another one, and rows of a combo that make another system SKU than its first.
void compare_rows(std::vector<FileRow>& rows) {
  std::map<RuleKey, int> seen;
  std::map<RuleSubject, const FileRow*> groups;
  for (FileRow& row : rows) {
    if (!row.wrong.empty()) continue;
    const auto [twice, is_new] = seen.emplace(key_of(row.rule), row.line);
    if (!is_new) {
      row.wrong = "repeats line " + std::to_string(twice->second);
      continue;
    }
    if (row.rule.group.empty()) continue;
    const FileRow& first = *groups.emplace(subject_of(row.rule), &row).first->second;
    if (first.rule.system_sku != row.rule.system_sku) {
      row.wrong = "the combo " + row.rule.group + " makes " + first.rule.system_sku + " (line " +
                  std::to_string(first.line) + "); one combo makes one system SKU";
    }
  }
}

}  // namespace

RuleFile read_rule_file(std::string_view text, const PlaceCheck& check) {
  CsvTable table = read_csv(text, kColumns, {"group"});
  std::vector<FileRow> rows;
  rows.reserve(table.rows.size());
  for (CsvRow& row : table.rows) rows.push_back(read_row(row, check));
  compare_rows(rows);
  std::map<RuleSubject, int> broken;
  for (const FileRow& row : rows) {
    if (!row.wrong.empty()) broken.emplace(subject_of(row.rule), row.line);
  }
  RuleFile file;
  file.refused = std::move(table.errors);
  for (FileRow& row : rows) {
    if (const auto with = broken.find(subject_of(row.rule));
        row.wrong.empty() && with != broken.end()) {
      row.wrong = "belongs together with line " + std::to_string(with->second);
    }
    if (!row.wrong.empty()) file.refused.push_back({row.line, row.wrong});
  }
  for (FileRow& row : rows) {
    if (row.wrong.empty()) file.rules.push_back(std::move(row.rule));
  }
  std::stable_sort(file.refused.begin(), file.refused.end(),
                   [](const LineError& a, const LineError& b) { return a.line < b.line; });
  return file;
}

std::string rule_file_header() { return csv_line(kColumns); }

std::string rule_file_line(const SkuRule& rule) {
  return csv_line({rule.platform, rule.store, rule.platform_sku, rule.system_sku,
                   std::to_string(rule.quantity), rule.group});
}

}  // namespace channel_host
