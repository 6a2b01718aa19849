#include "mapping/page_elements.hpp"

#include <chapi/module.hpp>
#include <charconv>

#include "mapping/object_reading.hpp"

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

// The elements that one way through the text found.
struct Found {
  std::vector<std::string_view> texts;
  std::int64_t total = -1;
  bool list = false;
};

error_code read_list(ondemand::value value, Found& out) {
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) return error;
  for (auto result : array) {
    ondemand::value element;
    if (const auto error = std::move(result).get(element)) return error;
    if (const auto error = raw_text(element, out.texts.emplace_back())) return error;
  }
  out.list = true;
  return SUCCESS;
}

error_code read_data(ondemand::value value, const char* end, const ListPlace& place, Found& out) {
  if (place.list.empty()) return read_list(value, out);
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) return error;
  for (auto result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) return error;
    const std::string_view key = raw_key(field, end);
    if (key == place.list) {
      if (const auto error = read_list(field.value(), out)) return error;
    } else if (key == place.total) {
      const std::string_view digits = read_scalar(field.value()).value_or(Scalar{}).text;
      std::from_chars(digits.data(), digits.data() + digits.size(), out.total);
    }
  }
  return SUCCESS;
}

error_code read_envelope(std::string_view text, const ListPlace& place, Found& out) {
  out = Found{};
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
    if (const auto error = read_data(field.value(), end, place, out)) return error;
  }
  return fully_read(document) ? SUCCESS : simdjson::TRAILING_CONTENT;
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
  error_code error = read_envelope(text, place, found);
  if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
    page.copy = blanked(body);
    text = page.copy;
    error = read_envelope(text, place, found);
  }
  if (error != SUCCESS) bad_page(place.call, simdjson::error_message(error));
  if (!found.list) bad_page(place.call, "its list is missing");

  page.total = found.total;
  page.elements.reserve(found.texts.size());
  for (const std::string_view part : found.texts) {
    const auto at = static_cast<std::size_t>(part.data() - text.data());
    page.elements.push_back({part, std::string_view(body).substr(at, part.size())});
  }
  return page;
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
