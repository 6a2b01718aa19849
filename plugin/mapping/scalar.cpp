#include "mapping/scalar.hpp"

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

detail::Token detail::read_token(std::string_view token, Scalar& out) {
  while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
  if (token.empty()) return Token::kOther;

  if (token.front() == '"') {
    if (token.size() < 2 || token.back() != '"') return Token::kOther;
    const std::string_view text = token.substr(1, token.size() - 2);
    if (text.find('\\') != std::string_view::npos) return Token::kEscapedText;
    out = says_absent(text) ? Scalar{} : Scalar{Scalar::Kind::kText, false, text};
    return Token::kScalar;
  }
  if (token == "null") {
    out = Scalar{};
  } else if (token == "true" || token == "false") {
    out = Scalar{Scalar::Kind::kBoolean, false, token};
  } else if (is_number(token)) {
    out = Scalar{Scalar::Kind::kNumber, false, token};
  } else {
    return Token::kOther;
  }
  return Token::kScalar;
}

bool detail::read_escaped_text(simdjson::ondemand::value value, Scalar& out) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return false;
  out = says_absent(text) ? Scalar{} : Scalar{Scalar::Kind::kText, true, text};
  return true;
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

}  // namespace lazada::mapping
