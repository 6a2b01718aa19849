// Commands that a message tells a person to copy.
#ifndef SAMPLE_HOST_SHELL_WORD_HPP_
#define SAMPLE_HOST_SHELL_WORD_HPP_

#include <string>
#include <string_view>

namespace channel_host {

// `text` as one word of a POSIX shell, in single quotes unless it is plain: what a marketplace or a
// file is called must not become a command of its own.
std::string shell_word(std::string_view text);

}  // namespace channel_host

#endif  // SAMPLE_HOST_SHELL_WORD_HPP_
