// The mapping rules in the database.
#ifndef SAMPLE_HOST_MAPPING_SKU_RULE_TABLE_HPP_
#define SAMPLE_HOST_MAPPING_SKU_RULE_TABLE_HPP_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "db/database.hpp"
#include "mapping/sku_rule.hpp"

namespace channel_host {

class SkuRuleTable {
 public:
  SkuRuleTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  void put(const SkuRule& rule, std::int64_t now_ms);
  void remove(const SkuRule& rule);
  // In the order platform, store, platform SKU, group, system SKU.
  std::vector<SkuRule> all();
  // Every rule that can matter to these platform SKUs of the store, whole groups included.
  std::vector<SkuRule> for_skus(const std::string& platform, const std::string& store,
                                const std::vector<std::string_view>& platform_skus);

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_SKU_RULE_TABLE_HPP_
