#include "mapping/rule_query.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "mapping/text_check.hpp"
#include "vault/sha256.hpp"

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

[[noreturn]] void refuse_cursor() {
  throw Failure(Exit::kInvalidInput,
                "--after is no cursor of this list; take it from the page before, or leave it out "
                "to begin at the first rule.");
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
  if (key == "contains") return set_once(query.contains, key, value);
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

std::string write_rule_cursor(const SkuRule& rule) {
  return hex(
      nlohmann::json({rule.platform, rule.store, rule.platform_sku, rule.group, rule.system_sku})
          .dump());
}

SkuRule read_rule_cursor(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (error != std::errc() || end != text.data() + i + 2) refuse_cursor();
    bytes += static_cast<char>(byte);
  }
  const nlohmann::json parts = nlohmann::json::parse(bytes, nullptr, false);
  if (text.size() % 2 != 0 || !parts.is_array() || parts.size() != 5) refuse_cursor();
  for (const auto& part : parts) {
    if (!part.is_string()) refuse_cursor();
  }
  return {parts[0], parts[1], parts[2], parts[4], 0, parts[3]};
}

}  // namespace channel_host
