#include "mapping/page_elements.hpp"

#include <chapi/module.hpp>
#include <charconv>

#include "mapping/letters.hpp"
#include "mapping/object_reading.hpp"

namespace lazada::mapping {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SIMDJSON_PADDING;
using simdjson::SUCCESS;

[[noreturn]] void bad_page(const char* call, std::string what) {
  while (what.ends_with('.')) what.pop_back();  // simdjson ends its sentences
  chapi::module::Error error(CHAPI_BAD_RESPONSE, "bad_response",
                             std::string("The answer of ") + call + " cannot be read: " + what +
                                 ". Nothing was changed; the call can be repeated.");
  error.retryable = true;
  error.call = call;
  throw error;
}

error_code walk_array(ondemand::document& document, ondemand::value value,
                      const ReadElement& element, WalkedList& out) {
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return error;
  for (auto result : array) {
    ondemand::value each;
    if (const auto error = std::move(result).get(each)) return error;
    if (const auto error = element(document, each)) return error;
  }
  out.found = true;
  return SUCCESS;
}

error_code walk_data(ondemand::document& document, ondemand::value value, const char* end,
                     const ListPlace& place, const ReadElement& element, WalkedList& out) {
  if (place.list.empty()) return walk_array(document, value, element, out);
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return error;
  for (auto result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) return error;
    const std::string_view key = raw_key(field, end);
    if (key == place.list) {
      if (const auto error = walk_array(document, field.value(), element, out)) return error;
    } else if (key == place.total) {
      const std::string_view digits = read_scalar(field.value()).value_or(Scalar{}).text;
      std::from_chars(digits.data(), digits.data() + digits.size(), out.total);
    }
  }
  return SUCCESS;
}

// The elements that one way through the text found.
struct Found {
  std::vector<std::string_view> texts;
  WalkedList list;
};

error_code find_elements(std::string_view text, const ListPlace& place, Found& out) {
  out = Found{};
  ondemand::parser parser;
  return walk_list(
      parser, text, place,
      [&out](auto&, ondemand::value element) {
        return raw_text(element, out.texts.emplace_back());
      },
      out.list);
}

// Of the same length, and legal JSON wherever the body is.
std::string blanked(const std::string& body) {
  std::string copy;
  copy.reserve(body.size() + SIMDJSON_PADDING);
  copy = body;
  for (char& c : copy) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x80) c = ' ';
  }
  return copy;
}

}  // namespace

PageElements cut_page(const std::string& body, const ListPlace& place) {
  PageElements page;
  Found found;
  std::string_view text = body;
  error_code error = find_elements(text, place, found);
  if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
    page.copy = blanked(body);
    text = page.copy;
    error = find_elements(text, place, found);
  }
  if (error != SUCCESS) bad_page(place.call, simdjson::error_message(error));
  if (!found.list.found) bad_page(place.call, "its list is missing");

  page.total = found.list.total;
  page.elements.reserve(found.texts.size());
  for (const std::string_view part : found.texts) {
    const auto at = static_cast<std::size_t>(part.data() - text.data());
    page.elements.push_back({part, std::string_view(body).substr(at, part.size())});
  }
  return page;
}

error_code walk_list(ondemand::parser& parser, std::string_view text, const ListPlace& place,
                     const ReadElement& element, WalkedList& out) {
  ondemand::document document;
  ondemand::object object;
  const simdjson::padded_string_view padded(text, text.size() + SIMDJSON_PADDING);
  if (const auto error = parser.iterate(padded).get(document)) return error;
  if (const auto error = document.get_object().get(object)) return error;
  const char* end = text.data() + text.size();
  for (auto result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) return error;
    const std::string_view key = raw_key(field, end);
    if (key == "code") {
      out.code = read_scalar(field.value()).value_or(Scalar{});
    } else if (key == "request_id") {
      out.request_id = read_scalar(field.value()).value_or(Scalar{});
    } else if (key == "data") {
      if (const auto error = walk_data(document, field.value(), end, place, element, out)) {
        return error;
      }
    }
  }
  return fully_read(document) ? SUCCESS : simdjson::TRAILING_CONTENT;
}

error_code text_since(ondemand::document& document, const char* begin, std::string_view& out) {
  const char* end = nullptr;  // of the next token, behind blanks
  if (const auto error = document.current_location().get(end)) return error;
  while (end > begin && is_blank(end[-1])) --end;
  out = {begin, static_cast<std::size_t>(end - begin)};
  return SUCCESS;
}

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

}  // namespace lazada::mapping
