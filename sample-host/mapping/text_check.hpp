// What text of files and command lines must be before it is kept.
#ifndef SAMPLE_HOST_MAPPING_TEXT_CHECK_HPP_
#define SAMPLE_HOST_MAPPING_TEXT_CHECK_HPP_

#include <string_view>

namespace channel_host {

bool valid_utf8(std::string_view text);

// C0 but for tab and line ends, DEL, and C1 (U+0080 to U+009F).
bool has_control_characters(std::string_view text);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_TEXT_CHECK_HPP_
