// The verb pull_orders.
#pragma once

#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// chapi.pull-request/1 in, chapi.order-batch/1 with its checkpoint into the sink, one list page a
// batch and in the order of the updates, chapi.pull-result/1 out.  Reads list pages one after the
// other, and meanwhile items on as many threads as the client has connections for; they end
// before it returns or throws.  The sink and progress are called on the calling thread only.
// Throws Error; what was committed before stays valid, and the next pull goes on from there.
std::string pull_orders(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                        const Config& config, const chapi::module::Log& log,
                        const chapi::module::Call& call, std::string_view request,
                        const chapi::module::OrderSink& sink);

}  // namespace lazada::flow
