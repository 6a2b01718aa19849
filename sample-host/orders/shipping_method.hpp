// The ways an order takes, as one key: carriers, and the kinds of fulfilment of the contract.
#ifndef SAMPLE_HOST_ORDERS_SHIPPING_METHOD_HPP_
#define SAMPLE_HOST_ORDERS_SHIPPING_METHOD_HPP_

#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"

namespace channel_host {

// "lex th|local": sorted, each once; few different ones in a shop.
std::string ways_of(const std::vector<OrderItem>& items);
bool ways_contain(std::string_view ways, std::string_view method);
std::vector<std::string> methods_of(std::string_view ways);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_SHIPPING_METHOD_HPP_
