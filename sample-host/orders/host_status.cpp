#include "orders/host_status.hpp"

#include <algorithm>
#include <utility>

namespace channel_host {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kDefaults = {
    {{"unpaid", "awaiting_payment"},
     {"pending", "not_delivered"},
     {"packed", "awaiting_delivery"},
     {"ready_to_ship", "awaiting_delivery"},
     {"shipped", "in_transit"},
     {"delivered", "delivered"},
     {"confirmed", "delivered"},
     {"cancelled", "cancelled"},
     {"delivery_failed", "delivery_cancelled"},
     {"returning", "delivery_cancelled"},  // a parcel on its way back was not accepted
     {"returned", "returned"},
     {"lost", "lost"},
     {"damaged", "lost"},
     {"unknown", "unknown"}}};

}  // namespace

bool is_host_status(std::string_view word) {
  return std::find(kHostStatuses.begin(), kHostStatuses.end(), word) != kHostStatuses.end();
}

std::string_view default_host_status(std::string_view status) {
  for (const auto& [of, word] : kDefaults) {
    if (of == status) return word;
  }
  return "unknown";
}

std::string_view StatusTable::host_status(std::string_view status) const {
  const auto found = changed_.find(status);
  return found != changed_.end() ? std::string_view(found->second) : default_host_status(status);
}

}  // namespace channel_host
