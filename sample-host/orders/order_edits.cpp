#include "orders/order_edits.hpp"

#include <nlohmann/json.hpp>

namespace channel_host {

using nlohmann::json;

bool OrderEdits::has_address(std::string_view member) const {
  return member == "lines" ? !address_lines.empty() : address.contains(std::string(member));
}

std::string write_edits(const OrderEdits& edits) {
  if (edits.empty()) return "";
  return json{{"remarks", edits.remarks},
              {"lines", edits.lines},
              {"address", edits.address},
              {"address_lines", edits.address_lines}}
      .dump();
}

OrderEdits read_edits(std::string_view text) {
  OrderEdits edits;
  if (text.empty()) return edits;
  const json document = json::parse(text);
  edits.remarks = document.at("remarks").get<std::string>();
  edits.lines = document.at("lines").get<std::map<std::string, std::int64_t>>();
  edits.address = document.at("address").get<std::map<std::string, std::string>>();
  edits.address_lines = document.at("address_lines").get<std::vector<std::string>>();
  return edits;
}

}  // namespace channel_host
