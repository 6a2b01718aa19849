// Strings of the documents that are written on the hot path.
#pragma once

#include <string>
#include <string_view>

namespace lazada::mapping {

// Appends `text` in quotes and escaped.  The text must be valid UTF-8.
void append_quoted(std::string& out, std::string_view text);

}  // namespace lazada::mapping
