// What people changed in an order: laid over what the marketplace says, never written into it.
#ifndef SAMPLE_HOST_ORDERS_ORDER_EDITS_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_EDITS_HPP_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace channel_host {

// Members of an address that can be changed, but for its lines.
inline constexpr std::array<std::string_view, 7> kAddressMembers = {
    "name", "phone", "ward", "district", "city", "state", "post_code"};

struct OrderEdits {
  std::string remarks;
  std::map<std::string, std::int64_t> lines;   // system SKU -> quantity; 0: removed
  std::map<std::string, std::string> address;  // member -> value
  std::vector<std::string> address_lines;      // empty: as the marketplace says

  bool empty() const {
    return remarks.empty() && lines.empty() && address.empty() && address_lines.empty();
  }
  bool has_address(std::string_view member) const;
};

// JSON; empty when nothing was changed.
std::string write_edits(const OrderEdits& edits);
OrderEdits read_edits(std::string_view json);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_EDITS_HPP_
