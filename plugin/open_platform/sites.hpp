// The addresses of one channel: the real marketplace's, or a sandbox's.
#pragma once

#include <string>
#include <vector>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/endpoint.hpp"

namespace lazada::open_platform {

struct Sites {
  Endpoint api;                      // of the region
  Endpoint auth;                     // token calls
  std::string authorize_page;        // for the seller's browser
  std::vector<Origin> file_origins;  // where a label may be fetched from
};

// Throws Error (invalid_argument) when the configured sandbox address is not usable.
Sites sites_of(const Config& config, const adapters::RegionAdapter& adapter);

// Host names that a channel of this adapter may call at the real marketplace.
std::vector<std::string> hosts_of(const adapters::RegionAdapter& adapter);

}  // namespace lazada::open_platform
