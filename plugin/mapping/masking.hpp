// Values that Lazada hides from applications without the right to see them.
#pragma once

#include <string_view>

namespace lazada::mapping {

// Lazada keeps the first and last characters and writes stars between: "G*******1", "65***59".
// True for a run of two stars, and for the short forms "G*1", "G*" and "*".  A value that a buyer
// wrote with such a run is taken for masked too, which only keeps it out of matching.
bool is_masked(std::string_view text);

}  // namespace lazada::mapping
