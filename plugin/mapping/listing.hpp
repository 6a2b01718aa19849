// The seller's listings: pages of /products/get as rows of chapi.map-result/1.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adapters/region_adapter.hpp"

namespace lazada::mapping {

// One product with all its SKUs.
struct ProductListings {
  std::vector<nlohmann::json> listings;  // "listings" elements
  std::vector<nlohmann::json> rejected;  // "rejected" elements: SKUs, or the whole product
};

struct ListingPage {
  std::vector<ProductListings> products;  // in the page's order
  std::int64_t total = -1;                // "total_products"; -1 when absent
};

// Both spellings of the member names, snake and camel case, are read.  Invalid UTF-8 in a product
// becomes question marks.  The body must have 64 readable bytes behind its end.  Throws
// chapi::module::Error (bad response) when the page itself cannot be read.
ListingPage read_listings(const std::string& body, const adapters::RegionAdapter& adapter);

}  // namespace lazada::mapping
