// Texts that people enter.
#ifndef SAMPLE_HOST_ORDERS_ENTERED_TEXT_HPP_
#define SAMPLE_HOST_ORDERS_ENTERED_TEXT_HPP_

#include <cstddef>
#include <string_view>

namespace channel_host {

inline constexpr std::size_t kMostRemarkBytes = 65'536;
inline constexpr std::size_t kMostFieldBytes = 1'024;

enum class Lines { kOne, kMany };

// Any script and emoji; no control characters (but line breaks and tabs in kMany), valid UTF-8, at
// most so many bytes.  Throws Failure (kInvalidInput).
void check_entered(std::string_view what, std::string_view text, std::size_t most_bytes,
                   Lines lines);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ENTERED_TEXT_HPP_
