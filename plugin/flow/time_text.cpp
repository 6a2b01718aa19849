#include "plugin/flow/time_text.hpp"

#include <chapi/module.hpp>

#include "plugin/mapping/stamp.hpp"

namespace lazada::flow {

std::string time_text(std::int64_t unix_seconds, int utc_offset_minutes) {
  return mapping::stamp_text({unix_seconds, utc_offset_minutes});
}

std::int64_t parse_time(std::string_view text, const char* member) {
  const auto stamp = mapping::parse_stamp(text);
  if (!stamp) {
    throw chapi::module::Error(
        CHAPI_INVALID_ARGUMENT, "request_invalid",
        std::string("The member \"") + member +
            "\" must be a time such as \"2026-01-31T09:30:00+08:00\" (RFC 3339 with offset).");
  }
  return stamp->unix_seconds;
}

}  // namespace lazada::flow
