#include "orders/order_status.hpp"

#include <algorithm>

namespace channel_host {
namespace {

// In the order of their way.
constexpr std::array<std::string_view, 6> kMoving = {"unpaid",        "pending", "packed",
                                                     "ready_to_ship", "shipped", "returning"};

}  // namespace

bool is_status(std::string_view word) {
  return std::find(kStatuses.begin(), kStatuses.end(), word) != kStatuses.end();
}

bool status_moves(std::string_view status) {
  return std::find(kMoving.begin(), kMoving.end(), status) != kMoving.end();
}

bool status_is_dead(std::string_view status) { return status == "cancelled"; }

bool seller_ships(std::string_view fulfilment) {
  return fulfilment != "marketplace" && fulfilment != "store_pickup";
}

std::string order_status(const std::vector<std::string>& item_statuses) {
  for (const std::string_view status : kMoving) {
    if (std::find(item_statuses.begin(), item_statuses.end(), status) != item_statuses.end()) {
      return std::string(status);
    }
  }
  std::string best = "unknown";
  std::ptrdiff_t most = 0;
  for (const std::string& status : item_statuses) {
    const auto n = std::count(item_statuses.begin(), item_statuses.end(), status);
    if (n > most) {
      most = n;
      best = status;
    }
  }
  return best;
}

}  // namespace channel_host
