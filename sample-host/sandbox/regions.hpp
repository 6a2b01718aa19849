// The six venues as the sandbox plays them.
#pragma once

#include <array>
#include <string_view>

namespace sandbox {

inline constexpr size_t kRegionCount = 6;

struct Region {
  std::string_view code;          // sg
  std::string_view upper_code;    // SG
  std::string_view country;       // as it stands in addresses
  std::string_view currency;      // ISO 4217
  int utc_offset_minutes;         // of every stamp in payloads
  bool whole_units;               // prices carry no cents
  bool prints_cents;              // whole amounts may still be written with .00
  std::string_view shop_sku_tag;  // <item>_<tag>-<sku>
  std::string_view storefront;
  std::string_view phone_prefix;  // international form without +
  std::string_view tracking_prefix;
  std::array<std::string_view, 2> carriers;
  std::array<std::string_view, 4> payment_methods;
  int price_scale;        // local minor units (hundredths) for one hundredth of a dollar
  bool has_tax_code;      // TH, VN
  bool has_tax_branch;    // TH
  bool uses_post_code;    // not ID
  std::string_view site;  // shown on the authorisation page
};

const std::array<Region, kRegionCount>& Regions();

// Index of a lower-case country code, or -1.
int RegionIndex(std::string_view code);

}  // namespace sandbox
