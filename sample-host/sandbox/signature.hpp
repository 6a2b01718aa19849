// The signature of the open platform, written from its published description.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sandbox {

// Ordered by the bytes of the name, as the signature wants them.
using Parameters = std::map<std::string, std::string, std::less<>>;

// Upper-case hex HMAC-SHA256 of `path` followed by every name and raw value but `sign`.
// Pure; any thread.
std::string Sign(std::string_view secret, std::string_view path, const Parameters& parameters);

// Whether `given` signs the request. Some published samples leave empty values out and some do
// not, so both readings are accepted.
bool SignatureMatches(std::string_view secret, std::string_view path, const Parameters& parameters,
                      std::string_view given);

// Lower-case or upper-case hex of `bytes`.
std::string Hex(std::string_view bytes, bool upper_case);

}  // namespace sandbox
