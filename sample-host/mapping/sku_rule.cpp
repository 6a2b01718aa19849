#include "mapping/sku_rule.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace channel_host {

std::vector<SkuRule> effective_rules(std::vector<SkuRule> rules) {
  std::set<std::string> own_skus, own_groups;
  for (const SkuRule& rule : rules) {
    if (rule.store.empty()) continue;
    (rule.group.empty() ? own_skus : own_groups)
        .insert(rule.group.empty() ? rule.platform_sku : rule.group);
  }
  std::erase_if(rules, [&](const SkuRule& rule) {
    return rule.store.empty() && (rule.group.empty() ? own_skus.contains(rule.platform_sku)
                                                     : own_groups.contains(rule.group));
  });
  return rules;
}

}  // namespace channel_host
