// What a shipment needs to know of an item; the order document has its own, richer reading.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/fulfilment.hpp"
#include "mapping/status.hpp"
#include "mapping/unreadable.hpp"

namespace lazada::mapping {

// One row of Lazada: one unit of one SKU.  A text that Lazada left out, or filled with "null", is
// empty.
struct ItemState {
  std::string item_id;   // order_item_id, decimal digits
  std::string order_id;  // empty when the row does not repeat it
  Status status = Status::kUnknown;
  std::string status_raw;
  Fulfilment fulfilment = Fulfilment::kLocal;
  std::string package_id;         // empty before pack
  std::string tracking_number;    // empty before pack
  std::string carrier;            // shipment_provider, "LEX TH"; empty before pack
  std::string warehouse;          // warehouse_code
  std::string shipping_type;      // "Dropshipping", "Own Warehouse"
  bool presale_unpaid = false;    // a presale whose final payment is missing
  bool cancel_requested = false;  // the buyer asked to cancel and the seller must answer
  bool cancel_pending = false;    // a cancellation is agreed and waits for logistics
};

// `items` is a JSON array of items: an ItemsSlice's text, or "data" of /order/items/get.  Needs no
// readable bytes behind its end.  Throws Unreadable when an item's id, status
// or kind cannot be read: nothing may be shipped on a guess.  Any thread.
std::vector<ItemState> read_items(std::string_view items, StoreKind store);

}  // namespace lazada::mapping
