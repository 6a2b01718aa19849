// Buyers and their addresses, in the script and with the address levels of the venue.
#pragma once

#include <cstdint>
#include <string>

namespace sandbox {

struct Address {
  std::string first_name;
  std::string phone;
  std::string address1;  // detail line
  std::string address3;  // state or province
  std::string address4;  // city or district; wards in VN
  std::string address5;
  std::string district;
  std::string city;
  std::string post_code;
  std::string country;
};

struct Buyer {
  int64_t id = 0;
  std::string name;
  std::string email;
  std::string tax_code;    // TH and VN, business buyers only
  std::string tax_branch;  // TH
  Address shipping;
  Address billing;
};

// The same seed makes the same person.
Buyer MakeBuyer(size_t region, uint64_t seed);

// First and last character kept, stars between, as the platform masks names and address lines.
std::string MaskText(const std::string& text);
// First two and last two digits kept.
std::string MaskPhone(const std::string& phone);

// What an application without the right to unmask gets to see.
void Mask(Buyer& buyer);

}  // namespace sandbox
