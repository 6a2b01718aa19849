#include "mapping/json_text.hpp"

#include <algorithm>
#include <new>

namespace lazada::mapping {

void JsonText::grow(std::size_t bytes) {
  constexpr std::size_t kFirst = 4096;
  const std::size_t capacity = std::max({kFirst, 2 * capacity_, size_ + bytes});
  auto* grown = static_cast<char*>(std::realloc(bytes_.get(), capacity));
  if (grown == nullptr) throw std::bad_alloc();
  static_cast<void>(bytes_.release());
  bytes_.reset(grown);
  capacity_ = capacity;
}

void append_escaped(JsonText& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(from, i - from);
    from = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out += text.substr(from);
}

void append_quoted(JsonText& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

}  // namespace lazada::mapping
