#include "mapping/item.hpp"

#include "mapping/item_fields.hpp"

namespace lazada::mapping {
namespace {

ItemState read_state(const ItemFields& fields, StoreKind store, const Place& place) {
  ItemState state;
  state.item_id = item_id(fields, place);
  if (fields.order_id) {
    const std::optional<std::string_view> id = read_id(fields.order_id);
    if (!id) reject(place, "order_id", "is not an id");
    state.order_id = *id;
  }
  if (!fields.status) reject(place, "status", "is missing");
  state.status = read_status(fields.status.text);
  state.status_raw = fields.status.text;
  state.fulfilment = item_fulfilment(fields, store, place);
  state.package_id = fields.package_id.text;
  state.tracking_number = fields.tracking_code.text;
  state.carrier = fields.shipment_provider.text;
  state.warehouse = fields.warehouse_code.text;
  state.shipping_type = fields.shipping_type.text;
  state.presale_unpaid = presale_unpaid(fields);
  state.cancel_requested = item_flag(fields.need_cancel_confirm, "need_cancel_confirm", place);
  state.cancel_pending = item_flag(fields.is_cancel_pending, "is_cancel_pending", place);
  return state;
}

}  // namespace

std::vector<ItemState> read_items(std::string_view items, StoreKind store) {
  const simdjson::padded_string text(items);
  simdjson::ondemand::parser parser;
  std::vector<ItemFields> rows;
  read_items(parser, text, rows);
  std::vector<ItemState> states;
  for (const ItemFields& row : rows) {
    states.push_back(read_state(row, store, {"items", static_cast<int>(states.size())}));
  }
  return states;
}

}  // namespace lazada::mapping
