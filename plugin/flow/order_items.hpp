// Reads the items of many orders, 50 orders a call, so that one bad order spoils no other.
#pragma once

#include <memory>
#include <mutex>
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

// An order whose items could be read a while ago.  Any thread.
class ReadableOrder {
 public:
  void set(const std::string& id) {
    const std::lock_guard lock(mutex_);
    id_ = id;
  }
  std::string get() const {  // empty: none yet
    const std::lock_guard lock(mutex_);
    return id_;
  }

 private:
  mutable std::mutex mutex_;
  std::string id_;
};

// What the reads of one flow share.  Any thread.
struct ItemsMemory {
  mapping::PageReader pages;  // answers are received and read into memory that is used again
  Reused<std::string> bodies;
  ReadableOrder readable;
};

struct OrderItems {
  std::vector<std::shared_ptr<const std::string>> bodies;
  // Order id to its items, which point into a body and have 64 readable bytes behind their end.
  std::unordered_map<std::string, mapping::ItemsSlice> items;
  // Order id to why its items could not be had.
  std::unordered_map<std::string, open_platform::Error> failed;
};

// Every given id ends in `items` or in `failed`.  A batch that is refused is halved until the
// order that is to blame stands alone; unless Lazada names it as the cause, it is asked for again
// and blamed only when another order can be read before and after that.  Throws Error when none
// can: no order is blamed for an outage.  Any thread.
OrderItems read_order_items(open_platform::Client& client, const open_platform::Call& call,
                            ItemsMemory& memory, std::span<const std::string> order_ids);

}  // namespace lazada::flow
