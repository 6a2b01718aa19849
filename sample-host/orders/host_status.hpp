// The host's own statuses, and which one stands for each of the contract's.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_HOST_STATUS_HPP_
#define SAMPLE_HOST_ORDERS_HOST_STATUS_HPP_

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace channel_host {

inline constexpr std::array<std::string_view, 10> kHostStatuses = {
    "awaiting_payment", "not_delivered", "awaiting_delivery",  "in_transit", "delivered",
    "cancelled",        "returned",      "delivery_cancelled", "lost",       "unknown"};

bool is_host_status(std::string_view word);

// As the program comes; every status of the contract has one.
std::string_view default_host_status(std::string_view status);

// Total over the contract's statuses, with what an administrator changed.
class StatusTable {
 public:
  explicit StatusTable(std::map<std::string, std::string, std::less<>> changed)
      : changed_(std::move(changed)) {}
  std::string_view host_status(std::string_view status) const;
  bool is_changed(std::string_view status) const { return changed_.contains(status); }

 private:
  std::map<std::string, std::string, std::less<>> changed_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_HOST_STATUS_HPP_
