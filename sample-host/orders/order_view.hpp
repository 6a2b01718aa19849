// An order as the host shows it: the document as it came, with what the host knows besides.
#ifndef SAMPLE_HOST_ORDERS_ORDER_VIEW_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_VIEW_HPP_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orders/order_table.hpp"

namespace channel_host {

// chapi.order/1 plus `store` and the host's own members (number, state, tab, host_status, …); per
// item the newest status, package and tracking number, and `mapping` {state, components[]}.  A
// component that covers several lines (combo) names them in line_ids and stands at each of them.
nlohmann::ordered_json order_document(const StoredOrder& order, const StatusTable& statuses);

std::string host_status_of(const StoredOrder& order, const StatusTable& statuses);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_VIEW_HPP_
