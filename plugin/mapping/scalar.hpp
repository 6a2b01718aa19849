// One scalar of Lazada's JSON.  The same member comes as text, as number or as null, and "absent"
// has five spellings; members are kept as they stood and are interpreted when they are used.
#pragma once

#include <simdjson.h>

#include <cstdint>
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

// Nothing when the value is an object, an array or no JSON.  The views live as long as the source
// text and until the parser's next document.
std::optional<Scalar> read_scalar(simdjson::ondemand::value value);

// "true", "True", 1, "0", ...; absent is false.  Nothing when it is anything else.
std::optional<bool> read_flag(const Scalar& scalar);

// Ids have up to 20 digits and come as number or text; the answer is the digits.  Nothing when
// there are other characters or none.
std::optional<std::string_view> read_id(const Scalar& scalar);

// The field's key as it stands in the source; `end` is the end of the source text.
std::string_view raw_key(simdjson::ondemand::field& field, const char* end);

}  // namespace lazada::mapping
