// What Lazada's codes mean, in one table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/open_platform/client.hpp"
#include "plugin/open_platform/envelope.hpp"

namespace lazada::open_platform {

// What may make the same request succeed.
enum class Remedy {
  kNone,     // it will be refused again
  kBackOff,  // a little time
  kWaitBan,  // the end of the ban that the answer names
  kResync,   // the right time of day in the request
  kRefresh,  // another access token
};

// Whom a ban concerns.
enum class Ban { kNone, kApi, kApplication };

struct Verdict {
  Error error;
  Remedy remedy = Remedy::kNone;
  Ban ban = Ban::kNone;
  std::int64_t ban_ms = 0;  // only with a ban
};

// `path` chooses between the meanings that a number has in different APIs; `kind` decides
// whether a failure that may have come after the effect leaves it unknown.
Verdict judge(const Envelope& envelope, std::string_view path, Request::Kind kind);

// "E0016" and "016" are "16"; other texts stay as they are.
std::string normal_code(std::string_view code);

// N of "this ban will last N seconds", in milliseconds; -1 when the text does not say so.
std::int64_t ban_of(std::string_view message);

}  // namespace lazada::open_platform
