// The verb map_sku: lists the seller's listings, resolves order lines, suggests matches.
#pragma once

#include <chapi/module.hpp>
#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// chapi.map-request/1 in, chapi.map-result/1 out.  Only `list` uses the client, and only to read.
// Throws Error: invalid_argument (request_invalid, cursor_invalid) naming the member, and whatever
// the client throws.
std::string map_sku(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                    const chapi::module::Call& call, std::string_view request);

}  // namespace lazada::flow
