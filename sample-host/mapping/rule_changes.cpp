#include "mapping/rule_changes.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

namespace channel_host {
namespace {

constexpr std::int64_t kMostUnits = 1'000'000;
constexpr std::size_t kLongestSku = 1024;
const std::vector<std::string> kColumns = {"platform",   "store",    "platform_sku",
                                           "system_sku", "quantity", "group"};

// What is replaced as a whole: a platform SKU's own rows, or a group.
using Subject = std::tuple<std::string, std::string, bool, std::string>;
Subject subject_of(const SkuRule& rule) {
  return {rule.platform, rule.store, rule.group.empty(),
          rule.group.empty() ? rule.platform_sku : rule.group};
}

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
Key key_of(const SkuRule& rule) {
  return {rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku};
}

}  // namespace

RuleChanges plan_changes(const std::vector<SkuRule>& before, const std::vector<SkuRule>& wanted,
                         bool replace_all) {
  RuleChanges changes;
  std::map<Key, const SkuRule*> old_rules, new_rules;
  std::set<Subject> named;
  for (const SkuRule& rule : before) old_rules[key_of(rule)] = &rule;
  for (const SkuRule& rule : wanted) {
    new_rules[key_of(rule)] = &rule;
    named.insert(subject_of(rule));
  }
  for (const auto& [key, rule] : new_rules) {
    const auto old = old_rules.find(key);
    if (old == old_rules.end()) {
      changes.added.push_back(*rule);
    } else if (*old->second == *rule) {
      ++changes.unchanged;
    } else {
      changes.changed.emplace_back(*old->second, *rule);
    }
  }
  for (const auto& [key, rule] : old_rules) {
    if (!new_rules.contains(key) && (replace_all || named.contains(subject_of(*rule)))) {
      changes.removed.push_back(*rule);
    }
  }
  return changes;
}

RuleFile read_rule_file(std::string_view text, const PlaceCheck& check) {
  RuleFile file;
  CsvTable table = read_csv(text, kColumns, {"group"});
  file.errors = std::move(table.errors);
  std::map<Key, int> seen;
  struct Group {
    std::string system_sku;
    int line;
  };
  std::map<Subject, Group> groups;
  const auto wrong = [&](int line, std::string message) {
    file.errors.push_back({line, std::move(message)});
  };
  for (CsvRow& row : table.rows) {
    SkuRule rule{row.cells[0], row.cells[1], row.cells[2], row.cells[3], 0, row.cells[5]};
    const std::string& quantity = row.cells[4];
    const auto [end, error] =
        std::from_chars(quantity.data(), quantity.data() + quantity.size(), rule.quantity);
    const std::string place = check(rule.platform, rule.store);
    if (!place.empty()) {
      wrong(row.line, place);
    } else if (rule.platform_sku.empty() || rule.platform_sku.size() > kLongestSku) {
      wrong(row.line, "platform_sku is empty or too long");
    } else if (rule.system_sku.empty() || rule.system_sku.size() > kLongestSku) {
      wrong(row.line, "system_sku is empty or too long");
    } else if (error != std::errc() || end != quantity.data() + quantity.size() ||
               rule.quantity < 1 || rule.quantity > kMostUnits) {
      wrong(row.line, "quantity is no whole number from 1 to 1000000: " + quantity);
    } else if (const auto twice = seen.find(key_of(rule)); twice != seen.end()) {
      wrong(row.line, "repeats line " + std::to_string(twice->second));
    } else {
      seen.emplace(key_of(rule), row.line);
      if (!rule.group.empty()) {
        const auto [group, first] =
            groups.emplace(subject_of(rule), Group{rule.system_sku, row.line});
        if (!first && group->second.system_sku != rule.system_sku) {
          wrong(row.line, "the group " + rule.group + " makes " + group->second.system_sku +
                              " (line " + std::to_string(group->second.line) +
                              "); one group makes one system SKU");
          continue;
        }
      }
      file.rules.push_back(std::move(rule));
    }
  }
  std::stable_sort(file.errors.begin(), file.errors.end(),
                   [](const LineError& a, const LineError& b) { return a.line < b.line; });
  return file;
}

std::string rule_file(const std::vector<SkuRule>& rules) {
  std::string text = csv_line(kColumns);
  for (const SkuRule& rule : rules) {
    text += csv_line({rule.platform, rule.store, rule.platform_sku, rule.system_sku,
                      std::to_string(rule.quantity), rule.group});
  }
  return text;
}

}  // namespace channel_host
