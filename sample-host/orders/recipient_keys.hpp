// By what a recipient is found: the whole name and the phone, as keyed hashes.
#ifndef SAMPLE_HOST_ORDERS_RECIPIENT_KEYS_HPP_
#define SAMPLE_HOST_ORDERS_RECIPIENT_KEYS_HPP_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vault/blind_index.hpp"

namespace channel_host {

// Letter case, composed or decomposed accents, and outer or repeated spaces do not tell names
// apart.  Most names are ASCII, and a pull makes one key for each order: they take a short way.
std::string comparable_name(std::string_view name);

// The last eight digits: with and without country code and trunk zero a phone is the same, and no
// region has shorter ones.
std::string comparable_phone(std::string_view phone);

class RecipientKeys {
 public:
  explicit RecipientKeys(const Cipher& cipher)
      : names_(cipher, "orders/recipient"), phones_(cipher, "orders/phone") {}

  // Nothing for an empty name, or a phone without digits.
  std::optional<std::int64_t> of_name(std::string_view name) const;
  std::optional<std::int64_t> of_phone(std::string_view phone) const;

 private:
  BlindIndex names_;
  BlindIndex phones_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_RECIPIENT_KEYS_HPP_
