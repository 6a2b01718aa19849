#include "orders/shipping_method.hpp"

#include <algorithm>
#include <vector>

#include "orders/recipient_keys.hpp"

namespace channel_host {

std::string ways_of(const std::vector<OrderItem>& items) {
  std::vector<std::string> ways;
  const OrderItem* before = nullptr;  // neighbours mostly go the same way
  for (const OrderItem& item : items) {
    if (before == nullptr || item.carrier != before->carrier) {
      ways.push_back(comparable_name(item.carrier));
    }
    if (before == nullptr || item.fulfilment != before->fulfilment) {
      ways.push_back(item.fulfilment);
    }
    before = &item;
  }
  std::sort(ways.begin(), ways.end());
  ways.erase(std::unique(ways.begin(), ways.end()), ways.end());
  std::string key;
  for (std::string& way : ways) {
    if (way.empty()) continue;
    std::replace(way.begin(), way.end(), '|', ' ');
    key.append(key.empty() ? "" : "|").append(way);
  }
  return key;
}

std::vector<std::string> methods_of(std::string_view ways) {
  std::vector<std::string> methods;
  while (!ways.empty()) {
    const std::size_t end = std::min(ways.find('|'), ways.size());
    methods.emplace_back(ways.substr(0, end));
    ways.remove_prefix(std::min(end + 1, ways.size()));
  }
  return methods;
}

bool ways_contain(std::string_view ways, std::string_view method) {
  std::string wanted = comparable_name(method);
  std::replace(wanted.begin(), wanted.end(), '|', ' ');
  const auto methods = methods_of(ways);
  return std::find(methods.begin(), methods.end(), wanted) != methods.end();
}

}  // namespace channel_host
