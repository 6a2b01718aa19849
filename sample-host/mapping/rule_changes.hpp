// What an import or a single command changes in the mapping rules.  Rules only, no SQL.
#ifndef SAMPLE_HOST_MAPPING_RULE_CHANGES_HPP_
#define SAMPLE_HOST_MAPPING_RULE_CHANGES_HPP_

#include <string>
#include <utility>
#include <vector>

#include "mapping/sku_rule.hpp"

namespace channel_host {

// Each list in the order of the rules' keys.
struct RuleChanges {
  std::vector<SkuRule> added;
  std::vector<std::pair<SkuRule, SkuRule>> changed;  // before, after
  std::vector<SkuRule> removed;
  std::int64_t unchanged = 0;

  bool none() const { return added.empty() && changed.empty() && removed.empty(); }
};

// The wanted rows of a platform SKU (or of a combo) take the place of all its rows before;
// platform SKUs that are not named keep theirs, unless `replace_places`: then every rule goes that
// is of a platform and store (or of all stores) which the wanted rows name, and is not among them.
RuleChanges plan_changes(const std::vector<SkuRule>& before, const std::vector<SkuRule>& wanted,
                         bool replace_places);

// The same for the same changes; 12 hexadecimal digits.
std::string digest_of(const RuleChanges& changes);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_CHANGES_HPP_
