#include "orders/order.hpp"

#include <charconv>

namespace channel_host {

std::string own_number(std::int64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return "SO-" + digits;
}

std::int64_t parse_own_number(std::string_view text) {
  if (text.size() < 4 || (text[0] != 'S' && text[0] != 's') || (text[1] != 'O' && text[1] != 'o') ||
      text[2] != '-') {
    return 0;
  }
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 3, end, number);
  return error == std::errc() && stop == end && number > 0 ? number : 0;
}

}  // namespace channel_host
