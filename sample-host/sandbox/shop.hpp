// One seller's store in one venue.
#pragma once

#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/catalogue.hpp"
#include "sandbox/order_book.hpp"
#include "sandbox/regions.hpp"

namespace sandbox {

enum class PackageState : uint8_t { kPacked, kReadyToShip, kDissolved, kCancelled };

struct Package {
  int64_t number = 0;  // the digits behind FP
  uint32_t order = 0;  // row in the order book
  Kind kind = Kind::kLocal;
  PackageState state = PackageState::kPacked;
  uint8_t carrier = 0;  // index in the region's carriers
};

// The identity is fixed after construction; everything below `mutex` is guarded by it.
struct Shop {
  Shop(size_t region_index, unsigned number_in_region, bool is_cross_border, uint64_t market_seed);
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  const Region& venue() const { return Regions()[region]; }
  // Of every text that belongs to the order.
  uint64_t SeedOf(const Order& order) const;

  size_t region;
  unsigned number;
  bool cross_border;
  uint64_t seed;
  int64_t seller_id;
  int64_t user_id;
  std::string short_code;
  std::string name;
  std::string company;
  std::string owner_login;
  std::string clerk_login;

  mutable std::shared_mutex mutex;
  std::string status = "ACTIVE";  // ACTIVE, INACTIVE, DELETED
  bool verified = true;
  Catalogue catalogue;
  OrderBook orders;
  std::vector<Package> packages;
  uint32_t made_orders = 0;  // by the control API
  uint64_t churned = 0;      // orders that were touched between pages

  // Id of the n-th generated order, or of the n-th one made by the control API.
  int64_t GeneratedOrderId(uint32_t n) const;
  int64_t NextMadeOrderId();

  // Item ids differ from the order's by a multiple of 100 000.
  static int64_t ItemId(const Order& order, size_t k) {
    return order.id + static_cast<int64_t>(k + 1) * 100000;
  }
  // Which item of the order has this id; nothing when none.
  static std::optional<size_t> ItemIndex(const Order& order, int64_t item_id);

  // Moves updated_at of an order to now; lists show it `late_s` later.
  void Touch(uint32_t row, int64_t now_s, int64_t late_s);

  // Appends a package; returns 1 + its index, as items refer to it.
  uint32_t AddPackage(uint32_t order_row, Kind kind, uint8_t carrier);
  Package* FindPackage(std::string_view id);
  static std::string PackageId(const Package& package);
  std::string TrackingNumber(const Package& package) const;
  std::string CarrierName(const Package& package) const;
};

}  // namespace sandbox
