#include "mapping/fulfilment.hpp"

#include <array>

#include "mapping/letters.hpp"

namespace lazada::mapping {
namespace {

constexpr std::int64_t kSellerShips = 70100;
constexpr std::int64_t kWarehouseShips = 70020;
constexpr std::int64_t kWarehouseShipsOld = 70000;

// A Choice just-in-time item has is_fbl 1, and yet its business group says that the seller ships.
bool lazada_ships(const ItemMarks& marks) {
  if (marks.biz_group == kSellerShips) return false;
  return marks.fbl || marks.biz_group == kWarehouseShips || marks.biz_group == kWarehouseShipsOld ||
         same_word(marks.shipping_type, "own warehouse") ||
         same_word(marks.shipping_type, "warehouse");
}

constexpr std::array<std::string_view, 6> kNames{"local",       "cross_border", "seller_fleet",
                                                 "marketplace", "digital",      "store_pickup"};

}  // namespace

Fulfilment read_fulfilment(const ItemMarks& marks, StoreKind store) {
  const std::string_view provider = marks.shipping_provider_type;
  if (marks.digital || same_word(provider, "digital")) return Fulfilment::kDigital;
  if (marks.pickup_store || same_word(provider, "pickup_in_store")) {
    return Fulfilment::kStorePickup;
  }
  if (marks.seller_fleet || same_word(provider, "seller_own_fleet")) {
    return Fulfilment::kSellerFleet;
  }
  if (lazada_ships(marks)) return Fulfilment::kMarketplace;
  return store == StoreKind::kCrossBorder ? Fulfilment::kCrossBorder : Fulfilment::kLocal;
}

std::string_view name(Fulfilment fulfilment) {
  return kNames[static_cast<std::size_t>(fulfilment)];
}

}  // namespace lazada::mapping
