#include "stores/store_name.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <utf8proc.h>

#include <array>
#include <cstdio>
#include <vector>

#include "failure.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kLongestUrl = 2000;  // bytes

// LRE, RLE, PDF, LRO, RLO and the isolates: they reorder what stands beside the name.
bool turns_direction(utf8proc_int32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string code_point(utf8proc_int32_t c) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(c));
  return text.data();
}

// Returns the number of characters.
std::size_t check_characters(std::string_view text, const std::string& what, bool lines) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    utf8proc_int32_t c = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(&text[at]),
                                         static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (length <= 0) {
      throw Failure(Exit::kInvalidInput, what + " is not UTF-8 text at byte " +
                                             std::to_string(at + 1) +
                                             ". Set the terminal, or save the file, as UTF-8.");
    }
    at += static_cast<std::size_t>(length);
    const auto category = utf8proc_category(c);
    const bool line = c == '\n' || c == '\t';
    if ((category == UTF8PROC_CATEGORY_CC && !(lines && line)) ||
        category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP) {
      throw Failure(Exit::kInvalidInput, what + " holds the control character " + code_point(c) +
                                             " as character " + std::to_string(count + 1) +
                                             ". Leave it out.");
    }
    if (turns_direction(c)) {
      throw Failure(Exit::kInvalidInput,
                    what + " holds " + code_point(c) + " as character " +
                        std::to_string(count + 1) +
                        ", which turns the direction of the text around it. Leave it out; "
                        "right-to-left letters need no such sign.");
    }
  }
  return count;
}

void check_length(std::size_t count, std::size_t longest, const std::string& what) {
  if (count <= longest) return;
  throw Failure(Exit::kInvalidInput, what + " has " + std::to_string(count) +
                                         " characters; at most " + std::to_string(longest) +
                                         " are kept.");
}

}  // namespace

std::string name_key(std::string_view name) {
  // NFKC with case folding; default-ignorable characters go.
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                           UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  // utf8proc_map would go through the name twice, and take memory for it.
  std::array<utf8proc_int32_t, 128> few;
  std::vector<utf8proc_int32_t> many;
  utf8proc_int32_t* folded = few.data();
  const auto decompose = [&](std::size_t room) {
    return utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                              static_cast<utf8proc_ssize_t>(name.size()), folded,
                              static_cast<utf8proc_ssize_t>(room), kOptions);
  };
  utf8proc_ssize_t size = decompose(few.size() - 1);  // one is left for the closing zero
  if (size >= static_cast<utf8proc_ssize_t>(few.size())) {
    many.resize(static_cast<std::size_t>(size) + 1);
    folded = many.data();
    size = decompose(many.size() - 1);
  }
  if (size >= 0) size = utf8proc_reencode(folded, size, kOptions);  // UTF-8 in the same place
  // Text that is no UTF-8 never becomes a name; a key of its own bytes keeps it apart from others.
  const std::string_view text = size < 0 ? name
                                         : std::string_view(reinterpret_cast<const char*>(folded),
                                                            static_cast<std::size_t>(size));
  std::string key;
  bool gap = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      gap = !key.empty();
      continue;
    }
    if (gap) key += ' ';
    gap = false;
    key += c;
  }
  return key;
}

void check_name(std::string_view name, const std::string& what) {
  check_length(check_characters(name, what, false), kLongestName, what);
  if (name_key(name).empty()) {
    throw Failure(Exit::kInvalidInput,
                  what + " is empty. Give the store a name that people know it by.");
  }
}

void check_description(std::string_view text, const std::string& what) {
  check_length(check_characters(text, what, true), kLongestDescription, what);
}

void check_store_url(const std::string& url, const std::string& what) {
  check_characters(url, what, false);
  bool good = url.size() <= kLongestUrl && url.find(' ') == std::string::npos;
  try {
    const Poco::URI uri(url);
    // A name before the host makes another address look like a known one.
    good = good && (uri.getScheme() == "http" || uri.getScheme() == "https") &&
           !uri.getHost().empty() && uri.getUserInfo().empty();
  } catch (const Poco::Exception&) {
    good = false;
  }
  if (!good) {
    throw Failure(Exit::kInvalidInput,
                  what + " is no web address: " + url + ". Write https://host/path.");
  }
}

}  // namespace channel_host
