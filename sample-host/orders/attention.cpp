#include "orders/attention.hpp"

#include <array>
#include <utility>

#include "orders/order_status.hpp"

namespace channel_host {
namespace {

bool before_dispatch(std::string_view status) {
  return status == "unpaid" || status == "pending" || status == "packed" ||
         status == "ready_to_ship";
}

}  // namespace

OrderFacts order_facts(const PulledOrder& order, const OrderEdits& edits, OrderState state,
                       bool frozen, std::string_view owner) {
  OrderFacts facts{state, frozen,     owner, order.cancel_requested, order.cancel_pending,
                   {},    order.items};
  for (const std::string& member : order.masked) {
    if (!edits.has_address(member)) facts.masked.push_back(member);
  }
  return facts;
}

bool waits_for_mapping(const OrderItem& item) {
  return before_dispatch(item.status) && item.mapping == "unmapped";
}

bool waits_for_seller(const OrderItem& item) {
  return seller_ships(item.fulfilment) && (item.status == "pending" || item.status == "packed");
}

bool needs_recipient(const OrderItem& item) {
  return item.fulfilment == "seller_fleet" && before_dispatch(item.status);
}

std::int64_t attention_of(const OrderFacts& facts) {
  std::int64_t bits = 0;
  bool moves = false, dead = !facts.items.empty();
  for (const OrderItem& item : facts.items) {
    const bool waits = before_dispatch(item.status);
    moves = moves || waits || item.status == "shipped";
    dead = dead && status_is_dead(item.status);
    if (waits_for_mapping(item)) bits |= kUnmappedLine;
    if (needs_recipient(item) && !facts.masked.empty()) bits |= kMaskedRecipient;
    if (waits && (facts.cancel_requested || item.cancel_requested)) bits |= kCancelRequested;
    if (item.status == "unknown") bits |= kUnknownStatus;
    if (item.status == "delivery_failed" || item.status == "returning" || item.status == "lost" ||
        item.status == "damaged") {
      bits |= kDeliveryTrouble;
    }
  }
  const bool is_void = facts.state == OrderState::kVoid;
  if (is_void ? moves : dead) return kOutOfStep;
  return is_void ? 0 : bits;
}

std::vector<std::string_view> attention_words(std::int64_t attention) {
  constexpr std::array<std::pair<Attention, std::string_view>, 6> kWords = {
      {{kUnmappedLine, "unmapped"},
       {kMaskedRecipient, "masked_recipient"},
       {kCancelRequested, "cancel_requested"},
       {kUnknownStatus, "unknown_status"},
       {kDeliveryTrouble, "delivery_trouble"},
       {kOutOfStep, "out_of_step"}}};
  std::vector<std::string_view> words;
  for (const auto& [bit, word] : kWords) {
    if ((attention & bit) != 0) words.push_back(word);
  }
  return words;
}

}  // namespace channel_host
