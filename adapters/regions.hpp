// The facts of each region, one folder each; the registry lists them.
#pragma once

#include "adapters/region_adapter.hpp"

namespace lazada::adapters {

const RegionAdapter& singapore();
const RegionAdapter& malaysia();
const RegionAdapter& thailand();
const RegionAdapter& vietnam();
const RegionAdapter& indonesia();
const RegionAdapter& philippines();

}  // namespace lazada::adapters
