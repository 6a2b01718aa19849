// One order of Lazada as it stood on the wire.
#pragma once

#include "mapping/address.hpp"
#include "mapping/object_reading.hpp"

namespace lazada::mapping {

struct OrderFields {
  Scalar order_id, order_number, created_at, updated_at;
  Scalar price, voucher, voucher_seller, voucher_platform, voucher_code;
  Scalar shipping_fee, shipping_fee_original, payment_method;
  Scalar customer_first_name, customer_last_name;
  Scalar national_registration_number, tax_code, branch_number;
  Scalar gift_option, gift_message, remarks, buyer_note, warehouse_code;
  Scalar need_cancel_confirm, is_cancel_pending;
  Scalar delivery_info, promised_shipping_times, extra_attributes;
  AddressFields address_shipping, address_billing;
};

inline constexpr std::size_t kOrderMembers = 29;
using LastOrderKeys = LastKeys<Scalar OrderFields::*, kOrderMembers>;

// Reads an object of a document that goes on behind it; `end` is the end of the whole text, `last`
// serves all orders of the document.
void read_order(simdjson::ondemand::object object, const char* end, LastOrderKeys& last,
                OrderFields& out);

// `text` must have 64 readable bytes behind its end.  The views in `out` live as long as `text` and
// until the parser's next document.  Throws Unreadable.
void read_order(simdjson::ondemand::parser& parser, std::string_view text, OrderFields& out);

}  // namespace lazada::mapping
