#include "mapping/item_fields.hpp"

#include <array>
#include <charconv>

#include "mapping/letters.hpp"

namespace lazada::mapping {
namespace {

using Table = KeyTable<Scalar ItemFields::*, kItemMembers>;
constexpr Table kMembers{std::array<Table::Entry, kItemMembers>{{
    {"order_item_id", &ItemFields::order_item_id},
    {"order_id", &ItemFields::order_id},
    {"status", &ItemFields::status},
    {"name", &ItemFields::name},
    {"variation", &ItemFields::variation},
    {"product_main_image", &ItemFields::product_main_image},
    {"product_detail_url", &ItemFields::product_detail_url},
    {"sku", &ItemFields::sku},
    {"shop_sku", &ItemFields::shop_sku},
    {"sku_id", &ItemFields::sku_id},
    {"product_id", &ItemFields::product_id},
    {"item_price", &ItemFields::item_price},
    {"paid_price", &ItemFields::paid_price},
    {"currency", &ItemFields::currency},
    {"shipping_amount", &ItemFields::shipping_amount},
    {"tax_amount", &ItemFields::tax_amount},
    {"voucher_amount", &ItemFields::voucher_amount},
    {"voucher_seller", &ItemFields::voucher_seller},
    {"voucher_platform", &ItemFields::voucher_platform},
    {"shipping_type", &ItemFields::shipping_type},
    {"shipping_provider_type", &ItemFields::shipping_provider_type},
    {"shipment_provider", &ItemFields::shipment_provider},
    {"tracking_code", &ItemFields::tracking_code},
    {"package_id", &ItemFields::package_id},
    {"warehouse_code", &ItemFields::warehouse_code},
    {"sla_time_stamp", &ItemFields::sla_time_stamp},
    {"updated_at", &ItemFields::updated_at},
    {"is_digital", &ItemFields::is_digital},
    {"is_fbl", &ItemFields::is_fbl},
    {"delivery_option_sof", &ItemFields::delivery_option_sof},
    {"biz_group", &ItemFields::biz_group},
    {"order_type", &ItemFields::order_type},
    {"stage_pay_status", &ItemFields::stage_pay_status},
    {"cancel_return_initiator", &ItemFields::cancel_return_initiator},
    {"reason", &ItemFields::reason},
    {"reason_detail", &ItemFields::reason_detail},
    {"reverse_order_id", &ItemFields::reverse_order_id},
    {"need_cancel_confirm", &ItemFields::need_cancel_confirm},
    {"is_cancel_pending", &ItemFields::is_cancel_pending},
    {"cancel_trigger_time", &ItemFields::cancel_trigger_time},
    {"buyer_id", &ItemFields::buyer_id},
    {"digital_delivery_info", &ItemFields::digital_delivery_info},
    {"pick_up_store_info", nullptr},
}}};

using StoreTable = KeyTable<Scalar PickUpStoreFields::*, 3>;
constexpr StoreTable kStoreMembers{std::array<StoreTable::Entry, 3>{{
    {"pick_up_store_name", &PickUpStoreFields::name},
    {"pick_up_store_address", &PickUpStoreFields::address},
    {"pick_up_store_code", &PickUpStoreFields::code},
}}};

void read_pick_up_store(simdjson::ondemand::value value, const char* end, const Place& place,
                        PickUpStoreFields& out) {
  simdjson::ondemand::json_type type;
  if (const auto error = value.type().get(type)) reject_json(place, error);
  if (type != simdjson::ondemand::json_type::object) {
    const std::optional<Scalar> scalar = read_scalar(value);
    if (!scalar || *scalar) reject(place, "pick_up_store_info", "is no object");
    return;
  }
  simdjson::ondemand::object object;
  if (const auto error = value.get_object().get(object)) reject_json(place, error);
  read_object(object, end, kStoreMembers, place, out, [](auto, auto) {});
}

void read_item(simdjson::ondemand::value value, const char* end, LastItemKeys& last,
               const Place& place, ItemFields& out) {
  simdjson::ondemand::object object;
  if (const auto error = value.get_object().get(object)) reject_json(place, error);
  read_object(object, end, kMembers, last, place, out, [&](auto, simdjson::ondemand::value nested) {
    read_pick_up_store(nested, end, place, out.pick_up_store);
  });
}

}  // namespace

void read_items(simdjson::ondemand::array array, const char* end, LastItemKeys& last,
                std::vector<ItemFields>& out) {
  int index = 0;
  for (auto result : array) {
    const Place place{"items", index++};
    simdjson::ondemand::value value;
    if (const auto error = std::move(result).get(value)) reject_json(place, error);
    read_item(value, end, last, place, out.emplace_back());
  }
}

void read_items(simdjson::ondemand::parser& parser, std::string_view items,
                std::vector<ItemFields>& out) {
  out.clear();
  const simdjson::padded_string_view padded(items, items.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::document document;
  simdjson::ondemand::array array;
  if (const auto error = parser.iterate(padded).get(document)) reject_json({"items"}, error);
  if (const auto error = document.get_array().get(array)) reject_json({"items"}, error);
  LastItemKeys last;
  read_items(array, items.data() + items.size(), last, out);
  if (!fully_read(document)) reject_json({"items"}, simdjson::TRAILING_CONTENT);
}

Fulfilment item_fulfilment(const ItemFields& fields, StoreKind store, const Place& place) {
  ItemMarks marks;
  marks.digital = item_flag(fields.is_digital, "is_digital", place);
  marks.fbl = item_flag(fields.is_fbl, "is_fbl", place);
  marks.seller_fleet = item_flag(fields.delivery_option_sof, "delivery_option_sof", place);
  const PickUpStoreFields& pick_up = fields.pick_up_store;
  marks.pickup_store = pick_up.name || pick_up.address || pick_up.code;
  if (fields.biz_group) {
    const std::string_view digits = fields.biz_group.text;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), marks.biz_group);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
      reject(place, "biz_group", "is not a whole number");
    }
  }
  marks.shipping_type = fields.shipping_type.text;
  marks.shipping_provider_type = fields.shipping_provider_type.text;
  return read_fulfilment(marks, store);
}

bool item_flag(const Scalar& scalar, std::string_view member, const Place& place) {
  const std::optional<bool> flag = read_flag(scalar);
  if (!flag) reject(place, member, "is neither true nor false");
  return *flag;
}

std::string_view item_id(const ItemFields& fields, const Place& place) {
  const std::optional<std::string_view> id = read_id(fields.order_item_id);
  if (!id) reject(place, "order_item_id", "is not an id");
  return *id;
}

bool presale_unpaid(const ItemFields& fields) {
  constexpr std::string_view kUnpaid = "unpaid";  // also "unpaid final payment"
  return same_word(fields.order_type.text, "presale") &&
         same_word(fields.stage_pay_status.text.substr(0, kUnpaid.size()), kUnpaid);
}

}  // namespace lazada::mapping
