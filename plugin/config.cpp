#include "plugin/config.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <chapi/module.hpp>
#include <nlohmann/json.hpp>

#include "plugin/open_platform/endpoint.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada {
namespace {

using chapi::module::Error;
using nlohmann::json;

[[noreturn]] void refuse(const std::string& member, const std::string& must) {
  throw Error(CHAPI_INVALID_ARGUMENT, "config_invalid",
              "The channel configuration's \"" + member + "\" " + must + ".");
}

const json* find(const json& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? nullptr : &*found;
}

std::string text(const json& object, const char* member, const std::string& name,
                 std::size_t longest) {
  const json* value = find(object, member);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse(name, "must be text");
  std::string found = value->get<std::string>();
  if (found.size() > longest) {
    refuse(name, "must not be longer than " + std::to_string(longest) + " bytes");
  }
  // A vault key crosses the boundary as C text.
  if (found.find('\0') != std::string::npos) refuse(name, "must not contain NUL");
  return found;
}

std::string needed_text(const json& object, const char* member, const std::string& name,
                        std::size_t longest) {
  std::string found = text(object, member, name, longest);
  if (found.empty()) refuse(name, "is missing or empty");
  return found;
}

std::int64_t number(const json& limits, const char* member, std::int64_t otherwise,
                    std::int64_t least, std::int64_t most) {
  const json* value = find(limits, member);
  if (value == nullptr) return otherwise;
  const std::string name = std::string("limits.") + member;
  const std::string range =
      "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  if (!value->is_number_integer()) refuse(name, range);
  if (value->is_number_unsigned() &&
      value->get<std::uint64_t>() > static_cast<std::uint64_t>(most)) {
    refuse(name, range);
  }
  const auto found = value->get<std::int64_t>();
  if (found < least || found > most) refuse(name, range);
  return found;
}

std::string sandbox_address(const json& document) {
  std::string address = text(document, "sandbox", "sandbox", 2048);
  while (!address.empty() && address.back() == '/') address.pop_back();
  if (address.empty()) {
    if (find(document, "sandbox") != nullptr) refuse("sandbox", "must be an address or be absent");
    return address;
  }
  try {
    open_platform::parse_endpoint(address, "The channel configuration's \"sandbox\"");
  } catch (Error& e) {
    e.reason = "config_invalid";
    throw;
  }
  return address;
}

std::string redirect_address(const json& app) {
  std::string address = needed_text(app, "redirect_uri", "app.redirect_uri", 2048);
  try {
    const Poco::URI uri(address);
    if ((uri.getScheme() == "https" || uri.getScheme() == "http") && !uri.getHost().empty() &&
        uri.getFragment().empty()) {
      return address;
    }
  } catch (const Poco::Exception&) {  // told below
  }
  refuse("app.redirect_uri", "must be an address of the form https://host/path");
}

}  // namespace

Config parse_config(std::string_view text_of_config) {
  constexpr std::size_t kLongest = 4096;
  const json document = open_platform::parse_small(text_of_config);
  if (!document.is_object()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "config_invalid",
                "The channel configuration is not a JSON object.");
  }
  if (text(document, "schema", "schema", kLongest) != "chapi.channel-config/1") {
    refuse("schema", "must be chapi.channel-config/1");
  }
  Config config;
  config.store = needed_text(document, "store", "store", 128);
  config.grant = needed_text(document, "grant", "grant", 256);
  config.seller_id = text(document, "seller_id", "seller_id", 128);
  if (const json* cross_border = find(document, "cross_border")) {
    if (!cross_border->is_boolean()) refuse("cross_border", "must be true or false");
    config.cross_border = cross_border->get<bool>();
  }
  const json* app = find(document, "app");
  if (app == nullptr || !app->is_object()) refuse("app", "is missing or not an object");
  config.app_key = needed_text(*app, "key", "app.key", 128);
  config.app_secret = open_platform::Secret(needed_text(*app, "secret", "app.secret", kLongest));
  config.redirect_uri = redirect_address(*app);
  config.sandbox = sandbox_address(document);
  config.ca_file = text(document, "ca_file", "ca_file", kLongest);

  if (const json* limits = find(document, "limits")) {
    if (!limits->is_object()) refuse("limits", "must be an object");
    config.connections =
        static_cast<int>(number(*limits, "connections", config.connections, 1, 16));
    config.request_timeout_ms =
        number(*limits, "request_timeout_ms", config.request_timeout_ms, 100, 600'000);
    config.calls_per_second =
        static_cast<int>(number(*limits, "calls_per_second", config.calls_per_second, 1, 1000));
    config.lag_seconds = number(*limits, "lag_seconds", config.lag_seconds, 0, 600);
    config.overlap_seconds = number(*limits, "overlap_seconds", config.overlap_seconds, 0, 86'400);
    config.orders_per_batch =
        static_cast<int>(number(*limits, "orders_per_batch", config.orders_per_batch, 1, 5'000));
  }
  return config;
}

}  // namespace lazada
