// Reads the items of many orders, 50 orders a call, so that one bad order spoils no other.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugin/mapping/order_slices.hpp"
#include "plugin/open_platform/client.hpp"
#include "plugin/reused.hpp"

namespace lazada::flow {

// Lazada: at most 50 orders in one /orders/items/get.
inline constexpr std::size_t kOrdersPerItemsCall = 50;

// The memory that answers are received and read into.
struct ItemsMemory {
  mapping::PageReader pages;
  Reused<std::string> bodies;
};

struct OrderItems {
  std::vector<std::shared_ptr<const std::string>> bodies;
  // Order id to its items, which point into a body and have 64 readable bytes behind their end.
  std::unordered_map<std::string, mapping::ItemsSlice> items;
  // Order id to why its items could not be had.
  std::unordered_map<std::string, open_platform::Error> failed;
};

// Every given id ends in `items` or in `failed`.  A batch that is refused is halved until the
// order that is to blame stands alone.  Throws Error when Lazada as a whole does not answer: no
// order is blamed for an outage.  Any thread.
OrderItems read_order_items(open_platform::Client& client, const open_platform::Call& call,
                            ItemsMemory& memory, std::span<const std::string> order_ids);

}  // namespace lazada::flow
