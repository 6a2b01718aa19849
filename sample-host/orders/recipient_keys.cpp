#include "orders/recipient_keys.hpp"

#include <algorithm>

#include "stores/store_name.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kPhoneDigits = 8;

}  // namespace

std::string comparable_name(std::string_view name) {
  const bool ascii = std::all_of(name.begin(), name.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return name_key(name);
  std::string key;
  for (const char c : name) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!key.empty() && key.back() != ' ') {
      key += ' ';
    }
  }
  if (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

std::string comparable_phone(std::string_view phone) {
  std::string digits;
  std::copy_if(phone.begin(), phone.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() > kPhoneDigits) digits.erase(0, digits.size() - kPhoneDigits);
  return digits;
}

std::optional<std::int64_t> RecipientKeys::of_name(std::string_view name) const {
  const std::string key = comparable_name(name);
  if (key.empty()) return std::nullopt;
  return names_.hash(key);
}

std::optional<std::int64_t> RecipientKeys::of_phone(std::string_view phone) const {
  const std::string key = comparable_phone(phone);
  if (key.empty()) return std::nullopt;
  return phones_.hash(key);
}

}  // namespace channel_host
