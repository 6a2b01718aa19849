// Mapping rules: platform SKU to system SKU.  Rules of the field only, no SQL.
#ifndef SAMPLE_HOST_MAPPING_SKU_RULE_HPP_
#define SAMPLE_HOST_MAPPING_SKU_RULE_HPP_

#include <cstdint>
#include <string>
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

// What one store sees: its own rows of a platform SKU (or of a group) take the place of the
// rows for all stores.
std::vector<SkuRule> effective_rules(std::vector<SkuRule> rules);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_SKU_RULE_HPP_
