// What an import or a single command changes in the mapping rules.  Rules only, no SQL.
#ifndef SAMPLE_HOST_MAPPING_RULE_CHANGES_HPP_
#define SAMPLE_HOST_MAPPING_RULE_CHANGES_HPP_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "mapping/csv_text.hpp"
#include "mapping/sku_rule.hpp"

namespace channel_host {

struct RuleChanges {
  std::vector<SkuRule> added;
  std::vector<std::pair<SkuRule, SkuRule>> changed;  // before, after
  std::vector<SkuRule> removed;
  std::int64_t unchanged = 0;

  bool none() const { return added.empty() && changed.empty() && removed.empty(); }
};

// The wanted rows of a platform SKU (or of a group) take the place of all its rows before;
// platform SKUs that are not named keep theirs, unless `replace_all`.
RuleChanges plan_changes(const std::vector<SkuRule>& before, const std::vector<SkuRule>& wanted,
                         bool replace_all);

struct RuleFile {
  std::vector<SkuRule> rules;
  std::vector<LineError> errors;
};

// Where the rows may belong: empty when (platform, store) is right, else what is wrong with it.
using PlaceCheck =
    std::function<std::string(const std::string& platform, const std::string& store)>;

// Columns platform,store,platform_sku,system_sku,quantity,group.
RuleFile read_rule_file(std::string_view text, const PlaceCheck& check);
std::string rule_file(const std::vector<SkuRule>& rules);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_CHANGES_HPP_
