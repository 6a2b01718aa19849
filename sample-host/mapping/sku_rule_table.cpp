#include "mapping/sku_rule_table.hpp"

#include "json_text.hpp"

namespace channel_host {
namespace {

SkuRule read(const db::Rows& rows) {
  return {rows.string(0), rows.string(1),  rows.string(2),
          rows.string(3), rows.integer(4), rows.string(5)};
}

}  // namespace

void SkuRuleTable::put(const SkuRule& rule, std::int64_t now_ms) {
  database_.run(
      "INSERT INTO sku_rule (tenant, platform, store, platform_sku, combo, system_sku, quantity, "
      "changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, platform, store, "
      "platform_sku, combo, system_sku) DO UPDATE SET quantity = excluded.quantity, changed_at_ms "
      "= excluded.changed_at_ms",
      tenant_, rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku,
      rule.quantity, now_ms);
}

void SkuRuleTable::remove(const SkuRule& rule) {
  database_.run(
      "DELETE FROM sku_rule WHERE tenant = ? AND platform = ? AND store = ? AND platform_sku = ? "
      "AND combo = ? AND system_sku = ?",
      tenant_, rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku);
}

std::vector<SkuRule> SkuRuleTable::all() {
  std::vector<SkuRule> rules;
  auto rows = database_.query(
      "SELECT platform, store, platform_sku, system_sku, quantity, combo FROM sku_rule WHERE "
      "tenant = ? ORDER BY platform, store, platform_sku, combo, system_sku",
      tenant_);
  while (rows.next()) rules.push_back(read(rows));
  return rules;
}

std::vector<SkuRule> SkuRuleTable::for_skus(const std::string& platform, const std::string& store,
                                            const std::vector<std::string_view>& platform_skus) {
  std::vector<SkuRule> rules;
  auto rows = database_.query(
      "WITH wanted AS (SELECT value AS sku FROM json_each(?4)), direct AS (SELECT r.platform, "
      "r.store, r.platform_sku, r.system_sku, r.quantity, r.combo FROM wanted w CROSS JOIN "
      "sku_rule r ON r.tenant = ?1 AND r.platform = ?2 AND r.store IN ('', ?3) AND r.platform_sku "
      "= w.sku) SELECT platform, store, platform_sku, system_sku, quantity, combo FROM direct "
      "WHERE "
      "combo = '' UNION SELECT r.platform, r.store, r.platform_sku, r.system_sku, r.quantity, "
      "r.combo FROM (SELECT DISTINCT store, combo FROM direct WHERE combo <> '') d CROSS JOIN "
      "sku_rule r ON r.tenant = ?1 AND r.platform = ?2 AND r.store = d.store AND r.combo = d.combo "
      "AND r.combo <> ''",
      tenant_, platform, store, json_array(platform_skus));
  while (rows.next()) rules.push_back(read(rows));
  return rules;
}

}  // namespace channel_host
