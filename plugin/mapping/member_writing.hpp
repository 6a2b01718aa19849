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

// A member's name with what stands around it, put together by the compiler.
class Key {
 public:
  consteval Key(const char* name) {  // NOLINT: call sites read as names
    text_[size_++] = ',';
    text_[size_++] = '"';
    while (*name != '\0') text_[size_++] = *name++;
    text_[size_++] = '"';
    text_[size_++] = ':';
    text_[size_++] = '"';
  }
  constexpr std::string_view name() const { return {text_ + 2, size_ - 5}; }
  constexpr std::string_view before_value() const { return {text_, size_ - 1}; }
  constexpr std::string_view before_text() const { return {text_, size_}; }

 private:
  char text_[40]{};
  std::size_t size_ = 0;
};

inline void append_key(std::string& out, const Key& key) { out += key.before_value(); }

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

inline void append_member(std::string& out, const Key& key, std::string_view plain) {
  out += key.before_text();
  out += plain;
  out += '"';
}

// Left out when absent.
inline void append_member(std::string& out, const Key& key, const Scalar& scalar) {
  if (!scalar) return;
  if (scalar.decoded) {
    append_key(out, key);
    append_quoted(out, scalar.text);
  } else {
    append_member(out, key, scalar.text);
  }
}

// Not for pointers, which would convert.
inline void append_member(std::string& out, const Key& key, std::same_as<bool> auto flag) {
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
