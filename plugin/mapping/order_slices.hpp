// Cuts the pages of /orders/get and /orders/items/get into one piece of text per order, so that
// an order that cannot be read stays alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lazada::mapping {

// One order of a page.  Views point into the page's body.
struct OrderSlice {
  std::string order_id;         // empty: not even the id could be read
  std::int64_t updated_at = 0;  // Unix seconds; 0: could not be read
  std::int64_t created_at = 0;  // Unix seconds; 0: could not be read
  std::string_view text;        // the JSON object
};

struct OrderPage {
  std::vector<OrderSlice> orders;  // in the page's order
  std::int64_t count_total = -1;   // "countTotal"; -1 when absent.  Never decides when to stop
};

// The items of one order.
struct ItemsSlice {
  std::string order_id;
  std::string_view text;  // the JSON array of items; empty: could not be read
};

// The body must have 64 readable bytes behind its end, as Response::body has.
// Throws chapi::module::Error (bad response) when the page itself cannot be read.
OrderPage slice_orders(const std::string& body);
std::vector<ItemsSlice> slice_items(const std::string& body);

}  // namespace lazada::mapping
