// Who brings an item to the buyer: the kind of item or store, which is no matter of the region.
#pragma once

#include <cstdint>
#include <string_view>

namespace lazada::mapping {

enum class Fulfilment {
  kLocal,
  kCrossBorder,
  kSellerFleet,
  kMarketplace,
  kDigital,
  kStorePickup,
};

// Whether an item is cross-border cannot be read from it: it is a property of the store.
enum class StoreKind { kLocal, kCrossBorder };

// What Lazada says about the kind of one item.
struct ItemMarks {
  bool digital = false;                     // is_digital
  bool fbl = false;                         // is_fbl: stored and shipped by Lazada
  bool seller_fleet = false;                // delivery_option_sof
  bool pickup_store = false;                // pick_up_store_info is there
  std::int64_t biz_group = 0;               // 0: not given
  std::string_view shipping_type;           // "Dropshipping", "Own Warehouse"
  std::string_view shipping_provider_type;  // "standard", "digital", "seller_own_fleet", ...
};

Fulfilment read_fulfilment(const ItemMarks& marks, StoreKind store);

// The contract's word.
std::string_view name(Fulfilment fulfilment);

}  // namespace lazada::mapping
