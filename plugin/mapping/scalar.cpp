#include "mapping/scalar.hpp"

#include <cstring>

#include "mapping/letters.hpp"

namespace lazada::mapping {
namespace {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }

// The grammar of JSON numbers (RFC 8259, section 6).
bool is_number(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && digit(text[i])) ++i;
    return i - from;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const std::size_t first = i;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < text.size() && lower(text[i]) == 'e') {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

bool says_absent(std::string_view text) {
  return text.empty() || text == "null" || text == "null-null";
}

}  // namespace

std::optional<Scalar> read_scalar(simdjson::ondemand::value value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
  if (token.empty()) return std::nullopt;

  if (token.front() == '"') {
    if (token.size() < 2 || token.back() != '"') return std::nullopt;
    std::string_view text = token.substr(1, token.size() - 2);
    bool decoded = false;
    if (!text.empty() && std::memchr(text.data(), '\\', text.size()) != nullptr) {
      if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
      decoded = true;
    }
    if (says_absent(text)) return Scalar{};
    return Scalar{Scalar::Kind::kText, decoded, text};
  }
  if (token == "null") return Scalar{};
  if (token == "true" || token == "false") return Scalar{Scalar::Kind::kBoolean, false, token};
  if (is_number(token)) return Scalar{Scalar::Kind::kNumber, false, token};
  return std::nullopt;
}

std::optional<bool> read_flag(const Scalar& scalar) {
  if (!scalar || scalar.text == "0" || same_word(scalar.text, "false")) return false;
  if (scalar.text == "1" || same_word(scalar.text, "true")) return true;
  return std::nullopt;
}

std::optional<std::string_view> read_id(const Scalar& scalar) {
  if (!scalar || scalar.kind == Scalar::Kind::kBoolean || scalar.text.size() > 20) {
    return std::nullopt;
  }
  for (const char c : scalar.text) {
    if (!digit(c)) return std::nullopt;
  }
  return scalar.text;
}

std::string_view raw_key(simdjson::ondemand::field& field, const char* end) {
  const char* begin = field.key().raw();
  const void* quote = std::memchr(begin, '"', static_cast<std::size_t>(end - begin));
  return {begin, static_cast<std::size_t>(static_cast<const char*>(quote) - begin)};
}

}  // namespace lazada::mapping
