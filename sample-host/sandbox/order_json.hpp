// Orders and items as the wire shows them.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/buyers.hpp"
#include "sandbox/settings.hpp"
#include "sandbox/shop.hpp"

namespace sandbox {

// Money of one item in hundredths; the sums of all items are the order's.
struct ItemSums {
  int64_t price = 0;
  int64_t voucher_seller = 0;
  int64_t voucher_platform = 0;
  int64_t shipping = 0;
  int64_t paid() const { return price - voucher_seller - voucher_platform; }
};
std::vector<ItemSums> SumsOf(const Shop& shop, uint32_t row);

// The buyer as the seller's own systems would see her: not masked.
Buyer BuyerOf(const Shop& shop, uint32_t row);

enum class OrderCall { kList, kSingle };     // they spell the district differently
enum class ItemCall { kSingle, kMultiple };  // they spell the gift wrapping tag differently

// The caller holds the shop's mutex.
void AppendOrder(std::string& out, const Shop& shop, uint32_t row, const Settings& settings,
                 OrderCall call);
// The array of the order's items.
void AppendItems(std::string& out, const Shop& shop, uint32_t row, const Settings& settings,
                 ItemCall call);

}  // namespace sandbox
