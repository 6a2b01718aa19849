#include "mapping/masking.hpp"

#include <cstddef>

namespace lazada::mapping {

bool is_masked(std::string_view text) {
  if (text.find("**") != std::string_view::npos) return true;
  if (text.find('*') == std::string_view::npos) return false;
  std::size_t characters = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++characters;
  }
  return characters <= 3;
}

}  // namespace lazada::mapping
