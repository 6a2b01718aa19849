// Downloads a store's products: each page with the place to go on from in one transaction.
#ifndef SAMPLE_HOST_MAPPING_PRODUCT_DOWNLOAD_HPP_
#define SAMPLE_HOST_MAPPING_PRODUCT_DOWNLOAD_HPP_

#include <cstdint>
#include <optional>
#include <string>

#include "channels/store_channel.hpp"
#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct ProductReport {
  std::int64_t products = 0;
  std::int64_t listings = 0;  // one per SKU
  std::int64_t rejected = 0;  // listings that could not be read
  std::int64_t added = 0;     // listings that were not known before
  std::int64_t gone = 0;      // no longer at the marketplace
  bool resumed = false;       // went on where an earlier download had stopped
  bool complete = false;
  std::int64_t duration_ms = 0;
};

// A sentence for a person.
std::string unread_listings(std::int64_t rejected);

// since_ms: only products changed since then, beside what is stored; else all of them, and listings
// that the marketplace no longer has go at the end, unless one was rejected: unread is not gone.
//
// Progress counts products.  Stops between two pages when the installation is cancelled;
// report.complete is false then.  What was stored stays, and the next download of all products
// goes on there within a day.  `database` belongs to the calling thread.  Throws Failure or
// chapi::host::Failure; `report` is filled as far as the download came.          [any thread]
void download_products(Installation& installation, db::Database& database, const Store& store,
                       const Progress& progress, ProductReport& report,
                       std::optional<std::int64_t> since_ms = std::nullopt);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_PRODUCT_DOWNLOAD_HPP_
