// What open() was given for one channel, checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/open_platform/secret.hpp"

namespace lazada {

// chapi.channel-config/1 with the defaults filled in.  Immutable after parse_config.
struct Config {
  std::string store;      // the host's own id, for logs
  std::string grant;      // key in the token vault; cross-border channels share it
  std::string seller_id;  // empty while unknown
  bool cross_border = false;

  std::string app_key;
  open_platform::Secret app_secret;
  std::string redirect_uri;

  std::string sandbox;  // base address without a trailing slash; empty: the real marketplace
  std::string ca_file;  // PEM; empty: the system's authorities only

  int connections = 4;
  std::int64_t request_timeout_ms = 30'000;
  int calls_per_second = 20;
  std::int64_t lag_seconds = 5;
  std::int64_t overlap_seconds = 600;
  int orders_per_batch = 600;  // before rounding up to whole list pages
};

// Throws Error (invalid_argument, reason config_invalid) whose message names the member and what
// it must be, never its value.
Config parse_config(std::string_view json);

}  // namespace lazada
