#include "orders/shown_change.hpp"

#include <nlohmann/json.hpp>

namespace channel_host {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& value) {
  if (value.is_null()) return "-";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// The members of `document` that `other` has not or has otherwise.
ordered_json different(const ordered_json& document, const ordered_json& other) {
  ordered_json members = ordered_json::object();
  for (const auto& [name, value] : document.items()) {
    if (!other.contains(name) || other[name] != value) members[name] = value;
  }
  return members;
}

}  // namespace

ShownChange shown_change(std::string_view detail) {
  const ordered_json document = ordered_json::parse(detail);
  const ordered_json before = document.value("before", ordered_json());
  const ordered_json after = document.value("after", ordered_json());
  ShownChange shown{text_of(before), text_of(after), document.value("reason", "")};
  // A line keeps its SKU, which tells what the quantity is of.
  if (before.is_object() && after.is_object() && !after.contains("system_sku")) {
    shown.before = text_of(different(before, after));
    shown.after = text_of(different(after, before));
  }
  return shown;
}

}  // namespace channel_host
