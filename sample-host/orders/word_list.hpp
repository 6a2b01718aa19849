// Words from closed lists: a wrong one is refused with the right ones.
#ifndef SAMPLE_HOST_ORDERS_WORD_LIST_HPP_
#define SAMPLE_HOST_ORDERS_WORD_LIST_HPP_

#include <span>
#include <string>
#include <string_view>

namespace channel_host {

std::string word_list(std::span<const std::string_view> words);  // "a, b, c"

// Throws Failure (kInvalidInput): "x is no WHAT; the words are a, b, c."
void check_word(std::string_view word, std::span<const std::string_view> words,
                std::string_view what);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_WORD_LIST_HPP_
