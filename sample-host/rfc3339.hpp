// RFC 3339 text and Unix milliseconds.  [any thread]
#ifndef SAMPLE_HOST_RFC3339_HPP_
#define SAMPLE_HOST_RFC3339_HPP_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace channel_host {

// "2026-01-31T08:00:00.5+07:00"; nothing when the text is no such time.
std::optional<std::int64_t> parse_rfc3339(std::string_view text);

// In UTC, "2026-01-31T01:00:00Z"; milliseconds only when there are some.
std::string format_rfc3339(std::int64_t unix_ms);

}  // namespace channel_host

#endif  // SAMPLE_HOST_RFC3339_HPP_
