// Turns order lines into system SKUs by the host's mapping rules.  Pure: no network, no clock.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lazada::mapping {

// Without group: one unit of platform_sku is `quantity` units of system_sku; several such rules of
// one platform SKU are a bundle.  Rules of one group are a combo: `quantity` units of each
// platform_sku bought together are one unit of the group's system_sku.
struct SkuRule {
  std::string platform_sku;
  std::string system_sku;
  std::int64_t quantity = 1;
  std::string group;  // empty: none
};

struct OrderLine {
  std::string line_id;
  std::string sku;
  std::int64_t quantity = 1;
};

struct Component {
  enum class Rule { kSingle, kBundle, kCombo };
  std::string system_sku;
  std::int64_t quantity = 0;
  Rule rule = Rule::kSingle;
  std::string group;                  // of a combo
  std::vector<std::string> line_ids;  // in the order of the lines
};

struct ResolvedOrder {
  std::vector<Component> components;  // combos first, then line by line
  std::vector<OrderLine> unmapped;    // lines of which units found no rule
};

// Immutable; any thread.
class SkuRules {
 public:
  // Throws std::invalid_argument, whose text names the group, when a combo has two system SKUs or
  // names a platform SKU twice: then no reading of it is the right one.
  explicit SkuRules(const std::vector<SkuRule>& rules);

  // Combos go first: the one with most units first, then by the group's name, each as often as the
  // lines allow.  What is left goes to single rules and bundles.
  ResolvedOrder resolve(const std::vector<OrderLine>& lines) const;

 private:
  struct Combo {
    std::string group;
    std::string system_sku;
    std::int64_t units = 0;
    std::map<std::string, std::int64_t> parts;  // platform SKU to units
  };
  struct Part {
    std::string system_sku;
    std::int64_t quantity;
  };

  std::vector<Combo> combos_;  // in the order in which they are tried
  std::unordered_map<std::string, std::vector<std::size_t>> combos_of_;  // by platform SKU
  std::unordered_map<std::string, std::vector<Part>> parts_of_;          // by platform SKU
};

}  // namespace lazada::mapping
