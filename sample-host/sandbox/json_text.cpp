#include "sandbox/json_text.hpp"

#include <charconv>

#include "sandbox/dates.hpp"

namespace sandbox {

void AppendNumber(std::string& out, int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  size_t plain_from = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain_from, i - plain_from);
    plain_from = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      constexpr char kHex[] = "0123456789abcdef";
      out += "\\u00";
      out += kHex[c >> 4U];
      out += kHex[c & 15U];
    }
  }
  out.append(text, plain_from, text.size() - plain_from);
  out += '"';
}

std::string MoneyText(int64_t hundredths, bool thousands) {
  const bool negative = hundredths < 0;
  const int64_t size = negative ? -hundredths : hundredths;
  const std::string whole = std::to_string(size / 100);
  std::string text = negative ? "-" : "";
  for (size_t i = 0; i < whole.size(); ++i) {
    if (thousands && i > 0 && (whole.size() - i) % 3 == 0) text += ',';
    text += whole[i];
  }
  text += '.';
  text += static_cast<char>('0' + size % 100 / 10);
  text += static_cast<char>('0' + size % 10);
  return text;
}

std::string& Fields::Open(std::string_view name) {
  // One append for each name: pages have ten thousand of them.
  char head[64];
  size_t size = 0;
  if (!first_) head[size++] = ',';
  first_ = false;
  head[size++] = '"';
  size += name.copy(head + size, sizeof head - 4);
  head[size++] = '"';
  head[size++] = ':';
  out_.append(head, size);
  return out_;
}

void Fields::Text(std::string_view name, std::string_view value) {
  AppendQuoted(Open(name), value);
}

void Fields::Absent(std::string_view name, uint64_t seed) {
  if (shape_ == Shape::kDoc || seed % 7 == 3) {
    Text(name, "null");
  } else if (seed % 7 == 5) {
    Raw(name, "null");
  } else {
    Text(name, "");
  }
}

void Fields::Raw(std::string_view name, std::string_view json) { Open(name) += json; }

void Fields::Number(std::string_view name, int64_t value) {
  std::string& out = Open(name);
  const bool quoted = shape_ == Shape::kDoc;
  if (quoted) out += '"';
  AppendNumber(out, value);
  if (quoted) out += '"';
}

void Fields::Flag(std::string_view name, bool value) {
  std::string& out = Open(name);
  const bool quoted = shape_ == Shape::kDoc;
  if (quoted) out += '"';
  out += value ? "true" : "false";
  if (quoted) out += '"';
}

void Fields::Money(std::string_view name, int64_t hundredths) {
  std::string& out = Open(name);
  if (shape_ == Shape::kDoc) {
    out += '"';
    out += MoneyText(hundredths, false);
    out += '"';
    return;
  }
  const bool long_form = (variant_ & 1U) != 0;
  variant_ = (variant_ >> 1U) | (variant_ << 63U);
  const int64_t cents = hundredths < 0 ? -hundredths % 100 : hundredths % 100;
  if (hundredths < 0) out += '-';
  AppendNumber(out, hundredths < 0 ? -hundredths / 100 : hundredths / 100);
  if (cents == 0) {
    if (long_form && prints_cents_) out += ".00";
    return;
  }
  out += '.';
  out += static_cast<char>('0' + cents / 10);
  if (cents % 10 != 0 || long_form) out += static_cast<char>('0' + cents % 10);
}

void Fields::SpacedTime(std::string_view name, int64_t epoch_s, int offset_minutes) {
  std::string& out = Open(name);
  out += '"';
  AppendSpacedTime(out, epoch_s, offset_minutes);
  out += '"';
}

void Fields::IsoTime(std::string_view name, int64_t epoch_s, int offset_minutes) {
  std::string& out = Open(name);
  out += '"';
  AppendIsoTime(out, epoch_s, offset_minutes);
  out += '"';
}

}  // namespace sandbox
