// Synthetic pages in the shape of recorded answers, as large as wanted; the same seed makes the
// same page.
#pragma once

#include <cstdint>
#include <string>

namespace test_mapping {

// With room for simdjson behind both bodies.
struct PageOfOrders {
  std::string orders_body;  // /orders/get
  std::string items_body;   // /orders/items/get, the orders in the same sequence
};

// Two or three items an order, 2.5 on average.
PageOfOrders page_of_orders(int orders, std::uint32_t seed);

}  // namespace test_mapping
