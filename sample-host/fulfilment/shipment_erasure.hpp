// What goes with a store that is deleted: its packages and the record of what was sent.
#ifndef SAMPLE_HOST_FULFILMENT_SHIPMENT_ERASURE_HPP_
#define SAMPLE_HOST_FULFILMENT_SHIPMENT_ERASURE_HPP_

#include <string>

#include "db/database.hpp"

namespace channel_host {

std::int64_t count_packages(db::Database& database, const std::string& tenant,
                            const std::string& store);
// Within the transaction of the caller.
void erase_shipments(db::Database& database, const std::string& tenant, const std::string& store);

}  // namespace channel_host

#endif  // SAMPLE_HOST_FULFILMENT_SHIPMENT_ERASURE_HPP_
