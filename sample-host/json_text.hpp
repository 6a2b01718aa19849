// Writes JSON text without a document in memory, for the paths that are hot.
#ifndef SAMPLE_HOST_JSON_TEXT_HPP_
#define SAMPLE_HOST_JSON_TEXT_HPP_

#include <string>
#include <string_view>
#include <vector>

namespace channel_host {

// Appends `text` (UTF-8) as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

std::string json_array(const std::vector<std::string_view>& texts);

}  // namespace channel_host

#endif  // SAMPLE_HOST_JSON_TEXT_HPP_
