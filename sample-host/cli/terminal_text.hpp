// Text of strangers on a terminal: nothing in it can move the cursor or hide what stands there.
#ifndef SAMPLE_HOST_CLI_TERMINAL_TEXT_HPP_
#define SAMPLE_HOST_CLI_TERMINAL_TEXT_HPP_

#include <string>
#include <string_view>

namespace channel_host {

// Control characters (C0, DEL, C1), line and paragraph separators, and format and other characters
// that show nothing become visible escapes, invalid UTF-8 becomes U+FFFD.  Marks that stand on a
// letter stay on it.
std::string visible(std::string_view text);

// `text`, or its beginning and "…" when it takes more than `columns` on a terminal.
std::string shortened(std::string_view text, int columns);

// Columns that the text takes on a terminal; wide and combining characters are counted right.
int display_width(std::string_view text);

}  // namespace channel_host

#endif  // SAMPLE_HOST_CLI_TERMINAL_TEXT_HPP_
