// Adds, changes and removes single mapping rules.
#ifndef SAMPLE_HOST_MAPPING_RULE_EDIT_HPP_
#define SAMPLE_HOST_MAPPING_RULE_EDIT_HPP_

#include <optional>

#include "mapping/rule_store.hpp"

namespace channel_host {

struct RuleEdit {
  RuleChanges changes;
  RuleEffect effect;
};

// The version of the rules that the caller has looked at: the greatest of the platform SKU's rows
// (or the combo's), 0 when there were none.  When they are others now, an edit throws Failure
// (kConflict) telling what was changed meanwhile, and changes nothing.
using SeenVersion = std::optional<std::int64_t>;

// Without group: the rule takes the place of all rules of its platform SKU, or with `add` stands
// beside them (a bundle).  With group: it becomes a part of the combo, beside the others.
RuleEdit set_rule(Installation& installation, const SkuRule& rule, bool add, SeenVersion seen);

// Removes all rules of the platform SKU, or with group the whole combo; the other members are
// empty.  Throws Failure (kNotFound) when there is none.
RuleEdit remove_rules(Installation& installation, const SkuRule& subject, SeenVersion seen);

// For suggestions that a person accepted: the rules of platform SKUs that have none yet; the others
// are left out.
RuleEdit add_missing_rules(Installation& installation, const std::vector<SkuRule>& rules);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_EDIT_HPP_
