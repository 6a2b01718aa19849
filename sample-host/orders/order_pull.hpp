// Pulls a store's orders: each page with its checkpoint in one transaction.
#ifndef SAMPLE_HOST_ORDERS_ORDER_PULL_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_PULL_HPP_

#include <optional>
#include <string>

#include "channels/store_channel.hpp"
#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct PullOptions {
  int first_days = 30;                   // how far back a first pull reaches
  std::optional<std::int64_t> since_ms;  // back-fill: from here, if that is earlier
};

struct PullReport {
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;  // delivered again, as at-least-once delivery does
  std::int64_t rejected = 0;
  std::int64_t unmapped_items = 0;  // of the orders that were added or changed
  std::optional<std::int64_t> calls;  // told by a pull that did not fail
  bool complete = false;
  std::string window_start;
  std::string window_end;
  std::int64_t duration_ms = 0;
};

// Goes on where the last pull stopped.  `database` belongs to the calling thread.  Throws
// Failure or chapi::host::Failure; what was committed before stays, and the next pull goes on.
// `report` is filled as far as the pull came.                                  [any thread]
void pull_orders(Installation& installation, db::Database& database, const Store& store,
                 const PullOptions& options, const Progress& progress, PullReport& report);

// Whether a page, and with it a new checkpoint, was stored at or after that time.
bool pull_stored_since(db::Database& database, std::string_view tenant, std::string_view store,
                       std::int64_t time_ms);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_PULL_HPP_
