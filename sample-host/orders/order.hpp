// An order as it comes from the marketplace, and as it stands in the host.
#ifndef SAMPLE_HOST_ORDERS_ORDER_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_HPP_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "orders/workflow.hpp"

namespace channel_host {

// One unit that was sold.
struct OrderItem {
  std::string item_id;
  std::string sku;
  std::string name;
  std::string fulfilment;
  std::string status;
  std::string status_raw;
  std::string package_id;
  std::string tracking_number;
  std::string carrier;
  std::string mapping;  // "mapped", "unmapped" or "ignored" (cancelled: nothing will be shipped)
  // These stand in the document only.
  std::string warehouse;
  bool presale_unpaid = false;
  bool cancel_requested = false;
};

// What the host reads of chapi.order/1.
struct PulledOrder {
  std::string platform;
  std::string region;
  std::string seller_id;
  std::string order_id;
  std::string order_number;
  std::int64_t created_at_ms = 0;
  std::int64_t updated_at_ms = 0;
  std::string status;
  std::string currency;
  std::string paid;
  std::string recipient;  // buyer data, as the next
  std::string phone;
  std::vector<std::string> masked;  // members of the shipping address
  bool cancel_requested = false;
  bool cancel_pending = false;
  std::vector<OrderItem> items;
  std::string_view document;  // chapi.order/1, a slice of the batch
};

struct StoredOrder {
  std::string store;
  std::string order_id;
  std::string status;
  std::int64_t created_at_ms = 0;
  std::int64_t updated_at_ms = 0;
  std::int64_t pulled_at_ms = 0;
  int unmapped_items = 0;
  std::string components;  // JSON array as in chapi.map-result/1
  std::string document;    // chapi.order/1 as it came; buyer data
  std::int64_t number = 0;
  OrderState state = OrderState::kPending;
  bool frozen = false;
  std::string owner;        // "marketplace" or "host", fixed when the order arrived
  std::string host_status;  // empty: follows the marketplace's
  std::string customer_id;  // empty: one for each buyer
  bool include_shipping = false;
  std::int64_t version = 1;
  std::int64_t attention = 0;
  std::string edited;  // JSON, see order_edits.hpp; empty: nothing was changed; buyer data
  std::vector<OrderItem> items;
};

// What a store's settings put on each order that arrives.
struct OrderPolicy {
  std::string owner = "marketplace";
  std::string customer_id;
  bool include_shipping = false;
};

// "SO-000123", and back; 0 when the text is no such number.
std::string own_number(std::int64_t number);
std::int64_t parse_own_number(std::string_view text);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_HPP_
