#include "mapping/sku_rule_table.hpp"

#include <set>
#include <utility>

#include "db/batch.hpp"
#include "json_text.hpp"

namespace channel_host {
namespace {

#define STORED_COLUMNS \
  "platform, store, platform_sku, system_sku, quantity, combo, version, changed_at_ms"

SkuRule read(const db::Rows& rows) {
  return {rows.string(0), rows.string(1),  rows.string(2),
          rows.string(3), rows.integer(4), rows.string(5)};
}

}  // namespace

std::int64_t SkuRuleTable::revision() {
  auto rows = database_.query(
      "SELECT coalesce(max(revision), 1) FROM sku_rule_change WHERE tenant = ?", tenant_);
  rows.next();
  return rows.integer(0);
}

std::int64_t SkuRuleTable::write(const RuleChanges& changes, std::int64_t now_ms) {
  const std::int64_t next = revision() + 1;
  std::int64_t position = 0;
  db::Batch notes(
      database_,
      "INSERT INTO sku_rule_change (tenant, revision, position, changed_at_ms, platform, "
      "store, platform_sku, combo, system_sku, quantity_before, quantity_after) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const auto note = [&](const SkuRule& rule, std::int64_t before, std::int64_t after) {
    notes.add(tenant_, next, position++, now_ms, rule.platform, rule.store, rule.platform_sku,
              rule.group, rule.system_sku, before, after);
  };
  db::Batch gone(database_,
                 "WITH gone (tenant, platform, store, platform_sku, combo, system_sku) AS (VALUES "
                 "(?, ?, ?, ?, ?, ?)) DELETE FROM sku_rule WHERE (tenant, platform, store, "
                 "platform_sku, combo, system_sku) IN (SELECT tenant, platform, store, "
                 "platform_sku, combo, system_sku FROM gone)");
  db::Batch written(
      database_,
      "INSERT INTO sku_rule (tenant, platform, store, platform_sku, combo, system_sku, quantity, "
      "changed_at_ms, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, platform, "
      "store, platform_sku, combo, system_sku) DO UPDATE SET quantity = excluded.quantity, "
      "changed_at_ms = excluded.changed_at_ms, version = excluded.version");
  const auto put = [&](const SkuRule& rule) {
    written.add(tenant_, rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku,
                rule.quantity, now_ms, next);
  };
  for (const SkuRule& rule : changes.removed) {
    gone.add(tenant_, rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku);
    note(rule, rule.quantity, 0);
  }
  for (const SkuRule& rule : changes.added) {
    put(rule);
    note(rule, 0, rule.quantity);
  }
  for (const auto& [before, after] : changes.changed) {
    put(after);
    note(after, before.quantity, after.quantity);
  }
  gone.flush();
  written.flush();
  notes.flush();
  return next;
}

std::vector<SkuRule> SkuRuleTable::of_places(const std::set<std::string>& platforms,
                                             const std::set<std::string>& stores) {
  std::vector<SkuRule> rules;
  auto rows = database_.query(
      "SELECT platform, store, platform_sku, system_sku, quantity, combo FROM sku_rule WHERE "
      "tenant = ? AND platform IN (SELECT value FROM json_each(?)) AND store IN (SELECT value FROM "
      "json_each(?))",
      tenant_, json_array({platforms.begin(), platforms.end()}),
      json_array({stores.begin(), stores.end()}));
  while (rows.next()) rules.push_back(read(rows));
  return rules;
}

std::vector<StoredRule> SkuRuleTable::of_subject(const SkuRule& rule) {
  std::vector<StoredRule> rules;
  auto rows =
      rule.group.empty()
          ? database_.query("SELECT " STORED_COLUMNS
                            " FROM sku_rule WHERE tenant = ? AND platform = ? AND store = ? AND "
                            "platform_sku = ? AND combo = '' ORDER BY system_sku",
                            tenant_, rule.platform, rule.store, rule.platform_sku)
          : database_.query("SELECT " STORED_COLUMNS
                            " FROM sku_rule WHERE tenant = ? AND platform = ? AND store = ? AND "
                            "combo = ? AND combo <> '' ORDER BY platform_sku",
                            tenant_, rule.platform, rule.store, rule.group);
  while (rows.next()) rules.push_back({read(rows), rows.integer(6), rows.integer(7)});
  return rules;
}

std::vector<StoredRule> SkuRuleTable::page(const RuleQuery& query, std::string_view after,
                                           int limit) {
  constexpr int kAtOnce = 1000;  // rules in memory that may not be wanted
  const auto wanted = static_cast<std::size_t>(limit);
  std::vector<StoredRule> found;
  std::string last(after);
  for (;;) {
    const int size = query.contains.empty() ? limit : kAtOnce;
    std::vector<StoredRule> some = stretch(query, last, size);
    const bool more = some.size() == static_cast<std::size_t>(size);
    if (more) last = write_rule_cursor(some.back().rule);
    for (StoredRule& rule : some) {
      if (contains_wanted(query, rule.rule)) found.push_back(std::move(rule));
      if (found.size() == wanted) return found;
    }
    if (!more) return found;
  }
}

std::vector<StoredRule> SkuRuleTable::stretch(const RuleQuery& query, std::string_view after,
                                              int limit) {
  const SkuRule last = after.empty() ? SkuRule() : read_rule_cursor(after);
  std::string sql = "SELECT " STORED_COLUMNS " FROM sku_rule WHERE tenant = ?1";
  if (!query.platform.empty()) sql += " AND platform = ?2";
  if (query.store) sql += " AND store = ?3";
  if (!query.platform_sku.empty()) sql += " AND platform_sku = ?4";
  if (!query.system_sku.empty()) sql += " AND system_sku = ?5";
  if (!query.group.empty()) sql += " AND combo = ?6";
  if (!after.empty()) {
    sql += " AND (platform, store, platform_sku, combo, system_sku) > (?7, ?8, ?9, ?10, ?11)";
  }
  sql += " ORDER BY platform, store, platform_sku, combo, system_sku LIMIT ?12";
  std::vector<StoredRule> rules;
  auto rows = database_.query(sql, tenant_, query.platform, query.store.value_or(""),
                              query.platform_sku, query.system_sku, query.group, last.platform,
                              last.store, last.platform_sku, last.group, last.system_sku, limit);
  while (rows.next()) rules.push_back({read(rows), rows.integer(6), rows.integer(7)});
  return rules;
}

std::vector<RuleChange> SkuRuleTable::changes_after(std::int64_t revision) {
  std::vector<RuleChange> changes;
  auto rows = database_.query(
      "SELECT platform, store, platform_sku, system_sku, CASE WHEN quantity_before > 0 THEN "
      "quantity_before ELSE quantity_after END, combo, quantity_before, quantity_after, revision, "
      "changed_at_ms FROM sku_rule_change "
      "WHERE tenant = ? AND revision > ? ORDER BY revision, position",
      tenant_, revision);
  while (rows.next()) {
    changes.push_back(
        {read(rows), rows.integer(6), rows.integer(7), rows.integer(8), rows.integer(9)});
  }
  return changes;
}

std::vector<SkuRule> SkuRuleTable::for_skus(const std::string& platform, const std::string& store,
                                            const std::vector<std::string_view>& platform_skus) {
  std::vector<SkuRule> rules;
  std::set<std::pair<std::string, std::string>> combos;  // store and name
  auto direct = database_.query(
      "SELECT r.platform, r.store, r.platform_sku, r.system_sku, r.quantity, r.combo FROM "
      "json_each(?4) w CROSS JOIN sku_rule r WHERE r.tenant = ?1 AND r.platform = ?2 AND r.store "
      "IN ('', ?3) AND r.platform_sku = w.value ORDER BY r.platform_sku, r.store, r.combo, "
      "r.system_sku",
      tenant_, platform, store, json_array(platform_skus));
  while (direct.next()) {
    SkuRule rule = read(direct);
    if (rule.group.empty()) {
      rules.push_back(std::move(rule));
    } else {
      combos.emplace(std::move(rule.store), std::move(rule.group));
    }
  }
  if (combos.empty()) return rules;
  // A combo counts with all its SKUs.
  std::set<std::string_view> names;
  for (const auto& [of_store, name] : combos) names.insert(name);
  auto whole = database_.query(
      "SELECT r.platform, r.store, r.platform_sku, r.system_sku, r.quantity, r.combo FROM "
      "json_each(?4) w CROSS JOIN sku_rule r WHERE r.tenant = ?1 AND r.platform = ?2 AND r.store "
      "IN ('', ?3) AND r.combo = w.value AND r.combo <> '' ORDER BY r.platform_sku, r.store, "
      "r.combo, r.system_sku",
      tenant_, platform, store, json_array({names.begin(), names.end()}));
  while (whole.next()) {
    SkuRule rule = read(whole);
    if (combos.contains({rule.store, rule.group})) rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace channel_host
