// Orders go on by themselves when the rules of their lines have changed.
#ifndef SAMPLE_HOST_MAPPING_REMAPPING_HPP_
#define SAMPLE_HOST_MAPPING_REMAPPING_HPP_

#include <cstdint>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

// Maps the orders of the store that are marked as due, page by page, each page in one
// transaction; returns how many.  A stop in between leaves the rest marked.     [any thread]
std::int64_t remap_due_orders(Installation& installation, db::Database& database,
                              const Store& store);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_REMAPPING_HPP_
