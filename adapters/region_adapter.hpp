// What one marketplace region is: facts, and nothing that has a default.
#pragma once

#include <string_view>
#include <vector>

namespace lazada::adapters {

// A value that must be given: an aggregate with a Fact left out does not compile.
template <typename T>
struct Fact {
  Fact() = delete;
  template <typename U>
  constexpr Fact(U&& given) : value(static_cast<U&&>(given)) {}  // NOLINT: facts read as values
  T value;
  constexpr operator const T&() const { return value; }
};

// Static, immutable; the texts live as long as the library.  Sources: NOTES.md of the region.
struct RegionAdapter {
  Fact<std::string_view> id;                      // "lazada.sg"
  Fact<std::string_view> region;                  // lower-case ISO 3166-1 alpha-2, "sg"
  Fact<std::string_view> name;                    // "Lazada Singapore"
  Fact<std::string_view> api_base;                // "https://api.lazada.sg/rest"
  Fact<std::string_view> storefront;              // "https://www.lazada.sg"
  Fact<std::string_view> seller_center;           // "https://sellercenter.lazada.sg"
  Fact<std::string_view> currency;                // ISO 4217
  Fact<int> decimals;                             // that prices have in practice; 0 in VN and ID
  Fact<std::string_view> time_zone;               // IANA name
  Fact<int> utc_offset_minutes;                   // no region has daylight saving time
  Fact<std::vector<std::string_view>> languages;  // "th_TH", the local one first
  Fact<bool> uses_post_code;     // false in ID: no part of an address is ever a post code
  Fact<bool> has_wards;          // address5, or address4 below a named district, is a third level
  Fact<bool> has_tax_number;     // tax_code is the buyer's tax number (TH, VN)
  Fact<bool> has_branch_number;  // branch_number is the buyer's tax branch (TH)
};

// All six, in the order SG MY TH VN ID PH.
const std::vector<const RegionAdapter*>& all();

// nullptr when there is no such adapter.
const RegionAdapter* find(std::string_view id);

}  // namespace lazada::adapters
