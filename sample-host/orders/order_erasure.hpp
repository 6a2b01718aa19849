// What goes with a store that is deleted: its orders.
#ifndef SAMPLE_HOST_ORDERS_ORDER_ERASURE_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_ERASURE_HPP_

#include <string>

#include "db/database.hpp"

namespace channel_host {

struct OrderContents {
  std::int64_t orders = 0;
  std::int64_t rejected = 0;  // could never be read
};
OrderContents order_contents(db::Database& database, const std::string& tenant,
                             const std::string& store);
// Within the transaction of the caller.
void erase_orders(db::Database& database, const std::string& tenant, const std::string& store);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_ERASURE_HPP_
