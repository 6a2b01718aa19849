#include "mapping/order_slices.hpp"

#include <simdjson.h>

#include <array>
#include <chapi/module.hpp>
#include <charconv>

#include "mapping/object_reading.hpp"
#include "mapping/stamp.hpp"

namespace lazada::mapping {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SIMDJSON_PADDING;
using simdjson::SUCCESS;

[[noreturn]] void bad_page(const char* call, const std::string& what) {
  chapi::module::Error error(CHAPI_BAD_RESPONSE, "bad_response",
                             std::string("The answer of ") + call + " cannot be read: " + what +
                                 ". Nothing was changed; the call can be repeated.");
  error.retryable = true;
  error.call = call;
  throw error;
}

// The elements of a page, one text each.
struct Elements {
  std::vector<std::string_view> texts;
  std::int64_t count_total = -1;
  bool found = false;
};

// Finds where an element ends without looking inside.
error_code raw_text(ondemand::value value, std::string_view& out) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return error;
    return object.raw_json().get(out);
  }
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    return array.raw_json().get(out);
  }
  out = value.raw_json_token();
  return SUCCESS;
}

error_code read_list(ondemand::value value, Elements& out) {
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return error;
  for (auto result : array) {
    ondemand::value element;
    if (const auto error = std::move(result).get(element)) return error;
    if (const auto error = raw_text(element, out.texts.emplace_back())) return error;
  }
  out.found = true;
  return SUCCESS;
}

// data{countTotal, orders[]}
error_code read_orders_data(ondemand::value value, const char* end, Elements& out) {
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return error;
  for (auto result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) return error;
    const std::string_view key = raw_key(field, end);
    if (key == "orders") {
      if (const auto error = read_list(field.value(), out)) return error;
    } else if (key == "countTotal") {
      const std::string_view digits = read_scalar(field.value()).value_or(Scalar{}).text;
      std::from_chars(digits.data(), digits.data() + digits.size(), out.count_total);
    }
  }
  return SUCCESS;
}

template <typename ReadData>
error_code read_envelope(std::string_view text, Elements& out, ReadData&& read_data) {
  out = Elements{};
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  const simdjson::padded_string_view padded(text, text.size() + SIMDJSON_PADDING);
  if (const auto error = parser.iterate(padded).get(document)) return error;
  if (const auto error = document.get_object().get(object)) return error;
  const char* end = text.data() + text.size();
  for (auto result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) return error;
    if (raw_key(field, end) != "data") continue;
    if (const auto error = read_data(field.value(), end, out)) return error;
  }
  return fully_read(document) ? SUCCESS : simdjson::TRAILING_CONTENT;
}

// The page's text, or a copy in which every byte that is no plain ASCII is a blank.
class PageText {
 public:
  explicit PageText(const std::string& body) : body_(body), text_(body) {}

  // simdjson refuses a whole text for one invalid byte in one buyer's name.  Positions are the same
  // in the copy, so orders can be told apart; the bad one fails alone when it is read.
  void blank() {
    copy_.reserve(body_.size() + SIMDJSON_PADDING);
    copy_ = body_;
    for (char& c : copy_) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte >= 0x80) c = ' ';
    }
    text_ = copy_;
  }
  std::string_view text() const { return text_; }
  // The same part of the body.
  std::string_view original(std::string_view part) const {
    if (part.empty()) return {};
    return std::string_view(body_).substr(static_cast<std::size_t>(part.data() - text_.data()),
                                          part.size());
  }

 private:
  const std::string& body_;
  std::string copy_;
  std::string_view text_;
};

template <typename ReadData>
Elements read_page(const char* call, PageText& page, ReadData&& read_data) {
  Elements elements;
  error_code error = read_envelope(page.text(), elements, read_data);
  if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
    page.blank();
    error = read_envelope(page.text(), elements, read_data);
  }
  if (error != SUCCESS) bad_page(call, simdjson::error_message(error));
  return elements;
}

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
  constexpr const char* kCall = "/orders/get";
  PageText page(body);
  const Elements elements = read_page(kCall, page, read_orders_data);
  if (!elements.found) bad_page(kCall, "it has no data.orders");

  OrderPage result;
  result.count_total = elements.count_total;
  ondemand::parser parser;
  for (const std::string_view text : elements.texts) {
    const auto head = read_head<OrderHead>(parser, text, kOrderMembers, [](auto, auto) {});
    result.orders.push_back({id_or_empty(head.order_id), seconds(head.updated_at),
                             seconds(head.created_at), page.original(text)});
  }
  return result;
}

std::vector<ItemsSlice> slice_items(const std::string& body) {
  constexpr const char* kCall = "/orders/items/get";
  PageText page(body);
  const Elements elements = read_page(
      kCall, page,
      [](ondemand::value data, const char*, Elements& out) { return read_list(data, out); });
  if (!elements.found) bad_page(kCall, "it has no data");

  std::vector<ItemsSlice> result;
  ondemand::parser parser;
  for (const std::string_view text : elements.texts) {
    std::string_view items;
    const auto head =
        read_head<ItemsHead>(parser, text, kItemsMembers, [&](auto, ondemand::value value) {
          if (raw_text(value, items) != SUCCESS) items = {};
        });
    result.push_back({id_or_empty(head.order_id), page.original(items)});
  }
  return result;
}

}  // namespace lazada::mapping
