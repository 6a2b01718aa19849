#include "plugin/flow/shipment_step.hpp"

#include <array>
#include <utility>

namespace lazada::flow {
namespace {

using mapping::Fulfilment;
using mapping::ItemState;
using mapping::Status;

constexpr std::array<std::string_view, 6> kSteps{
    "pack", "label", "ready_to_ship", "delivered", "delivery_failed", "digital_delivered"};
constexpr std::array<std::string_view, 4> kGoals{"packed", "ready_to_ship", "delivered",
                                                 "delivery_failed"};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& words, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

Decision next(Step step) { return {Decision::Kind::kStep, step, {}, {}, false}; }

Decision refuse(std::string reason, std::string message, bool retryable = false) {
  return {Decision::Kind::kRefused, Step::kPack, std::move(reason), std::move(message), retryable};
}

// A carrier, or the seller's fleet, has taken the item over.
bool has_left(Status status) {
  switch (status) {
    case Status::kShipped:
    case Status::kDelivered:
    case Status::kConfirmed:
    case Status::kDeliveryFailed:
    case Status::kReturning:
    case Status::kReturned:
    case Status::kLost:
    case Status::kDamaged:
      return true;
    default:
      return false;
  }
}

bool is_delivered(Status status) {
  return status == Status::kDelivered || status == Status::kConfirmed;
}

bool is_reached(const ItemState& item, Goal goal) {
  if (item.fulfilment == Fulfilment::kDigital) {
    return goal != Goal::kPacked && goal != Goal::kDeliveryFailed && is_delivered(item.status);
  }
  switch (goal) {
    case Goal::kPacked:
      return is_done(Step::kPack, item);
    case Goal::kReadyToShip:
      return is_done(Step::kReadyToShip, item);
    case Goal::kDelivered:
      return is_done(Step::kDelivered, item);
    case Goal::kDeliveryFailed:
      return is_done(Step::kDeliveryFailed, item);
  }
  return false;
}

}  // namespace

std::string_view name(Step step) { return kSteps[static_cast<std::size_t>(step)]; }
std::optional<Goal> read_goal(std::string_view word) { return find<Goal>(kGoals, word); }
std::optional<Step> read_step(std::string_view word) { return find<Step>(kSteps, word); }

bool is_done(Step step, const ItemState& item) {
  switch (step) {
    case Step::kPack:
    case Step::kLabel:
      return item.status == Status::kPacked || item.status == Status::kReadyToShip ||
             has_left(item.status);
    case Step::kReadyToShip:
      return item.status == Status::kReadyToShip || has_left(item.status);
    case Step::kDelivered:
    case Step::kDigitalDelivered:
      return is_delivered(item.status);
    case Step::kDeliveryFailed:
      return item.status == Status::kDeliveryFailed || item.status == Status::kReturning;
  }
  return false;
}

Decision decide(const ItemState& item, Goal goal) {
  const bool digital = item.fulfilment == Fulfilment::kDigital;
  const bool to_buyer = goal == Goal::kDelivered || goal == Goal::kDeliveryFailed;
  if (is_reached(item, goal)) return {};

  switch (item.fulfilment) {
    case Fulfilment::kMarketplace:
      return refuse("fulfilled_by_marketplace",
                    "Lazada's warehouse ships this item; the seller does nothing.");
    case Fulfilment::kStorePickup:
      return refuse("store_pickup", "The buyer collects this item in the shop; it is not shipped.");
    case Fulfilment::kDigital:
      if (goal == Goal::kPacked || goal == Goal::kDeliveryFailed) {
        return refuse("digital_item", "A digital item is not packed; it can only be delivered.");
      }
      break;
    case Fulfilment::kLocal:
    case Fulfilment::kCrossBorder:
      if (to_buyer) {
        return refuse("not_seller_fleet",
                      "Lazada's carrier reports the delivery; only the seller's own fleet does so "
                      "itself.");
      }
      break;
    case Fulfilment::kSellerFleet:
      break;
  }

  if (item.status == Status::kCancelled) return refuse("cancelled", "The item is cancelled.");
  if (item.status == Status::kUnknown) {
    return refuse("status_unknown", "Lazada's status word \"" + item.status_raw +
                                        "\" is not known, so nothing is done on a guess.");
  }
  const bool on_its_way = to_buyer && item.status == Status::kShipped;
  if (has_left(item.status) && !on_its_way) {
    return refuse("state_final", "The item's status is \"" + item.status_raw +
                                     "\", from which this goal cannot be reached.");
  }
  if (item.cancel_pending) {
    return refuse("cancel_pending", "A cancellation is agreed and waits for the carrier.");
  }
  if (item.cancel_requested) {
    return refuse("cancel_requested",
                  "The buyer asked to cancel; accept or refuse that first, then push again.", true);
  }
  if (item.presale_unpaid) {
    return refuse("presale_unpaid", "The final payment of this presale is still missing.", true);
  }
  if (item.status == Status::kUnpaid) {
    return refuse("unpaid", "The order is not paid yet.", true);
  }

  if (digital) return next(Step::kDigitalDelivered);
  if (item.status == Status::kPending) return next(Step::kPack);
  if (item.status == Status::kPacked) return next(Step::kReadyToShip);
  return next(goal == Goal::kDelivered ? Step::kDelivered : Step::kDeliveryFailed);
}

void advance(Step step, ItemState& item) {
  switch (step) {
    case Step::kPack:
      item.status = Status::kPacked;
      break;
    case Step::kLabel:
      return;
    case Step::kReadyToShip:
      item.status = Status::kReadyToShip;
      break;
    case Step::kDelivered:
    case Step::kDigitalDelivered:
      item.status = Status::kDelivered;
      break;
    case Step::kDeliveryFailed:
      item.status = Status::kDeliveryFailed;
      break;
  }
  item.status_raw.clear();  // Lazada's word for it is not known until it is read again
}

bool has_label(const ItemState& item) {
  return item.fulfilment == Fulfilment::kLocal || item.fulfilment == Fulfilment::kCrossBorder;
}

std::vector<Step> plan(ItemState item, Goal goal, bool label) {
  std::vector<Step> steps;
  for (;;) {
    const Decision decision = decide(item, goal);
    if (decision.kind != Decision::Kind::kStep) return steps;
    if (decision.step == Step::kReadyToShip && label && has_label(item)) {
      steps.push_back(Step::kLabel);
    }
    steps.push_back(decision.step);
    advance(decision.step, item);
  }
}

}  // namespace lazada::flow
