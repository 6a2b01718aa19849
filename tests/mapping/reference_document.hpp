// The same order document by the slow and obvious way: a DOM of nlohmann_json and a second reading
// of the rules.  Tests compare the product's documents with it, the benchmark its speed.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "adapters/region_adapter.hpp"

namespace test_mapping {

// Throws std::exception when a member that is read cannot be read.
nlohmann::ordered_json reference_document(const nlohmann::json& order, const nlohmann::json& items,
                                          const lazada::adapters::RegionAdapter& adapter,
                                          const std::string& seller_id, bool cross_border);

}  // namespace test_mapping
