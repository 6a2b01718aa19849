#include "plugin/flow/time_text.hpp"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Timespan.h>
#include <Poco/Timestamp.h>

#include <chapi/module.hpp>
#include <regex>

namespace lazada::flow {

std::string time_text(std::int64_t unix_seconds, int utc_offset_minutes) {
  const int offset = utc_offset_minutes * 60;
  const auto local = Poco::Timestamp::fromEpochTime(unix_seconds + offset);
  std::string text = Poco::DateTimeFormatter::format(local, "%Y-%m-%dT%H:%M:%S");
  return text + (offset == 0 ? "+00:00" : Poco::DateTimeFormatter::tzdISO(offset));
}

std::int64_t parse_time(std::string_view text, const char* member) {
  // Poco's parser takes much that is not RFC 3339, so the form is checked first.
  static const std::regex form(
      R"((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2}))");
  const std::string whole(text);
  std::smatch parts;
  Poco::DateTime parsed;
  int offset = 0;
  if (!std::regex_match(whole, parts, form) ||
      !Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::ISO8601_FORMAT,
                                      parts[1].str() + parts[3].str(), parsed, offset)) {
    throw chapi::module::Error(
        CHAPI_INVALID_ARGUMENT, "request_invalid",
        std::string("The member \"") + member +
            "\" must be a time such as \"2026-01-31T09:30:00+08:00\" (RFC 3339 with offset).");
  }
  return parsed.timestamp().epochTime() - offset;
}

}  // namespace lazada::flow
