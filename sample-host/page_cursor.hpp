// The place of a row in a list, as one word that a person carries to the next page.
#ifndef SAMPLE_HOST_PAGE_CURSOR_HPP_
#define SAMPLE_HOST_PAGE_CURSOR_HPP_

#include <string>
#include <string_view>
#include <vector>

namespace channel_host {

// `key`: what the list is sorted by, UTF-8.
std::string write_page_cursor(const std::vector<std::string_view>& key);
// Throws Failure (kInvalidInput) for what is no cursor with so many parts.
std::vector<std::string> read_page_cursor(std::string_view cursor, std::size_t parts);

[[noreturn]] void refuse_page_cursor();

}  // namespace channel_host

#endif  // SAMPLE_HOST_PAGE_CURSOR_HPP_
