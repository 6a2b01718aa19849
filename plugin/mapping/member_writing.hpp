// Members of the documents that are written on the hot path.  Each writes its own leading comma:
// every object here begins with a member that is always there.
#pragma once

#include <concepts>
#include <cstring>
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
  // Writes the name up to the quote before a text, and returns where the text begins.  All kRoom
  // bytes are copied, which is faster than as many as there are.
  static constexpr std::size_t kRoom = 40;
  char* write_before_text(char* to) const {
    std::memcpy(to, text_, kRoom);
    return to + size_;
  }

 private:
  char text_[kRoom]{};
  std::size_t size_ = 0;
};

inline void append_key(JsonText& out, const Key& key) { out += key.before_value(); }

// Without quotes.  Characters that need no escaping are those that had no escapes in the source.
inline void append_inner(JsonText& out, const Scalar& scalar) {
  if (scalar.decoded) {
    append_escaped(out, scalar.text);
  } else {
    out += scalar.text;
  }
}

inline void append_text(JsonText& out, const Scalar& scalar) {
  out += '"';
  append_inner(out, scalar);
  out += '"';
}

// A member whose text `write(to)` writes: at most `room` bytes, of which it returns the end.
template <typename Write>
void append_written(JsonText& out, const Key& key, std::size_t room, Write&& write) {
  char* end = write(key.write_before_text(out.room(Key::kRoom + room + 1)));
  *end = '"';
  out.wrote_to(end + 1);
}

inline void append_member(JsonText& out, const Key& key, std::string_view plain) {
  append_written(out, key, plain.size(), [plain](char* to) {
    return std::char_traits<char>::copy(to, plain.data(), plain.size()) + plain.size();
  });
}

// Left out when absent.
inline void append_member(JsonText& out, const Key& key, const Scalar& scalar) {
  if (!scalar) return;
  if (scalar.decoded) {
    append_key(out, key);
    append_quoted(out, scalar.text);
  } else {
    append_member(out, key, scalar.text);
  }
}

// Not for pointers, which would convert.
inline void append_member(JsonText& out, const Key& key, std::same_as<bool> auto flag) {
  append_key(out, key);
  out += flag ? "true" : "false";
}

// First and last name in quotes, "" when both are absent.
inline void append_full_name(JsonText& out, const Scalar& first, const Scalar& last) {
  out += '"';
  append_inner(out, first);
  if (first && last) out += ' ';
  append_inner(out, last);
  out += '"';
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
  void append_to(JsonText& out) const {
    out += '[';
    out += names_;
    out += ']';
  }

 private:
  std::string names_;
};

}  // namespace lazada::mapping
