#include "mapping/folded_text.hpp"

#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>
#include <Poco/Unicode.h>

#include <algorithm>
#include <numeric>

namespace lazada::mapping {
namespace {

struct Range {
  char32_t first;
  char32_t last;
  char32_t base;
};

// Lower-case letters of Latin-1, Latin Extended-A and B and the Vietnamese block.
constexpr Range kBases[]{
    {0xE0, 0xE5, U'a'},     {0xE7, 0xE7, U'c'},     {0xE8, 0xEB, U'e'},     {0xEC, 0xEF, U'i'},
    {0xF1, 0xF1, U'n'},     {0xF2, 0xF6, U'o'},     {0xF8, 0xF8, U'o'},     {0xF9, 0xFC, U'u'},
    {0xFD, 0xFD, U'y'},     {0x103, 0x103, U'a'},   {0x111, 0x111, U'd'},   {0x129, 0x129, U'i'},
    {0x169, 0x169, U'u'},   {0x1A1, 0x1A1, U'o'},   {0x1B0, 0x1B0, U'u'},   {0x1EA0, 0x1EB7, U'a'},
    {0x1EB8, 0x1EC7, U'e'}, {0x1EC8, 0x1ECB, U'i'}, {0x1ECC, 0x1EE3, U'o'}, {0x1EE4, 0x1EF1, U'u'},
    {0x1EF2, 0x1EF9, U'y'},
};

constexpr bool combining(char32_t c) { return c >= 0x300 && c <= 0x36F; }

char32_t fold(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width ASCII
  c = static_cast<char32_t>(Poco::Unicode::toLower(static_cast<int>(c)));
  if (c < 0x80) return c;
  for (const Range& range : kBases) {
    if (c >= range.first && c <= range.last) return range.base;
  }
  return c;
}

enum class Kind { kSeparator, kDigit, kLatin, kUnspaced, kOther };

// Scripts whose words are not separated by spaces: Thai, Lao, Myanmar, Khmer, Chinese, Japanese.
constexpr bool unspaced(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
         (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0x3400 && c <= 0x9FFF);
}

Kind kind(char32_t c) {
  if (c < 0x80) {
    if (c >= U'0' && c <= U'9') return Kind::kDigit;
    return c >= U'a' && c <= U'z' ? Kind::kLatin : Kind::kSeparator;
  }
  if (unspaced(c)) return Kind::kUnspaced;
  return Poco::Unicode::isAlpha(static_cast<int>(c)) ? Kind::kOther : Kind::kSeparator;
}

}  // namespace

std::u32string fold(std::string_view text) {
  std::u32string folded;
  Poco::UTF8Encoding utf8;
  const std::string copy(text);
  const Poco::TextIterator end(copy);
  for (Poco::TextIterator it(copy, utf8); it != end; ++it) {
    const int c = *it;
    const char32_t letter = c < 0 ? U' ' : fold(static_cast<char32_t>(c));
    if (!combining(letter)) folded += letter;
  }
  return folded;
}

std::u32string compact(const std::u32string& folded) {
  std::u32string text;
  for (const char32_t c : folded) {
    if (kind(c) != Kind::kSeparator) text += c;
  }
  return text;
}

std::vector<std::u32string> words(const std::u32string& folded) {
  std::vector<std::u32string> found;
  for (std::size_t from = 0; from < folded.size();) {
    const Kind first = kind(folded[from]);
    std::size_t to = from + 1;
    while (to < folded.size() && kind(folded[to]) == first) ++to;
    if (first == Kind::kUnspaced && to - from > 2) {
      for (std::size_t i = from; i + 1 < to; ++i) found.push_back(folded.substr(i, 2));
    } else if (first != Kind::kSeparator) {
      found.push_back(folded.substr(from, to - from));
    }
    from = to;
  }
  return found;
}

int edit_distance(std::u32string_view a, std::u32string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace lazada::mapping
