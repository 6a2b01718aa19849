// The adapter's description for a host.
#pragma once

#include <string>

#include "adapters/region_adapter.hpp"

namespace lazada {

// chapi.adapter-description/1, the configuration's schema included.
std::string describe(const adapters::RegionAdapter& adapter);

}  // namespace lazada
