// Mapping rules: platform SKU to system SKU.  Rules of the field only, no SQL.
#ifndef SAMPLE_HOST_MAPPING_SKU_RULE_HPP_
#define SAMPLE_HOST_MAPPING_SKU_RULE_HPP_

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace channel_host {

// Without group: one unit of platform_sku is `quantity` units of system_sku; several rows of one
// platform SKU are a bundle.  With group: `quantity` units of each platform SKU of the group,
// bought together, are one unit of the group's system SKU (combo).
struct SkuRule {
  std::string platform;
  std::string store;  // empty: every store of the platform
  std::string platform_sku;
  std::string system_sku;
  std::int64_t quantity = 1;
  std::string group;  // empty: none

  friend bool operator==(const SkuRule&, const SkuRule&) = default;
};

inline constexpr std::int64_t kMostUnits = 1'000'000;
inline constexpr std::size_t kLongestSku = 1024;  // bytes

// Platform, store, platform SKU, group, system SKU; one rule each.  Borrows from the rule.
using RuleKey = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view,
                           std::string_view>;
RuleKey key_of(const SkuRule& rule);

// What is replaced as a whole: platform, store, and a platform SKU's own rows (true) or a group.
// Borrows from the rule.
using RuleSubject = std::tuple<std::string_view, std::string_view, bool, std::string_view>;
RuleSubject subject_of(const SkuRule& rule);

// What is wrong with a rule, or with what names the rules of a platform SKU or a combo (its
// platform SKU and group); empty when nothing is.
std::string fault_of(const SkuRule& rule);
std::string fault_of_subject(const SkuRule& rule);

// "lazada/shop-th RED -> 2 x 4711 (combo SET)"
std::string sentence_of(const SkuRule& rule);

// What one store sees: its own rows of a platform SKU (or of a group) take the place of the
// rows for all stores.
std::vector<SkuRule> effective_rules(std::vector<SkuRule> rules);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_SKU_RULE_HPP_
