// Lazada's status words and the contract's closed list.
#pragma once

#include <span>
#include <string_view>

namespace lazada::mapping {

// In the order of the contract's list, which is also the order of advancement.
enum class Status {
  kUnpaid,
  kPending,
  kPacked,
  kReadyToShip,
  kShipped,
  kDelivered,
  kConfirmed,
  kCancelled,
  kDeliveryFailed,
  kReturning,
  kReturned,
  kLost,
  kDamaged,
  kUnknown,
};

// Any case.  A word that is not in the table is kUnknown; callers keep the word beside it.
Status read_status(std::string_view word);

// The contract's word.
std::string_view name(Status status);

// The status of an order: the least advanced of the items that still move; when none moves, the
// most frequent, and the earlier in the list when two are equally frequent.  Not for empty lists.
Status order_status(std::span<const Status> items);

}  // namespace lazada::mapping
