#include "mapping/sku_rule.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "mapping/text_check.hpp"

namespace channel_host {
namespace {

std::string fault_of_text(const std::string& name, const std::string& text) {
  if (text.size() > kLongestSku) {
    return name + " is longer than " + std::to_string(kLongestSku) + " bytes";
  }
  if (!valid_utf8(text)) return name + " is not UTF-8 text";
  if (has_control_characters(text)) return name + " holds a control character";
  return {};
}

}  // namespace

RuleKey key_of(const SkuRule& rule) {
  return {rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku};
}

RuleSubject subject_of(const SkuRule& rule) {
  return {rule.platform, rule.store, rule.group.empty(),
          rule.group.empty() ? rule.platform_sku : rule.group};
}

std::string fault_of_subject(const SkuRule& rule) {
  if (rule.platform_sku.empty()) return "platform_sku is empty";
  if (std::string fault = fault_of_text("platform_sku", rule.platform_sku); !fault.empty()) {
    return fault;
  }
  return fault_of_text("group", rule.group);
}

std::string fault_of(const SkuRule& rule) {
  if (std::string fault = fault_of_subject(rule); !fault.empty()) return fault;
  if (rule.system_sku.empty()) return "system_sku is empty";
  if (std::string fault = fault_of_text("system_sku", rule.system_sku); !fault.empty()) {
    return fault;
  }
  if (rule.quantity < 1 || rule.quantity > kMostUnits) {
    return "quantity is no whole number from 1 to " + std::to_string(kMostUnits);
  }
  return {};
}

std::string sentence_of(const SkuRule& rule) {
  return rule.platform + (rule.store.empty() ? "" : "/" + rule.store) + " " + rule.platform_sku +
         " -> " + std::to_string(rule.quantity) + " x " + rule.system_sku +
         (rule.group.empty() ? "" : " (combo " + rule.group + ")");
}

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
