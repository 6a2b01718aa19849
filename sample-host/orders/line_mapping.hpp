// Which lines of an order have an article.
#ifndef SAMPLE_HOST_ORDERS_LINE_MAPPING_HPP_
#define SAMPLE_HOST_ORDERS_LINE_MAPPING_HPP_

#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"

namespace channel_host {

// Sets the mapping of each item; `unmapped` are the ids of the lines without an article.
void set_mapping(std::vector<OrderItem>& items, const std::vector<std::string>& unmapped);

// The same from what is stored: how many lines have none, and the components
// (chapi.map-result/1), each of which names its lines.
void read_mapping(std::vector<OrderItem>& items, int unmapped_items, std::string_view components);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_LINE_MAPPING_HPP_
