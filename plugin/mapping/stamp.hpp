// Times as Lazada writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lazada::mapping {

// A point in time with the offset in which it was told.
struct Stamp {
  std::int64_t unix_seconds = 0;
  int offset_minutes = 0;
};

// "2018-05-17 09:23:36 +0800" or RFC 3339 (a fraction of a second is cut off).  Nothing when it is
// anything else or no date of the calendar: a stamp without offset could be any of two hours.
std::optional<Stamp> parse_stamp(std::string_view text);

// Milliseconds since 1970, decimal digits; the answer carries `offset_minutes`.
std::optional<Stamp> parse_epoch_ms(std::string_view digits, int offset_minutes);

// Writes RFC 3339, "2018-05-17T09:23:36+08:00": kStampSize bytes; returns their end.
inline constexpr std::size_t kStampSize = 25;
char* write_stamp(char* to, const Stamp& stamp);
std::string stamp_text(const Stamp& stamp);

}  // namespace lazada::mapping
