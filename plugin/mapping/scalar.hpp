// One scalar of Lazada's JSON.  The same member comes as text, as number or as null, and "absent"
// has five spellings; members are kept as they stood and are interpreted when they are used.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace lazada::mapping {

struct Scalar {
  enum class Kind : std::uint8_t {
    kAbsent,  // no such member, null, "", "null" or "null-null"
    kText,
    kNumber,
    kBoolean,
  };

  Kind kind = Kind::kAbsent;
  bool decoded = false;   // the text had escapes in the source; `text` is without them
  std::string_view text;  // a text's characters, a number's digits as they stood, "true", "false"

  explicit operator bool() const { return kind != Kind::kAbsent; }
};

// False when the value is an object, an array or no JSON.  The views live as long as the source
// text and until the parser's next document.
inline bool read_scalar(simdjson::ondemand::value value, Scalar& out);

inline std::optional<Scalar> read_scalar(simdjson::ondemand::value value) {
  Scalar scalar;
  if (!read_scalar(value, scalar)) return std::nullopt;
  return scalar;
}

// "true", "True", 1, "0", ...; absent is false.  Nothing when it is anything else.
std::optional<bool> read_flag(const Scalar& scalar);

// Ids have up to 20 digits and come as number or text; the answer is the digits.  Nothing when
// there are other characters or none.
std::optional<std::string_view> read_id(const Scalar& scalar);

// The key that begins at `begin`, as it stands in the source; `end` is the end of the source text.
inline std::string_view raw_key(const char* begin, const char* end) {
  const void* quote = std::memchr(begin, '"', static_cast<std::size_t>(end - begin));
  return {begin, static_cast<std::size_t>(static_cast<const char*>(quote) - begin)};
}

inline std::string_view raw_key(simdjson::ondemand::field& field, const char* end) {
  return raw_key(field.key().raw(), end);
}

namespace detail {

enum class Token { kScalar, kEscapedText, kOther };

// Reads a token that is a scalar without escapes.
Token read_token(std::string_view token, Scalar& out);
bool read_escaped_text(simdjson::ondemand::value value, Scalar& out);

}  // namespace detail

// The value stays in registers: as an argument in memory, written in parts and then read at once,
// it would stall the processor for every member.
inline bool read_scalar(simdjson::ondemand::value value, Scalar& out) {
  switch (detail::read_token(value.raw_json_token(), out)) {
    case detail::Token::kScalar:
      return true;
    case detail::Token::kEscapedText:
      return detail::read_escaped_text(value, out);
    case detail::Token::kOther:
      break;
  }
  return false;
}

}  // namespace lazada::mapping
