// The parts of an order, each with its own way to the buyer.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_ORDER_PARTS_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_PARTS_HPP_

#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"

namespace channel_host {

struct OrderPart {
  std::string fulfilment;
  std::string warehouse;
  std::string package_id;
  std::string status;
  std::string_view way;  // "pack_here", "own_fleet", "digital", "marketplace", "pick_up", …
  std::vector<std::string> item_ids;
};

// Items of one kind, warehouse, package and status are one part, in the order of the items.
std::vector<OrderPart> order_parts(const std::vector<OrderItem>& items);

// What a person reads: "pack here".
std::string_view way_text(std::string_view way);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_PARTS_HPP_
