#include "mapping/rule_edit.hpp"

#include <algorithm>
#include <set>

#include "failure.hpp"

namespace channel_host {
namespace {

std::string name_of(const SkuRule& subject) {
  return (subject.group.empty() ? "the platform SKU " + subject.platform_sku
                                : "the combo " + subject.group) +
         (subject.store.empty() ? " of all stores" : " of the store " + subject.store);
}

void check_seen(SkuRuleTable& table, const SkuRule& subject, const std::vector<StoredRule>& present,
                SeenVersion seen) {
  if (!seen) return;
  std::vector<std::string> told;
  for (const RuleChange& change : table.changes_after(*seen)) {
    if (subject_of(change.rule) == subject_of(subject)) told.push_back(sentence_of(change));
  }
  const bool same = *seen == 0 ? present.empty() : told.empty() && !present.empty();
  if (same) return;
  std::int64_t version = 0;
  for (const StoredRule& rule : present) version = std::max(version, rule.version);
  throw Failure(Exit::kConflict,
                "The mapping of " + name_of(subject) + " was changed meanwhile (version " +
                    std::to_string(version) + " now). Nothing was changed here; look at it with " +
                    "channel-host sku rules and decide again." +
                    (told.empty() ? "" : " Since then:"),
                told);
}

std::vector<SkuRule> rules_of(const std::vector<StoredRule>& stored) {
  std::vector<SkuRule> rules;
  for (const StoredRule& one : stored) rules.push_back(one.rule);
  return rules;
}

void refuse(const SkuRule& rule, const std::string& fault) {
  if (fault.empty()) return;
  throw Failure(Exit::kInvalidInput, "The mapping of " + name_of(rule) + ": " + fault + ".");
}

void check_combo(const SkuRule& rule, const std::vector<SkuRule>& before) {
  if (rule.group.empty() || before.empty() || before.front().system_sku == rule.system_sku) return;
  throw Failure(Exit::kConflict, "The combo " + rule.group + " makes " + before.front().system_sku +
                                     "; one combo makes one system SKU. Remove the combo first, or "
                                     "name another one.");
}

RuleEdit store(Installation& installation, db::Transaction& transaction, RuleChanges changes) {
  RuleEdit edit{std::move(changes), {}};
  if (!edit.changes.none()) store_changes(installation, edit.changes);
  transaction.commit();
  edit.effect = map_due_orders(installation);
  return edit;
}

}  // namespace

RuleEdit set_rule(Installation& installation, const SkuRule& rule, bool add, SeenVersion seen) {
  refuse(rule, fault_of(rule));
  SkuRuleTable table(installation.database(), installation.tenant());
  db::Transaction transaction(installation.database());
  const std::vector<StoredRule> stored = table.of_subject(rule);
  check_seen(table, rule, stored, seen);
  const std::vector<SkuRule> before = rules_of(stored);
  check_combo(rule, before);
  std::vector<SkuRule> wanted = {rule};
  for (const SkuRule& other : before) {
    if ((add || !rule.group.empty()) && key_of(other) != key_of(rule)) wanted.push_back(other);
  }
  return store(installation, transaction, plan_changes(before, wanted, false));
}

RuleEdit remove_rules(Installation& installation, const SkuRule& subject, SeenVersion seen) {
  refuse(subject, fault_of_subject(subject));
  SkuRuleTable table(installation.database(), installation.tenant());
  db::Transaction transaction(installation.database());
  const std::vector<StoredRule> stored = table.of_subject(subject);
  check_seen(table, subject, stored, seen);
  RuleChanges changes;
  changes.removed = rules_of(stored);
  if (changes.none()) {
    throw Failure(Exit::kNotFound, "There is no rule of its own for " + name_of(subject) +
                                       ". See channel-host sku rules.");
  }
  return store(installation, transaction, std::move(changes));
}

RuleEdit add_missing_rules(Installation& installation, const std::vector<SkuRule>& rules) {
  SkuRuleTable table(installation.database(), installation.tenant());
  std::set<std::string> platforms, stores = {""};
  for (const SkuRule& rule : rules) {
    platforms.insert(rule.platform);
    stores.insert(rule.store);
  }
  db::Transaction transaction(installation.database());
  std::set<std::tuple<std::string, std::string, std::string>> mapped;
  for (const SkuRule& rule : table.of_places(platforms, stores)) {
    mapped.emplace(rule.platform, rule.store, rule.platform_sku);
  }
  RuleChanges changes;
  for (const SkuRule& rule : rules) {
    if (mapped.contains({rule.platform, rule.store, rule.platform_sku})) continue;
    if (mapped.contains({rule.platform, "", rule.platform_sku})) continue;
    changes.added.push_back(rule);
  }
  return store(installation, transaction, std::move(changes));
}

}  // namespace channel_host
