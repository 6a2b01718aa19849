// Buyers' addresses: from Lazada's five lines to named levels.
#pragma once

#include <string>

#include "adapters/region_adapter.hpp"
#include "mapping/json_text.hpp"
#include "mapping/object_reading.hpp"

namespace lazada::mapping {

// address_shipping or address_billing as it stood.
struct AddressFields {
  Scalar first_name, last_name, phone, phone2, customer_email;
  Scalar address1, address2, address3, address4, address5;
  Scalar district;  // addressDistrict in /order/get, addressDsitrict in /orders/get
  Scalar city, post_code, country;

  bool given() const { return first_name || phone || address1 || address3 || city || country; }
};

// A value that is no object leaves `out` empty when it says "absent", and throws Unreadable else.
void read_address(simdjson::ondemand::value value, const char* end, std::string_view member,
                  AddressFields& out);

// Appends the contract's address.
//   state     address3
//   district  the district field, else address4 unless that is the city
//   city      city, else address4
//   ward      address5 in regions that have wards; there also an address4 below a named district
//   post_code post_code, else an address5 that looks like one (not in regions without post codes)
// Whatever of address4 and address5 found no level becomes a line: nothing of an address is lost.
// The country is told by its English name; an unknown or missing one is the adapter's region.
void append_address(JsonText& out, const AddressFields& fields,
                    const adapters::RegionAdapter& adapter);

}  // namespace lazada::mapping
