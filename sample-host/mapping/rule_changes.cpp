#include "mapping/rule_changes.hpp"

#include <algorithm>
#include <set>

#include "vault/sha256.hpp"

namespace channel_host {
namespace {

std::vector<const SkuRule*> by_key(const std::vector<SkuRule>& rules) {
  std::vector<const SkuRule*> sorted;
  sorted.reserve(rules.size());
  for (const SkuRule& rule : rules) sorted.push_back(&rule);
  std::sort(sorted.begin(), sorted.end(),
            [](const SkuRule* a, const SkuRule* b) { return key_of(*a) < key_of(*b); });
  return sorted;
}

void append(std::string& text, const char* mark, const SkuRule& rule, std::int64_t quantity) {
  text += mark;
  for (const std::string* part :
       {&rule.platform, &rule.store, &rule.platform_sku, &rule.group, &rule.system_sku}) {
    text += std::to_string(part->size()) + ":" + *part;
  }
  text += std::to_string(quantity) + "\n";
}

}  // namespace

RuleChanges plan_changes(const std::vector<SkuRule>& before, const std::vector<SkuRule>& wanted,
                         bool replace_places) {
  RuleChanges changes;
  std::set<RuleSubject> subjects;
  std::set<std::pair<std::string_view, std::string_view>> places;
  for (const SkuRule& rule : wanted) {
    subjects.insert(subject_of(rule));
    places.emplace(rule.platform, rule.store);
  }
  const auto goes = [&](const SkuRule& rule) {
    return subjects.contains(subject_of(rule)) ||
           (replace_places && places.contains({rule.platform, rule.store}));
  };
  const auto old_rules = by_key(before), new_rules = by_key(wanted);
  auto old = old_rules.begin();
  const auto pass_old = [&] {
    if (goes(**old)) changes.removed.push_back(**old);
    ++old;
  };
  for (const SkuRule* rule : new_rules) {
    const RuleKey key = key_of(*rule);
    while (old != old_rules.end() && key_of(**old) < key) pass_old();
    if (old == old_rules.end() || key < key_of(**old)) {
      changes.added.push_back(*rule);
      continue;
    }
    if ((*old)->quantity == rule->quantity) {
      ++changes.unchanged;
    } else {
      changes.changed.emplace_back(**old, *rule);
    }
    ++old;
  }
  while (old != old_rules.end()) pass_old();
  return changes;
}

std::string digest_of(const RuleChanges& changes) {
  std::string text;
  for (const SkuRule& rule : changes.added) append(text, "+", rule, rule.quantity);
  for (const auto& [before, after] : changes.changed) {
    append(text, "<", before, before.quantity);
    append(text, ">", after, after.quantity);
  }
  for (const SkuRule& rule : changes.removed) append(text, "-", rule, rule.quantity);
  return hex(sha256(text)).substr(0, 12);
}

}  // namespace channel_host
