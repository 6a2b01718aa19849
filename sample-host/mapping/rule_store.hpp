// Stores changes of the mapping rules and brings the orders that they touch on their way.
#ifndef SAMPLE_HOST_MAPPING_RULE_STORE_HPP_
#define SAMPLE_HOST_MAPPING_RULE_STORE_HPP_

#include <string>
#include <vector>

#include "installation.hpp"
#include "mapping/rule_changes.hpp"
#include "mapping/sku_rule_table.hpp"

namespace channel_host {

struct RuleEffect {
  std::int64_t orders = 0;            // orders that were mapped anew
  std::vector<std::string> deferred;  // why orders of a store wait for their next pull
};

// Inside the caller's transaction: stores the changes as one revision and marks the orders that
// they touch as due.  Returns the revision.
std::int64_t store_changes(Installation& installation, const RuleChanges& changes);

// After the transaction: maps the orders that are due, of every store.
RuleEffect map_due_orders(Installation& installation);

// "lazada RED -> 1 x A became 2 x A at 2026-01-31T08:00:00Z"
std::string sentence_of(const RuleChange& change);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_STORE_HPP_
