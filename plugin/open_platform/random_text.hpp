// Texts that nobody can guess.
#pragma once

#include <cstddef>
#include <string>

namespace lazada::open_platform {

// Two hexadecimal digits for each random byte.  Throws Error (internal).
std::string random_text(std::size_t bytes);

}  // namespace lazada::open_platform
