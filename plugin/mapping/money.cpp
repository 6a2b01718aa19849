#include "mapping/money.hpp"

#include <charconv>

namespace lazada::mapping {
namespace {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Hundredths> parse_money(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);

  std::int64_t amount = 0;
  int digits = 0;
  int group = 0;  // digits since the last comma
  bool commas = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != '.'; ++i) {
    if (text[i] == ',') {
      if (group == 0 || group > 3 || (commas && group != 3)) return std::nullopt;
      commas = true;
      group = 0;
      continue;
    }
    if (!digit(text[i]) || ++digits > 15) return std::nullopt;
    ++group;
    amount = amount * 10 + (text[i] - '0');
  }
  if (digits == 0 || (commas && group != 3)) return std::nullopt;

  amount *= 100;
  if (i < text.size()) {
    const std::string_view fraction = text.substr(i + 1);
    if (fraction.empty() || fraction.size() > 2) return std::nullopt;
    int scale = 10;
    for (const char c : fraction) {
      if (!digit(c)) return std::nullopt;
      amount += (c - '0') * scale;
      scale /= 10;
    }
  }
  return negative ? -amount : amount;
}

char* write_money(char* to, Hundredths amount, int decimals) {
  char* const end = to + kMoneyRoom;
  if (amount < 0) {
    *to++ = '-';
    amount = -amount;
  }
  to = std::to_chars(to, end, amount / 100).ptr;
  const int fraction = static_cast<int>(amount % 100);
  if (decimals > 0 || fraction != 0) {
    *to++ = '.';
    *to++ = static_cast<char>('0' + fraction / 10);
    *to++ = static_cast<char>('0' + fraction % 10);
  }
  return to;
}

std::string money_text(Hundredths amount, int decimals) {
  char text[kMoneyRoom];
  return {text, write_money(text, amount, decimals)};
}

}  // namespace lazada::mapping
