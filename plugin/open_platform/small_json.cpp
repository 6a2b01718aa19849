#include "plugin/open_platform/small_json.hpp"

#include <nlohmann/json.hpp>

namespace lazada::open_platform {

nlohmann::json parse_small(std::string_view text) {
  constexpr int kDeepest = 32;
  bool too_deep = false;
  auto watch_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > kDeepest) too_deep = true;
    return depth <= kDeepest;
  };
  nlohmann::json parsed = nlohmann::json::parse(text, watch_depth, /*allow_exceptions=*/false);
  return too_deep ? nlohmann::json(nlohmann::json::value_t::discarded) : parsed;
}

std::optional<std::string> text_of(const nlohmann::json& object, std::string_view member) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(member);
  if (found == object.end()) return std::nullopt;
  if (found->is_string()) {
    const auto& text = found->get_ref<const std::string&>();
    return text == "null" ? std::nullopt : std::optional(text);
  }
  if (found->is_number() || found->is_boolean()) return found->dump();
  return std::nullopt;
}

std::string to_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lazada::open_platform
