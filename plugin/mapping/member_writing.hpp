// Members of the documents that are written on the hot path.  Each writes its own leading comma:
// every object here begins with a member that is always there.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "mapping/json_text.hpp"
#include "mapping/masking.hpp"
#include "mapping/scalar.hpp"

namespace lazada::mapping {

// Characters that need no escaping are those that had no escapes in the source.
inline void append_text(std::string& out, const Scalar& scalar) {
  if (scalar.decoded) {
    append_quoted(out, scalar.text);
    return;
  }
  out += '"';
  out += scalar.text;
  out += '"';
}

inline void append_key(std::string& out, std::string_view key) {
  out += ",\"";
  out += key;
  out += "\":";
}

// Left out when absent.
inline void append_member(std::string& out, std::string_view key, const Scalar& scalar) {
  if (!scalar) return;
  append_key(out, key);
  append_text(out, scalar);
}

inline void append_member(std::string& out, std::string_view key, std::string_view plain) {
  append_key(out, key);
  out += '"';
  out += plain;
  out += '"';
}

// Not for pointers, which would convert.
inline void append_member(std::string& out, std::string_view key, std::same_as<bool> auto flag) {
  append_key(out, key);
  out += flag ? "true" : "false";
}

// First and last name in quotes, "" when both are absent.
inline void append_full_name(std::string& out, const Scalar& first, const Scalar& last) {
  if (!last) return append_text(out, first);
  if (!first) return append_text(out, last);
  append_text(out, first);
  out.back() = ' ';
  const std::size_t joint = out.size();
  append_text(out, last);
  out.erase(joint, 1);
}

// The names of the members that the marketplace has masked, as a JSON array.
class MaskedMembers {
 public:
  void look_at(std::string_view member, std::string_view text) {
    if (is_masked(text)) add(member);
  }
  void add(std::string_view member) {
    if (!names_.empty()) names_ += ',';
    names_.append("\"").append(member).append("\"");
  }
  void append_to(std::string& out) const { out.append("[").append(names_).append("]"); }

 private:
  std::string names_;
};

}  // namespace lazada::mapping
