// Reads small documents: configuration, requests, tokens, error answers.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace lazada::open_platform {

// A discarded value when `text` is not JSON or nests deeper than 32 levels (copying a deep
// document would overflow the stack).  Never throws for its content.
nlohmann::json parse_small(std::string_view text);

// The text of a member: a string as it is, a number or a boolean as written; nothing when the
// member is absent, null, or "null".
std::optional<std::string> text_of(const nlohmann::json& object, std::string_view member);

// JSON text of `value`; bytes that are not UTF-8 are replaced.
std::string to_text(const nlohmann::json& value);

}  // namespace lazada::open_platform
