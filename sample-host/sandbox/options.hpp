// How a marketplace is set up when it starts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/settings.hpp"

namespace sandbox {

inline constexpr const char* kDefaultAppKey = "500100";
inline constexpr const char* kDefaultAppSecret = "sandbox0secret0sandbox0secret000";
inline constexpr const char* kDefaultRedirectUri = "http://127.0.0.1:8765/callback";

struct Options {
  uint64_t seed = 1;
  uint32_t orders = 200;   // of the first store of each region; further stores have at most 20
  uint32_t products = 60;  // of each store
  unsigned stores = 2;     // of each region
  int days = 30;           // over which the generated orders are spread
  std::vector<std::string> regions = {"sg", "my", "th", "vn", "id", "ph"};
  bool cross_border = false;  // adds one seller with a store in every region
  int64_t start_ms = 0;       // what the clock shows at the start; 0: the machine's time
  std::string app_key = kDefaultAppKey;
  std::string app_secret = kDefaultAppSecret;
  std::vector<std::string> redirect_uris = {kDefaultRedirectUri};
  Settings settings;
};

}  // namespace sandbox
