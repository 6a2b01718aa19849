// The words of orders, items and packages.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sandbox {

// Status of one item; an order itself has none.
enum class Status : uint8_t {
  kUnpaid,
  kPending,
  kTopack,
  kToship,
  kPacked,
  kRepacked,
  kReadyToShipPending,
  kReadyToShip,
  kShipping,
  kShipped,
  kDelivered,
  kConfirmed,
  kCanceled,
  kFailed,
  kFailedDelivery,
  kShippedBack,
  kShippedBackSuccess,
  kShippedBackFailed,
  kReturned,
  kLost,
  kLostBy3pl,
  kDamagedBy3pl,
  kPackageScrapped,
};
inline constexpr size_t kStatusCount = 23;

// How an item reaches its buyer.
enum class Kind : uint8_t {
  kLocal,        // the seller ships, the platform chooses the carrier (TFS)
  kCrossBorder,  // the seller ships to a transit warehouse (NTFS)
  kOwnFleet,     // SOF, also called DBS
  kDigital,
  kFulfilledByLazada,
  kChoice,  // is_fbl 1 with biz_group 70100: the seller ships all the same
  kPickUp,
  kPresale,
};
inline constexpr size_t kKindCount = 8;

// Stands for a call without a status filter.
inline constexpr std::string_view kStatusAll = "all";

std::string_view Word(Status status);
std::string_view Word(Kind kind);
std::optional<Status> StatusOf(std::string_view word);
std::optional<Kind> KindOf(std::string_view word);

}  // namespace sandbox
