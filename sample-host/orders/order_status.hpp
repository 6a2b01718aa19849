// The contract's statuses and the status that an order has by its items.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_ORDER_STATUS_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_STATUS_HPP_

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace channel_host {

// The contract's closed list.
inline constexpr std::array<std::string_view, 14> kStatuses = {
    "unpaid",    "pending",   "packed",    "ready_to_ship",   "shipped",
    "delivered", "confirmed", "cancelled", "delivery_failed", "returning",
    "returned",  "lost",      "damaged",   "unknown"};
bool is_status(std::string_view word);

// The item still moves towards the buyer or back.
bool status_moves(std::string_view status);

// Nothing of the item will be shipped (again): its mapping does not matter any more.
bool status_is_dead(std::string_view status);

// The seller brings such an item on its way; the others wait for the marketplace's warehouse or
// for the buyer at the counter.
bool seller_ships(std::string_view fulfilment);

// The least advanced of the items that still move; when none moves, the most frequent; of
// equally frequent ones the first.  "unknown" without items.
std::string order_status(const std::vector<std::string>& item_statuses);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_STATUS_HPP_
