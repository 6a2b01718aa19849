#include "mapping/order_slices.hpp"

#include <simdjson.h>

#include <array>

#include "mapping/object_reading.hpp"
#include "mapping/page_elements.hpp"
#include "mapping/stamp.hpp"

namespace lazada::mapping {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SIMDJSON_PADDING;
using simdjson::SUCCESS;

struct OrderHead {
  Scalar order_id, updated_at, created_at;
};
using OrderTable = KeyTable<Scalar OrderHead::*, 3>;
constexpr OrderTable kOrderMembers{std::array<OrderTable::Entry, 3>{{
    {"order_id", &OrderHead::order_id},
    {"updated_at", &OrderHead::updated_at},
    {"created_at", &OrderHead::created_at},
}}};

struct ItemsHead {
  Scalar order_id;
};
using ItemsTable = KeyTable<Scalar ItemsHead::*, 2>;
constexpr ItemsTable kItemsMembers{std::array<ItemsTable::Entry, 2>{{
    {"order_id", &ItemsHead::order_id},
    {"order_items", nullptr},
}}};

// Reads what can be read of one element; what cannot stays absent.
template <typename Head, typename Table, typename Nested>
Head read_head(ondemand::parser& parser, std::string_view text, const Table& table,
               Nested&& nested) {
  Head head;
  ondemand::document document;
  ondemand::object object;
  const simdjson::padded_string_view padded(text, text.size() + SIMDJSON_PADDING);
  if (parser.iterate(padded).get(document) != SUCCESS) return head;
  if (document.get_object().get(object) != SUCCESS) return head;
  try {
    read_object(object, text.data() + text.size(), table, {}, head, nested);
  } catch (const Unreadable&) {
    // The same error stops this one order when its document is written.
  }
  return head;
}

std::int64_t seconds(const Scalar& scalar) {
  const std::optional<Stamp> stamp = parse_stamp(scalar.text);
  return stamp ? stamp->unix_seconds : 0;
}

std::string id_or_empty(const Scalar& scalar) {
  return std::string(read_id(scalar).value_or(std::string_view{}));
}

}  // namespace

OrderPage slice_orders(const std::string& body) {
  const PageElements page = cut_page(body, {"/orders/get", "orders", "countTotal"});
  OrderPage result;
  result.count_total = page.total;
  result.orders.reserve(page.elements.size());
  ondemand::parser parser;
  for (const PageElements::Element& element : page.elements) {
    const auto head =
        read_head<OrderHead>(parser, element.readable, kOrderMembers, [](auto, auto) {});
    result.orders.push_back({id_or_empty(head.order_id), seconds(head.updated_at),
                             seconds(head.created_at), element.original});
  }
  return result;
}

std::vector<ItemsSlice> slice_items(const std::string& body) {
  const PageElements page = cut_page(body, {"/orders/items/get", "", ""});
  std::vector<ItemsSlice> result;
  result.reserve(page.elements.size());
  ondemand::parser parser;
  for (const PageElements::Element& element : page.elements) {
    std::string_view items;
    const auto head = read_head<ItemsHead>(parser, element.readable, kItemsMembers,
                                           [&](auto, ondemand::value value) {
                                             if (raw_text(value, items) != SUCCESS) items = {};
                                           });
    if (!items.empty()) {
      const auto at = static_cast<std::size_t>(items.data() - element.readable.data());
      items = element.original.substr(at, items.size());
    }
    result.push_back({id_or_empty(head.order_id), items});
  }
  return result;
}

}  // namespace lazada::mapping
