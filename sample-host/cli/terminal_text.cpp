#include "cli/terminal_text.hpp"

#include <wchar.h>

#include <array>
#include <clocale>
#include <cstdint>
#include <cstdio>

namespace channel_host {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

// The next code point of valid UTF-8, else U+FFFD and one byte further.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) {
    ++at;
    return first;
  }
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  std::uint32_t code = first & (0xFF >> (size + 1));
  bool good = first >= 0xC2 && first <= 0xF4 && at + size <= text.size();
  for (std::size_t i = 1; good && i < size; ++i) {
    good = (byte(at + i) & 0xC0) == 0x80;
    code = (code << 6) | (byte(at + i) & 0x3F);
  }
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  good = good && code >= kLeast[size] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  at += good ? size : 1;
  return good ? code : kReplacement;
}

bool dangerous(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200E && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t code = next_code_point(text, at);
    if (code == '\n') {
      out += "\\n";
    } else if (code == '\t') {
      out += "\\t";
    } else if (dangerous(code)) {
      std::array<char, 16> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u{%X}", code);
      out += escape.data();
    } else if (code == kReplacement) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out;
}

int display_width(std::string_view text) {
  // wcwidth knows nothing in the "C" locale.
  static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = locale != nullptr ? ::uselocale(locale) : nullptr;
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const int columns = ::wcwidth(static_cast<wchar_t>(next_code_point(text, at)));
    width += columns < 0 ? 1 : columns;
  }
  if (before != nullptr) ::uselocale(before);
  return width;
}

}  // namespace channel_host
