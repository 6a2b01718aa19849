// The verb push_shipment.
#pragma once

#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// chapi.push-request/1 in, chapi.push-result/1 out.  Reads the items first and does only what is
// still missing.  Every change is announced to `effects` before it is requested and recorded
// afterwards; a change whose outcome is unknown is looked at before anything is repeated.  What
// concerns single items is an outcome in the result; throws Error, with everything known recorded
// and its effect set, for what ends the whole call.
std::string push_shipment(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                          const Config& config, const chapi::module::Log& log,
                          const chapi::module::Call& call, std::string_view request,
                          const chapi::module::EffectSink& effects);

}  // namespace lazada::flow
