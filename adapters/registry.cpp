#include "adapters/regions.hpp"

namespace lazada::adapters {

const std::vector<const RegionAdapter*>& all() {
  static const std::vector<const RegionAdapter*> adapters{
      &singapore(), &malaysia(), &thailand(), &vietnam(), &indonesia(), &philippines(),
  };
  return adapters;
}

const RegionAdapter* find(std::string_view id) {
  for (const RegionAdapter* adapter : all()) {
    if (adapter->id.value == id) return adapter;
  }
  return nullptr;
}

}  // namespace lazada::adapters
