#include "mapping/order_fields.hpp"

#include <array>

namespace lazada::mapping {
namespace {

using Table = KeyTable<Scalar OrderFields::*, kOrderMembers>;
constexpr Table kMembers{std::array<Table::Entry, kOrderMembers>{{
    {"order_id", &OrderFields::order_id},
    {"order_number", &OrderFields::order_number},
    {"created_at", &OrderFields::created_at},
    {"updated_at", &OrderFields::updated_at},
    {"price", &OrderFields::price},
    {"voucher", &OrderFields::voucher},
    {"voucher_seller", &OrderFields::voucher_seller},
    {"voucher_platform", &OrderFields::voucher_platform},
    {"voucher_code", &OrderFields::voucher_code},
    {"shipping_fee", &OrderFields::shipping_fee},
    {"shipping_fee_original", &OrderFields::shipping_fee_original},
    {"payment_method", &OrderFields::payment_method},
    {"customer_first_name", &OrderFields::customer_first_name},
    {"customer_last_name", &OrderFields::customer_last_name},
    {"national_registration_number", &OrderFields::national_registration_number},
    {"tax_code", &OrderFields::tax_code},
    {"branch_number", &OrderFields::branch_number},
    {"gift_option", &OrderFields::gift_option},
    {"gift_message", &OrderFields::gift_message},
    {"remarks", &OrderFields::remarks},
    {"buyer_note", &OrderFields::buyer_note},
    {"warehouse_code", &OrderFields::warehouse_code},
    {"need_cancel_confirm", &OrderFields::need_cancel_confirm},
    {"is_cancel_pending", &OrderFields::is_cancel_pending},
    {"delivery_info", &OrderFields::delivery_info},
    {"promised_shipping_times", &OrderFields::promised_shipping_times},
    {"extra_attributes", nullptr},
    {"address_shipping", nullptr},
    {"address_billing", nullptr},
}}};

}  // namespace

void read_order(simdjson::ondemand::object object, const char* end, LastOrderKeys& last,
                OrderFields& out) {
  out = OrderFields{};
  read_object(object, end, kMembers, last, {}, out,
              [&](std::string_view member, simdjson::ondemand::value value) {
                if (member == "extra_attributes") {
                  out.extra_attributes = read_scalar(value).value_or(Scalar{});
                } else {
                  read_address(
                      value, end, member,
                      member == "address_shipping" ? out.address_shipping : out.address_billing);
                }
              });
}

void read_order(simdjson::ondemand::parser& parser, std::string_view text, OrderFields& out) {
  const simdjson::padded_string_view padded(text, text.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (const auto error = parser.iterate(padded).get(document)) reject_json({}, error);
  if (const auto error = document.get_object().get(object)) reject_json({}, error);
  LastOrderKeys last;
  read_order(object, text.data() + text.size(), last, out);
  if (!fully_read(document)) reject_json({}, simdjson::TRAILING_CONTENT);
}

}  // namespace lazada::mapping
