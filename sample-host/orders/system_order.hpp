// The system order: what is to be shipped and booked, taken from the channel order and the mapping
// until a person changes it.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_SYSTEM_ORDER_HPP_
#define SAMPLE_HOST_ORDERS_SYSTEM_ORDER_HPP_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"
#include "orders/order_edits.hpp"

namespace channel_host {

struct SystemLine {
  std::string sku;
  std::int64_t quantity = 0;
  bool edited = false;
  std::vector<std::string> item_ids;  // of the channel order; empty: added by a person
};

// `components` as in chapi.map-result/1; a line that was removed is left out.
std::vector<SystemLine> system_lines(std::string_view components, const OrderEdits& edits);

// {number, customer_id, lines, remarks, address, totals}: shipping is a part of the total only
// when the store says so.  Money as in the channel order, which is `channel`.
nlohmann::ordered_json system_order(const StoredOrder& order,
                                    const nlohmann::ordered_json& channel);

// Decimal texts: a - b, with the larger number of decimals.
std::string subtract_money(std::string_view a, std::string_view b);
std::string add_money(std::string_view a, std::string_view b);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_SYSTEM_ORDER_HPP_
