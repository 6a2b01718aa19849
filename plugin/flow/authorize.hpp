// The verb authorize.
#pragma once

#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/granted_client.hpp"

namespace lazada::flow {

// chapi.authorize-request/1 in, chapi.authorize-result/1 out.  A grant that another shop, another
// region or (unless the store is set up for it) a cross-border seller gave is refused, and what
// was active before stays active.  Throws Error.
std::string authorize(open_platform::GrantedClient& client, const adapters::RegionAdapter& adapter,
                      const Config& config, const chapi::module::Call& call,
                      std::string_view request);

// "s***r@example.com": enough for a person to recognise the own login.
std::string masked_login(std::string_view login);

}  // namespace lazada::flow
