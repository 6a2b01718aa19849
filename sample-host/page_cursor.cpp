#include "page_cursor.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "json_text.hpp"
#include "vault/sha256.hpp"

namespace channel_host {

std::string write_page_cursor(const std::vector<std::string_view>& key) {
  return hex(json_array(key));
}

std::vector<std::string> read_page_cursor(std::string_view cursor, std::size_t parts) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < cursor.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(cursor.data() + i, cursor.data() + i + 2, byte, 16);
    if (error != std::errc() || end != cursor.data() + i + 2) refuse_page_cursor();
    bytes += static_cast<char>(byte);
  }
  const nlohmann::json key = nlohmann::json::parse(bytes, nullptr, false);
  if (cursor.size() % 2 != 0 || !key.is_array() || key.size() != parts) refuse_page_cursor();
  std::vector<std::string> texts;
  for (const auto& part : key) {
    if (!part.is_string()) refuse_page_cursor();
    texts.push_back(part);
  }
  return texts;
}

void refuse_page_cursor() {
  throw Failure(Exit::kInvalidInput,
                "--after is no cursor of this list; take it from the page before, or leave it out "
                "to begin at the start.");
}

}  // namespace channel_host
