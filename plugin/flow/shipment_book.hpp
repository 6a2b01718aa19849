// The items that a push is about, as they stand and as they come out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/flow/order_items.hpp"
#include "plugin/flow/shipment_step.hpp"
#include "plugin/mapping/fulfilment.hpp"
#include "plugin/mapping/item.hpp"
#include "plugin/mapping/order_slices.hpp"
#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// How an item comes out of the push.
struct Outcome {
  enum class Kind { kDone, kAlready, kPlanned, kWaiting, kRefused, kFailed, kUnknown };

  Kind kind = Kind::kFailed;
  std::string reason;
  std::string message;
  std::string platform_code;
  std::string request_id;
  std::optional<bool> retryable;
};

std::string_view name(Outcome::Kind kind);

Outcome failed(const open_platform::Error& error);

struct ShipmentItem {
  std::string order_id;
  mapping::ItemState state;
  bool wanted = false;      // the host asked for it; others only share an order or a package
  std::vector<Step> steps;  // done by this push
  std::optional<Outcome> outcome;
};

// Items keep their address.  One thread.
class ShipmentBook {
 public:
  ShipmentBook(open_platform::Client& client, const open_platform::Call& call,
               mapping::StoreKind store)
      : client_(client), call_(call), store_(store) {}

  // Reads the orders' items anew.  An order that cannot be read lands in unreadable() and keeps
  // the states it had.  Throws Error when Lazada as a whole does not answer.
  void read(const std::set<std::string>& order_ids);

  // Takes over what Lazada itself says by now of the items that this push has moved.  Where that
  // cannot be read, or does not show the last step yet, they stay as they are: status_raw is empty.
  void read_back();

  const std::map<std::string, open_platform::Error>& unreadable() const { return unreadable_; }
  ShipmentItem* find(const std::string& order_id, const std::string& item_id);
  std::vector<ShipmentItem*> items(const std::string& order_id);
  void each(const std::function<void(ShipmentItem&)>& visit);

 private:
  using Order = std::vector<std::unique_ptr<ShipmentItem>>;

  open_platform::Client& client_;
  const open_platform::Call& call_;
  mapping::StoreKind store_;
  ItemsMemory memory_;
  std::map<std::string, Order> orders_;
  std::map<std::string, open_platform::Error> unreadable_;
};

}  // namespace lazada::flow
