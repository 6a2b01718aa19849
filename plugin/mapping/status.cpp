#include "mapping/status.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mapping/letters.hpp"

namespace lazada::mapping {
namespace {

// shipped_back is a parcel on its way to the seller after a failed delivery, and one that did not
// arrive (shipped_back_failed) is still out there.  Once it is back, what remains is a delivery
// that failed: `returned` is kept for goods that a buyer had received and sent back.
// packed_scrapped is a spelling that one public client met.
constexpr std::pair<std::string_view, Status> kWords[]{
    {"unpaid", Status::kUnpaid},
    {"pending", Status::kPending},
    {"topack", Status::kPending},
    {"repacked", Status::kPending},
    {"packed", Status::kPacked},
    {"toship", Status::kPacked},
    {"ready_to_ship_pending", Status::kReadyToShip},
    {"ready_to_ship", Status::kReadyToShip},
    {"shipped", Status::kShipped},
    {"shipping", Status::kShipped},
    {"delivered", Status::kDelivered},
    {"confirmed", Status::kConfirmed},
    {"canceled", Status::kCancelled},
    {"failed", Status::kDeliveryFailed},
    {"failed_delivery", Status::kDeliveryFailed},
    {"shipped_back", Status::kReturning},
    {"shipped_back_failed", Status::kReturning},
    {"shipped_back_success", Status::kDeliveryFailed},
    {"returned", Status::kReturned},
    {"lost", Status::kLost},
    {"lost_by_3pl", Status::kLost},
    {"damaged_by_3pl", Status::kDamaged},
    {"package_scrapped", Status::kDamaged},
    {"packed_scrapped", Status::kDamaged},
};

constexpr std::array<std::string_view, 14> kNames{
    "unpaid",    "pending",   "packed",    "ready_to_ship",   "shipped",
    "delivered", "confirmed", "cancelled", "delivery_failed", "returning",
    "returned",  "lost",      "damaged",   "unknown"};

constexpr bool moves(Status status) {
  switch (status) {
    case Status::kUnpaid:
    case Status::kPending:
    case Status::kPacked:
    case Status::kReadyToShip:
    case Status::kShipped:
    case Status::kDeliveryFailed:
    case Status::kReturning:
      return true;
    default:
      return false;
  }
}

}  // namespace

Status read_status(std::string_view word) {
  for (const auto& [text, status] : kWords) {
    if (same_word(word, text)) return status;
  }
  return Status::kUnknown;
}

std::string_view name(Status status) { return kNames[static_cast<std::size_t>(status)]; }

Status order_status(std::span<const Status> items) {
  std::array<int, kNames.size()> counts{};
  Status least = Status::kUnknown;
  for (const Status status : items) {
    ++counts[static_cast<std::size_t>(status)];
    if (moves(status)) least = std::min(least, status);
  }
  if (moves(least)) return least;
  return static_cast<Status>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

}  // namespace lazada::mapping
