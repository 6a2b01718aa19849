// What makes an order need a person.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_ATTENTION_HPP_
#define SAMPLE_HOST_ORDERS_ATTENTION_HPP_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"
#include "orders/order_edits.hpp"

namespace channel_host {

// Kept in the database: the bits never change their meaning.
enum Attention : std::int64_t {
  kUnmappedLine = 1,
  kMaskedRecipient = 2,
  kCancelRequested = 4,
  kUnknownStatus = 8,
  kDeliveryTrouble = 16,
  kOutOfStep = 32  // here and at the marketplace it goes different ways
};

// What review and attention look at.
struct OrderFacts {
  OrderState state = OrderState::kPending;
  bool frozen = false;
  std::string_view owner;
  bool cancel_requested = false;
  bool cancel_pending = false;
  std::vector<std::string_view> masked;  // address members that nobody has filled in since
  std::span<const OrderItem> items;
};

// `order` must outlive the facts.
OrderFacts order_facts(const PulledOrder& order, const OrderEdits& edits, OrderState state,
                       bool frozen, std::string_view owner);

bool waits_for_mapping(const OrderItem& item);
// The item still waits for the seller to bring it on its way.
bool waits_for_seller(const OrderItem& item);
// The host needs the recipient itself, because no marketplace carrier prints the label.
bool needs_recipient(const OrderItem& item);

std::int64_t attention_of(const OrderFacts& facts);
std::vector<std::string_view> attention_words(std::int64_t attention);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ATTENTION_HPP_
