// Where requests go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lazada::open_platform {

struct Origin {
  bool tls = true;
  std::string host;  // lower case; an IPv6 address without brackets
  std::uint16_t port = 443;

  bool operator==(const Origin&) const = default;
};

// An origin and the path that stands before every API path, such as "/rest".
struct Endpoint {
  Origin origin;
  std::string base_path;  // without a trailing slash
};

// Splits an absolute address; its query and fragment are refused.  Throws Error
// (invalid_argument, reason address_invalid) also for plain HTTP to anything but a loopback
// address, and for an address with a user name in it.  `what` names the address in the message.
Endpoint parse_endpoint(std::string_view url, std::string_view what);

// An address together with its path and query.
struct Target {
  Origin origin;
  std::string path_and_query;
};
Target parse_target(std::string_view url, std::string_view what);

// "localhost", ::1 or an address of 127.0.0.0/8, written as such: no name is looked up.
bool is_loopback(std::string_view host);

}  // namespace lazada::open_platform
