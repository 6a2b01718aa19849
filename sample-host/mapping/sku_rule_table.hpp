// The mapping rules in the database, and what was changed in them.
#ifndef SAMPLE_HOST_MAPPING_SKU_RULE_TABLE_HPP_
#define SAMPLE_HOST_MAPPING_SKU_RULE_TABLE_HPP_

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "db/database.hpp"
#include "mapping/rule_changes.hpp"
#include "mapping/rule_query.hpp"
#include "mapping/sku_rule.hpp"

namespace channel_host {

struct StoredRule {
  SkuRule rule;
  std::int64_t version = 0;  // the revision that wrote it last
  std::int64_t changed_at_ms = 0;
};

// One row of the history; a quantity of 0 says that the rule was not there.
struct RuleChange {
  SkuRule rule;  // as it was before or, if it was not there, as it is after
  std::int64_t quantity_before = 0;
  std::int64_t quantity_after = 0;
  std::int64_t revision = 0;
  std::int64_t changed_at_ms = 0;
};

class SkuRuleTable {
 public:
  SkuRuleTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  // The last applied change of the tenant; every change counts on by one.
  std::int64_t revision();
  // Inside the caller's transaction: the changes become the next revision, which is returned.
  std::int64_t write(const RuleChanges& changes, std::int64_t now_ms);

  // The rules of these platforms that belong to these stores (or to all stores: empty text).
  std::vector<SkuRule> of_places(const std::set<std::string>& platforms,
                                 const std::set<std::string>& stores);
  // What is replaced as a whole with this rule: its platform SKU's own rows, or its combo.
  std::vector<StoredRule> of_subject(const SkuRule& rule);
  // In the order platform, store, platform SKU, group, system SKU; after: empty for the first page.
  std::vector<StoredRule> page(const RuleQuery& query, std::string_view after, int limit);
  // Every rule that can matter to these platform SKUs of the store, whole groups included.
  std::vector<SkuRule> for_skus(const std::string& platform, const std::string& store,
                                const std::vector<std::string_view>& platform_skus);

  // Changes after the revision, oldest first.
  std::vector<RuleChange> changes_after(std::int64_t revision);

 private:
  // A page without the condition `contains`.
  std::vector<StoredRule> stretch(const RuleQuery& query, std::string_view after, int limit);

  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_SKU_RULE_TABLE_HPP_
