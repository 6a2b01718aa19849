#include "mapping/rule_store.hpp"

#include <map>
#include <set>

#include "failure.hpp"
#include "mapping/remapping.hpp"
#include "orders/order_table.hpp"
#include "rfc3339.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

// Platform SKUs that changes touch, by platform and store; "" stands for every store.
using Touched = std::map<std::pair<std::string_view, std::string_view>, std::set<std::string_view>>;

Touched touched_by(const RuleChanges& changes) {
  Touched touched;
  const auto touch = [&](const SkuRule& rule) {
    touched[{rule.platform, rule.store}].insert(rule.platform_sku);
  };
  for (const SkuRule& rule : changes.removed) touch(rule);
  for (const SkuRule& rule : changes.added) touch(rule);
  for (const auto& change : changes.changed) touch(change.second);
  return touched;
}

}  // namespace

std::int64_t store_changes(Installation& installation, const RuleChanges& changes) {
  db::Database& database = installation.database();
  const std::int64_t revision =
      SkuRuleTable(database, installation.tenant()).write(changes, installation.now_ms());
  OrderTable orders(database, installation.cipher(), installation.tenant());
  const Touched touched = touched_by(changes);
  for (const Store& store : StoreTable(database, installation.tenant()).list()) {
    std::vector<std::string_view> skus;
    for (const auto& [place, names] : touched) {
      if (place.first != store.platform) continue;
      if (!place.second.empty() && place.second != store.id) continue;
      skus.insert(skus.end(), names.begin(), names.end());
    }
    if (!skus.empty()) orders.mark_mapping_due(store.id, skus);
  }
  return revision;
}

RuleEffect map_due_orders(Installation& installation) {
  db::Database& database = installation.database();
  OrderTable orders(database, installation.cipher(), installation.tenant());
  RuleEffect effect;
  for (const Store& store : StoreTable(database, installation.tenant()).list()) {
    if (orders.due_orders(store.id, 1).empty()) continue;
    try {
      effect.orders += remap_due_orders(installation, database, store);
    } catch (const Failure& failure) {
      effect.deferred.push_back(store.id + ": " + failure.what());
    } catch (const chapi::host::Failure& failure) {
      effect.deferred.push_back(store.id + ": " + failure.what());
    }
  }
  return effect;
}

std::string sentence_of(const RuleChange& change) {
  const std::string at = " at " + format_rfc3339(change.changed_at_ms);
  if (change.quantity_before == 0) return sentence_of(change.rule) + " was added" + at;
  if (change.quantity_after == 0) return sentence_of(change.rule) + " was removed" + at;
  return sentence_of(change.rule) + " became " + std::to_string(change.quantity_after) + " x " +
         change.rule.system_sku + at;
}

}  // namespace channel_host
