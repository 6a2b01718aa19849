#include "plugin/open_platform/endpoint.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>

#include "plugin/open_platform/client.hpp"

namespace lazada::open_platform {
namespace {

[[noreturn]] void refuse(std::string_view what, const std::string& why) {
  throw Error(CHAPI_INVALID_ARGUMENT, "address_invalid", std::string(what) + " " + why);
}

Poco::URI parse(std::string_view url, std::string_view what) {
  try {
    return Poco::URI(std::string(url));
  } catch (const Poco::Exception&) {
    refuse(what, "is not an address of the form https://host/path.");
  }
}

Origin origin_of(const Poco::URI& uri, std::string_view what) {
  if (uri.getScheme() != "https" && uri.getScheme() != "http") {
    refuse(what, "must begin with https:// (http:// is accepted for loopback addresses only).");
  }
  if (uri.getHost().empty()) refuse(what, "names no host.");
  if (!uri.getUserInfo().empty()) refuse(what, "must not contain a user name or password.");
  Origin origin;
  origin.tls = uri.getScheme() == "https";
  origin.host = Poco::toLower(uri.getHost());
  origin.port = uri.getPort();
  if (!origin.tls && !is_loopback(origin.host)) {
    refuse(what, "uses plain http for a host that is not a loopback address; use https.");
  }
  return origin;
}

}  // namespace

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(std::string(host), address) && address.isLoopback();
}

Endpoint parse_endpoint(std::string_view url, std::string_view what) {
  const Poco::URI uri = parse(url, what);
  if (!uri.getRawQuery().empty() || !uri.getFragment().empty()) {
    refuse(what, "must have neither a query nor a fragment.");
  }
  Endpoint endpoint;
  endpoint.origin = origin_of(uri, what);
  endpoint.base_path = uri.getPath();
  while (!endpoint.base_path.empty() && endpoint.base_path.back() == '/') {
    endpoint.base_path.pop_back();
  }
  return endpoint;
}

Target parse_target(std::string_view url, std::string_view what) {
  // What is sent is the text as it came: a signed link must not be encoded anew.
  if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c >= 0x7F; })) {
    refuse(what, "contains characters that no address may contain.");
  }
  const Origin origin = origin_of(parse(url, what), what);
  const std::string_view text = url.substr(0, url.find('#'));
  const std::size_t authority = text.find("://") + 3;
  const std::size_t path = std::min(text.find_first_of("/?", authority), text.size());
  const std::string_view rest = text.substr(path);
  std::string path_and_query(rest.starts_with('/') ? "" : "/");
  path_and_query += rest;
  return Target{origin, path_and_query};
}

}  // namespace lazada::open_platform
