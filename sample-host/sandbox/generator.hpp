// Fills a shop with plausible orders.
#pragma once

#include <cstdint>

#include "sandbox/shop.hpp"

namespace sandbox {

// Adds `count` orders that were last updated between `from_s` and `to_s`, oldest first. The same
// seed and times make the same orders. Every 64 orders hold every kind and every status; many
// share one second. The caller owns the shop alone.
void GenerateOrders(Shop& shop, uint32_t count, int64_t from_s, int64_t to_s);

// Whether a parcel exists for an item of this status that the seller or Lazada has shipped.
bool HasPackage(Status status);

// Gives every item of the order that must have a parcel one; items that share status, kind and
// warehouse share it.
void AddMissingPackages(Shop& shop, uint32_t row, uint8_t carrier);

}  // namespace sandbox
