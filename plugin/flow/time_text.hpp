// Points in time as Unix seconds inside and RFC 3339 text outside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lazada::flow {

// "2026-01-31T09:30:00+08:00", the only form that Lazada takes for orders.
std::string time_text(std::int64_t unix_seconds, int utc_offset_minutes);

// Cuts fractions of a second.  Throws Error (invalid_argument, reason request_invalid) naming
// `member` when the text is not RFC 3339 with an offset.
std::int64_t parse_time(std::string_view text, const char* member);

}  // namespace lazada::flow
