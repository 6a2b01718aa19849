// Why an order cannot go on: all reasons at once, each with what to do about it.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_REVIEW_HPP_
#define SAMPLE_HOST_ORDERS_REVIEW_HPP_

#include <string>
#include <string_view>
#include <vector>

#include "orders/attention.hpp"

namespace channel_host {

struct Obstacle {
  std::string_view code;  // stable: "unmapped_sku"
  std::string sentence;
  std::string remedy;
  bool stops_processing;
  bool stops_shipping;                // at the marketplace
  std::vector<std::string> item_ids;  // empty: the whole order
};

// `reference` is how the remedies name the order on the command line.
std::vector<Obstacle> review(const OrderFacts& facts, std::string_view store,
                             std::string_view reference);

bool may_process(const std::vector<Obstacle>& obstacles);
bool may_ship(const std::vector<Obstacle>& obstacles);

// The item goes out when its order is shipped; others of the order wait or go another way.
bool ships_now(const OrderItem& item);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_REVIEW_HPP_
