#include "mapping/sku_rules.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>
#include <tuple>

namespace lazada::mapping {

SkuRules::SkuRules(const std::vector<SkuRule>& rules) {
  std::map<std::string, Combo> by_group;
  for (const SkuRule& rule : rules) {
    if (rule.group.empty()) {
      parts_of_[rule.platform_sku].push_back({rule.system_sku, rule.quantity});
      continue;
    }
    Combo& combo = by_group[rule.group];
    if (combo.parts.empty()) {
      combo.group = rule.group;
      combo.system_sku = rule.system_sku;
    } else if (combo.system_sku != rule.system_sku) {
      throw std::invalid_argument("group \"" + rule.group + "\" has two system SKUs, \"" +
                                  combo.system_sku + "\" and \"" + rule.system_sku + "\"");
    }
    if (!combo.parts.emplace(rule.platform_sku, rule.quantity).second) {
      throw std::invalid_argument("group \"" + rule.group + "\" names the platform SKU \"" +
                                  rule.platform_sku + "\" twice");
    }
    combo.units += rule.quantity;
  }

  for (auto& [group, combo] : by_group) combos_.push_back(std::move(combo));
  std::sort(combos_.begin(), combos_.end(), [](const Combo& a, const Combo& b) {
    return std::tie(b.units, a.group) < std::tie(a.units, b.group);
  });
  for (std::size_t i = 0; i < combos_.size(); ++i) {
    for (const auto& [sku, units] : combos_[i].parts) combos_of_[sku].push_back(i);
  }
}

ResolvedOrder SkuRules::resolve(const std::vector<OrderLine>& lines) const {
  ResolvedOrder result;
  std::vector<OrderLine> left = lines;
  std::unordered_map<std::string_view, std::int64_t> units;
  std::set<std::size_t> candidates;
  for (const OrderLine& line : lines) {
    if (combos_.empty()) break;
    units[line.sku] += line.quantity;
    if (const auto found = combos_of_.find(line.sku); found != combos_of_.end()) {
      candidates.insert(found->second.begin(), found->second.end());
    }
  }

  for (const std::size_t index : candidates) {
    const Combo& combo = combos_[index];
    std::int64_t times = std::numeric_limits<std::int64_t>::max();
    for (const auto& [sku, wanted] : combo.parts) {
      const auto found = units.find(sku);
      times = std::min(times, found == units.end() ? 0 : found->second / wanted);
    }
    if (times == 0) continue;
    Component component{combo.system_sku, times, Component::Rule::kCombo, combo.group, {}};
    std::unordered_map<std::string_view, std::int64_t> to_take;
    for (const auto& [sku, wanted] : combo.parts) {
      to_take[sku] = wanted * times;
      units[sku] -= wanted * times;
    }
    for (OrderLine& line : left) {
      const auto taking = to_take.find(line.sku);
      if (taking == to_take.end()) continue;
      const std::int64_t taken = std::min(taking->second, line.quantity);
      if (taken == 0) continue;
      taking->second -= taken;
      line.quantity -= taken;
      component.line_ids.push_back(line.line_id);
    }
    result.components.push_back(std::move(component));
  }

  for (const OrderLine& line : left) {
    if (line.quantity == 0) continue;
    const auto found = parts_of_.find(line.sku);
    if (found == parts_of_.end()) {
      result.unmapped.push_back(line);
      continue;
    }
    const auto rule =
        found->second.size() == 1 ? Component::Rule::kSingle : Component::Rule::kBundle;
    for (const Part& part : found->second) {
      result.components.push_back(
          {part.system_sku, line.quantity * part.quantity, rule, "", {line.line_id}});
    }
  }
  return result;
}

}  // namespace lazada::mapping
