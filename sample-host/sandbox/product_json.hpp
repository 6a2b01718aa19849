// Listings as the wire shows them.
#pragma once

#include <string>

#include "sandbox/settings.hpp"
#include "sandbox/shop.hpp"

namespace sandbox {

// A row of /products/get; `with_stock` adds the quantities of each warehouse.
void AppendListing(std::string& out, const Shop& shop, const Product& product, Shape shape,
                   bool with_stock);
// The answer of /product/item/get: its members are spelled otherwise in real traffic.
void AppendProductItem(std::string& out, const Shop& shop, const Product& product, Shape shape);

}  // namespace sandbox
