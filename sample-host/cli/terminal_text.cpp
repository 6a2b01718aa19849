#include "cli/terminal_text.hpp"

#include <utf8proc.h>
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

// Unicode ignores these in a display although they are letters or marks: joiners and fillers,
// and variation selectors but the two that tell emoji from text.
bool shows_nothing(std::uint32_t c) {
  return c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
         (c >= 0x180B && c <= 0x180F) || c == 0x2065 || c == 0x3164 ||
         (c >= 0xFE00 && c <= 0xFE0D) || c == 0xFFA0 || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool dangerous(std::uint32_t c) {
  if (c < 0x7F) return c < 0x20;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return shows_nothing(c);
  }
}

// wcwidth knows nothing in the "C" locale.
class Utf8Locale {
 public:
  Utf8Locale() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (locale != nullptr) before_ = ::uselocale(locale);
  }
  ~Utf8Locale() {
    if (before_ != nullptr) ::uselocale(before_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t before_ = nullptr;
};

int columns_of(std::uint32_t code) {
  const int columns = ::wcwidth(static_cast<wchar_t>(code));
  return columns < 0 ? 1 : columns;
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
  const Utf8Locale locale;
  int width = 0;
  for (std::size_t at = 0; at < text.size();) width += columns_of(next_code_point(text, at));
  return width;
}

std::string shortened(std::string_view text, int columns) {
  // Marks take no columns: however many stand on a letter, the text ends.
  constexpr int kMostMarks = 4;
  const Utf8Locale locale;
  int width = 0, marks = 0;
  std::size_t fits = 0;  // with room for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    const int taken = columns_of(next_code_point(text, at));
    width += taken;
    marks = taken == 0 ? marks + 1 : 0;
    if (width > columns || marks > kMostMarks) return std::string(text.substr(0, fits)) + "…";
    if (width < columns) fits = at;
  }
  return std::string(text);
}

}  // namespace channel_host
