#include "mapping/object_reading.hpp"

#include "mapping/letters.hpp"

namespace lazada::mapping {
namespace {

std::string path(const Place& place) {
  std::string text(place.owner);
  if (place.index >= 0) text += "[" + std::to_string(place.index) + "]";
  return text;
}

}  // namespace

void reject(const Place& place, std::string_view member, std::string_view what) {
  std::string message = path(place);
  if (!message.empty()) message += '.';
  message.append(member).append(" ").append(what);
  std::string reason;
  for (const char c : member) reason += lower(c);
  throw Unreadable(reason + "_unreadable", message);
}

void reject_json(const Place& place, simdjson::error_code error) {
  std::string message = path(place);
  if (message.empty()) message = "order";
  throw Unreadable("not_json", message + " is no JSON object: " + simdjson::error_message(error));
}

bool fully_read(simdjson::ondemand::document& document) {
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

}  // namespace lazada::mapping
