// A recorded case: what Lazada answered, and what must become of it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/region_adapter.hpp"
#include "mapping/fulfilment.hpp"

namespace test_mapping {

struct GoldenCase {
  std::string name;    // "sg/two_equal_units"
  std::string reason;  // which rule it proves
  const lazada::adapters::RegionAdapter* adapter = nullptr;
  lazada::mapping::StoreKind store = lazada::mapping::StoreKind::kLocal;
  std::string seller_id;
  // The bodies as they stand in the file, number by number, with room for simdjson behind them.
  std::string orders_body;
  std::string items_body;
  nlohmann::json expected;  // order documents
  nlohmann::json rejected;  // {order_id, reason, message}
};

std::vector<GoldenCase> golden_cases();
std::ostream& operator<<(std::ostream& out, const GoldenCase& golden);

// What the mapping makes of a case, in the order of the list.
struct Mapped {
  nlohmann::json documents = nlohmann::json::array();
  nlohmann::json rejected = nlohmann::json::array();
};
Mapped map_case(const GoldenCase& golden);

}  // namespace test_mapping
