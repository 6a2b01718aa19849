// One item of Lazada as it stood on the wire.
#pragma once

#include <vector>

#include "mapping/fulfilment.hpp"
#include "mapping/object_reading.hpp"

namespace lazada::mapping {

struct PickUpStoreFields {
  Scalar name, address, code;
};

struct ItemFields {
  Scalar order_item_id, order_id, status;
  Scalar name, variation, product_main_image, product_detail_url;
  Scalar sku, shop_sku, sku_id, product_id;
  Scalar item_price, paid_price, currency, shipping_amount, tax_amount;
  Scalar voucher_amount, voucher_seller, voucher_platform;
  Scalar shipping_type, shipping_provider_type, shipment_provider;
  Scalar tracking_code, package_id, warehouse_code, sla_time_stamp, updated_at;
  Scalar is_digital, is_fbl, delivery_option_sof, biz_group, order_type, stage_pay_status;
  Scalar cancel_return_initiator, reason, reason_detail, reverse_order_id;
  Scalar need_cancel_confirm, is_cancel_pending, cancel_trigger_time;
  Scalar buyer_id, digital_delivery_info;
  PickUpStoreFields pick_up_store;
};

inline constexpr std::size_t kItemMembers = 43;
using LastItemKeys = LastKeys<Scalar ItemFields::*, kItemMembers>;

// Appends the items of an array of a document that goes on behind it; `end` is the end of the
// whole text, `last` serves all arrays of the document.
void read_items(simdjson::ondemand::array array, const char* end, LastItemKeys& last,
                std::vector<ItemFields>& out);

// `items` is a JSON array with 64 readable bytes behind its end.  The views in `out` live as long
// as the text and until the parser's next document.  Throws Unreadable.
void read_items(simdjson::ondemand::parser& parser, std::string_view items,
                std::vector<ItemFields>& out);

// The readings that order documents and shipments share.  They throw Unreadable.
Fulfilment item_fulfilment(const ItemFields& fields, StoreKind store, const Place& place);
bool item_flag(const Scalar& scalar, std::string_view member, const Place& place);
std::string_view item_id(const ItemFields& fields, const Place& place);

// A presale whose final payment is missing.
bool presale_unpaid(const ItemFields& fields);

}  // namespace lazada::mapping
