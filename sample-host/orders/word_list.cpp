#include "orders/word_list.hpp"

#include <algorithm>

#include "failure.hpp"

namespace channel_host {

std::string word_list(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

void check_word(std::string_view word, std::span<const std::string_view> words,
                std::string_view what) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return;
  throw Failure(Exit::kInvalidInput,
                (word.empty() ? std::string("An empty word") : std::string(word)) + " is no " +
                    std::string(what) + "; the words are " + word_list(words) + ".");
}

}  // namespace channel_host
