#include "mapping/rule_query.hpp"

#include "failure.hpp"
#include "mapping/text_check.hpp"
#include "page_cursor.hpp"
#include "stores/store_name.hpp"

namespace channel_host {
namespace {

void set_once(std::string& member, std::string_view key, std::string_view value) {
  if (value.empty()) {
    throw Failure(Exit::kInvalidInput, "The condition " + std::string(key) + "= has no value.");
  }
  if (!member.empty()) {
    throw Failure(Exit::kInvalidInput,
                  "The condition " + std::string(key) + " stands there twice; give it once.");
  }
  member = value;
}

}  // namespace

void add_condition(RuleQuery& query, std::string_view condition) {
  if (!valid_utf8(condition) || has_control_characters(condition)) {
    throw Failure(Exit::kInvalidInput,
                  "The condition " + std::string(condition) +
                      " is not UTF-8 text or holds a control character; no rule has such a SKU.");
  }
  const std::size_t equals = condition.find('=');
  const std::string_view key = condition.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : condition.substr(equals + 1);
  if (key == "platform") return set_once(query.platform, key, value);
  if (key == "platform-sku") return set_once(query.platform_sku, key, value);
  if (key == "system-sku") return set_once(query.system_sku, key, value);
  if (key == "group") return set_once(query.group, key, value);
  if (key == "contains") return set_once(query.contains, key, name_key(value));
  if (key == "store" && equals != std::string_view::npos) {
    if (query.store) {
      throw Failure(Exit::kInvalidInput, "The condition store stands there twice; give it once.");
    }
    query.store = value;
    return;
  }
  throw Failure(Exit::kInvalidInput,
                "There is no condition " + std::string(condition) +
                    ". Write key=value with one of platform, store (store= for the rules of all "
                    "stores), platform-sku, system-sku, group, contains.");
}

bool contains_wanted(const RuleQuery& query, const SkuRule& rule) {
  const auto within = [&](const std::string& sku) {
    return name_key(sku).find(query.contains) != std::string::npos;
  };
  return query.contains.empty() || within(rule.platform_sku) || within(rule.system_sku);
}

std::string write_rule_cursor(const SkuRule& rule) {
  return write_page_cursor(
      {rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku});
}

SkuRule read_rule_cursor(std::string_view text) {
  const std::vector<std::string> key = read_page_cursor(text, 5);
  return {key[0], key[1], key[2], key[4], 0, key[3]};
}

}  // namespace channel_host
