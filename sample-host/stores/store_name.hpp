// Names and other texts that an administrator gives a store.  Rules only.
#ifndef SAMPLE_HOST_STORES_STORE_NAME_HPP_
#define SAMPLE_HOST_STORES_STORE_NAME_HPP_

#include <cstddef>
#include <string>
#include <string_view>

namespace channel_host {

inline constexpr std::size_t kLongestName = 120;          // characters
inline constexpr std::size_t kLongestDescription = 2000;  // characters

// Two names with the same key clash: letter case in any script, composed or decomposed accents
// (Vietnamese is typed both ways), full-width forms, invisible characters, and outer or repeated
// spaces do not tell stores apart.  Empty when nothing visible is left.  `name` is UTF-8.
std::string name_key(std::string_view name);

// Throws Failure (kInvalidInput) that begins with `what` and names what is wrong: no UTF-8, control
// characters, characters that turn the direction of the text around them, too long, or empty.
void check_name(std::string_view name, const std::string& what);
// The same for a text of several lines that may be empty.
void check_description(std::string_view text, const std::string& what);

// A web address that may be opened in a browser: http or https with a host, at most 2,000 bytes.
// Throws Failure (kInvalidInput).
void check_store_url(const std::string& url, const std::string& what);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_NAME_HPP_
