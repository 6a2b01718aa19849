// What mapping rules are asked for, page by page.  Rules only.
#ifndef SAMPLE_HOST_MAPPING_RULE_QUERY_HPP_
#define SAMPLE_HOST_MAPPING_RULE_QUERY_HPP_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/sku_rule.hpp"

namespace channel_host {

struct RuleQuery {
  std::string platform;
  std::optional<std::string> store;  // empty text: the rules for every store of the platform
  std::string platform_sku;
  std::string system_sku;
  std::string group;
  // In the platform SKU or the system SKU, as name_key of stores/store_name.hpp has it: letter case
  // in any script, composed or decomposed accents and full-width forms are the same.
  std::string contains;
};
// What no database compares alike: the condition `contains`.
bool contains_wanted(const RuleQuery& query, const SkuRule& rule);

// "key=value"; several of one key are refused.  Throws Failure (kInvalidInput) naming the keys.
void add_condition(RuleQuery& query, std::string_view condition);

// The place of a rule in the list; the page after it begins with the next one.
std::string write_rule_cursor(const SkuRule& rule);
// Only the key's members are set.  Throws Failure (kInvalidInput).
SkuRule read_rule_cursor(std::string_view text);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_QUERY_HPP_
