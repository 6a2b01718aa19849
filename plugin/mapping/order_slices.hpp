// Cuts the pages of /orders/get and /orders/items/get into one piece of text per order, so that
// an order that cannot be read stays alone.  A page without any fault is read on the way.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/item_fields.hpp"
#include "mapping/order_fields.hpp"
#include "plugin/reused.hpp"

namespace lazada::mapping {

// One order of a page.  Views point into the page's body.
struct OrderSlice {
  std::string order_id;         // empty: not even the id could be read
  std::int64_t updated_at = 0;  // Unix seconds; 0: could not be read
  std::int64_t created_at = 0;  // Unix seconds; 0: could not be read
  std::string_view text;        // the JSON object
  // Null: the page is not without fault, and the order is to be read from its text.
  std::shared_ptr<const OrderFields> fields = nullptr;
};

struct OrderPage {
  std::vector<OrderSlice> orders;  // in the page's order
  std::int64_t count_total = -1;   // "countTotal"; -1 when absent.  Never decides when to stop
};

// The items of one order.
struct ItemsSlice {
  std::string order_id;
  std::string_view text;  // the JSON array of items; empty: could not be read
  // Null: the page is not without fault, and the rows are to be read from the text.
  std::shared_ptr<const void> rows_memory = nullptr;
  std::span<const ItemFields> rows = {};
};

// The body must have 64 readable bytes behind its end, as Response::body has.
// Throws chapi::module::Error (bad response) when the page itself cannot be read.
OrderPage slice_orders(const std::string& body);
std::vector<ItemsSlice> slice_items(const std::string& body);

// What the rows of a page without fault are read into.  They are hardly ever longer than their
// text.
template <typename Fields>
struct PageRows {
  simdjson::ondemand::parser parser;  // keeps texts that had escapes
  std::vector<Fields> rows;
};

// The same for answers without fault, with memory that is used again when the rows of a page are no
// longer needed.  Any thread.
class PageReader {
 public:
  // Sets the request id too.  False for an answer with any fault or whose code is not "0"; then
  // `out` and `request_id` stay as they were.
  bool read(const std::string& body, OrderPage& out, std::string& request_id);
  bool read(const std::string& body, std::vector<ItemsSlice>& out, std::string& request_id);

 private:
  Reused<PageRows<OrderFields>> orders_;
  Reused<PageRows<ItemFields>> items_;
};

}  // namespace lazada::mapping
