#include "orders/entered_text.hpp"

#include <simdjson.h>

#include <string>

#include "failure.hpp"

namespace channel_host {

void check_entered(std::string_view what, std::string_view text, std::size_t most_bytes,
                   Lines lines) {
  const auto refuse = [&](const std::string& why) {
    throw Failure(Exit::kInvalidInput, std::string(what) + " " + why);
  };
  if (text.size() > most_bytes) {
    refuse("has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(most_bytes) +
           " are kept. Shorten it.");
  }
  if (!simdjson::validate_utf8(text)) refuse("is not valid UTF-8. Save it as UTF-8.");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool line = c == '\n' || c == '\t' || c == '\r';
    // U+0080 to U+009F steer terminals as those below U+0020 do.
    const bool c1 =
        c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if ((c < 0x20 && !(line && lines == Lines::kMany)) || c == 0x7F || c1) {
      refuse("has a control character at byte " + std::to_string(i + 1) + ". Take it out.");
    }
  }
}

}  // namespace channel_host
