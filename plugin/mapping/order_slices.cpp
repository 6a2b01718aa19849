#include "mapping/order_slices.hpp"

#include <simdjson.h>

#include <array>
#include <utility>

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
constexpr OrderTable kOrderHeadMembers{std::array<OrderTable::Entry, 3>{{
    {"order_id", &OrderHead::order_id},
    {"updated_at", &OrderHead::updated_at},
    {"created_at", &OrderHead::created_at},
}}};

struct ItemsHead {
  Scalar order_id;
};
using ItemsTable = KeyTable<Scalar ItemsHead::*, 2>;
constexpr ItemsTable kItemsHeadMembers{std::array<ItemsTable::Entry, 2>{{
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

constexpr ListPlace kOrders{"/orders/get", "orders", "countTotal"};
constexpr ListPlace kItems{"/orders/items/get", "", ""};

using OrderRows = std::shared_ptr<PageRows<OrderFields>>;
using ItemRows = std::shared_ptr<PageRows<ItemFields>>;

bool read_rows(const std::string& body, const OrderRows& page, WalkedList& list, OrderPage& out) {
  page->rows.clear();
  page->rows.reserve(body.size() / sizeof(OrderFields));
  std::vector<std::string_view> texts;
  LastOrderKeys last;
  const auto read = [&](ondemand::document& document, ondemand::value element) {
    const char* begin = element.raw_json_token().data();
    ondemand::object object;
    if (const auto error = element.get_object().get(object)) return error;
    read_order(object, body.data() + body.size(), last, page->rows.emplace_back());
    return text_since(document, begin, texts.emplace_back());
  };
  try {
    if (walk_list(page->parser, body, kOrders, read, list) != SUCCESS || !list.found) return false;
  } catch (const Unreadable&) {
    return false;
  }
  out.count_total = list.total;
  out.orders.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const OrderFields& fields = page->rows[i];
    out.orders.push_back({id_or_empty(fields.order_id), seconds(fields.updated_at),
                          seconds(fields.created_at), texts[i],
                          std::shared_ptr<const OrderFields>(page, &fields)});
  }
  return true;
}

bool read_rows(const std::string& body, const ItemRows& page, WalkedList& list,
               std::vector<ItemsSlice>& out) {
  struct Group {
    Scalar order_id;
    std::string_view text;
    std::size_t first = 0;  // its rows
    std::size_t end = 0;
  };
  page->rows.clear();
  page->rows.reserve(body.size() / sizeof(ItemFields));
  std::vector<Group> groups;
  LastItemKeys last;
  const char* end = body.data() + body.size();
  const auto read = [&](ondemand::document& document, ondemand::value element) {
    ondemand::object object;
    if (const auto error = element.get_object().get(object)) return error;
    Group& group = groups.emplace_back();
    simdjson::error_code fault = simdjson::NO_SUCH_FIELD;  // a group without items is one
    ItemsHead head;
    read_object(object, end, kItemsHeadMembers, {}, head, [&](auto, ondemand::value value) {
      const char* begin = value.raw_json_token().data();
      ondemand::array array;
      fault = value.get_array().get(array);
      if (fault != SUCCESS) return;
      group.first = page->rows.size();
      read_items(array, end, last, page->rows);
      group.end = page->rows.size();
      fault = text_since(document, begin, group.text);
    });
    group.order_id = head.order_id;
    return fault;
  };
  try {
    if (walk_list(page->parser, body, kItems, read, list) != SUCCESS || !list.found) return false;
  } catch (const Unreadable&) {
    return false;
  }
  out.reserve(groups.size());
  for (const Group& group : groups) {
    out.push_back({id_or_empty(group.order_id), group.text, page,
                   std::span(page->rows).subspan(group.first, group.end - group.first)});
  }
  return true;
}

// False for a page with any fault.
template <typename Fields, typename Page>
bool read_page(Reused<PageRows<Fields>>& memory, const std::string& body, Page& out,
               std::string& request_id) {
  const std::shared_ptr<PageRows<Fields>> rows = memory.take();  // `list` may point into it
  WalkedList list;
  Page page;
  if (!read_rows(body, rows, list, page) || list.code.text != "0") return false;
  request_id = list.request_id.text;
  out = std::move(page);
  return true;
}

}  // namespace

bool PageReader::read(const std::string& body, OrderPage& out, std::string& request_id) {
  return read_page(orders_, body, out, request_id);
}

bool PageReader::read(const std::string& body, std::vector<ItemsSlice>& out,
                      std::string& request_id) {
  return read_page(items_, body, out, request_id);
}

OrderPage slice_orders(const std::string& body) {
  OrderPage result;
  WalkedList list;
  if (read_rows(body, std::make_shared<PageRows<OrderFields>>(), list, result)) return result;
  const PageElements page = cut_page(body, kOrders);
  result.count_total = page.total;
  result.orders.reserve(page.elements.size());
  ondemand::parser parser;
  for (const PageElements::Element& element : page.elements) {
    const auto head =
        read_head<OrderHead>(parser, element.readable, kOrderHeadMembers, [](auto, auto) {});
    result.orders.push_back({id_or_empty(head.order_id), seconds(head.updated_at),
                             seconds(head.created_at), element.original});
  }
  return result;
}

std::vector<ItemsSlice> slice_items(const std::string& body) {
  std::vector<ItemsSlice> result;
  WalkedList list;
  if (read_rows(body, std::make_shared<PageRows<ItemFields>>(), list, result)) return result;
  const PageElements page = cut_page(body, kItems);
  result.reserve(page.elements.size());
  ondemand::parser parser;
  for (const PageElements::Element& element : page.elements) {
    std::string_view items;
    const auto head = read_head<ItemsHead>(parser, element.readable, kItemsHeadMembers,
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
