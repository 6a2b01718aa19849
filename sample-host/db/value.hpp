// What statements take and give back.
#ifndef SAMPLE_HOST_DB_VALUE_HPP_
#define SAMPLE_HOST_DB_VALUE_HPP_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace channel_host::db {

// Binds as bytes; every other string binds as text (UTF-8).
struct Blob {
  std::string_view bytes;
};

enum class Kind { kInteger, kReal, kText, kBlob };

// Borrows texts and bytes until the statement has run.  A null keeps the kind it would have had,
// because PostgreSQL types its parameters.
struct Value {
  Kind kind = Kind::kText;
  std::variant<std::monostate, std::int64_t, double, std::string_view> content;

  bool null() const { return content.index() == 0; }
  std::int64_t integer() const { return std::get<std::int64_t>(content); }
  double real() const { return std::get<double>(content); }
  std::string_view bytes() const { return std::get<std::string_view>(content); }
};

template <std::integral T>
Value value_of(T integer) {
  return {Kind::kInteger, static_cast<std::int64_t>(integer)};
}
inline Value value_of(double real) { return {Kind::kReal, real}; }
inline Value value_of(std::string_view text) { return {Kind::kText, text}; }
inline Value value_of(const std::string& text) { return value_of(std::string_view(text)); }
inline Value value_of(const char* text) { return value_of(std::string_view(text)); }
inline Value value_of(Blob blob) { return {Kind::kBlob, blob.bytes}; }
inline Value value_of(std::nullptr_t) { return {Kind::kText, std::monostate()}; }
template <typename T>
Value value_of(const std::optional<T>& optional) {
  if (optional) return value_of(*optional);
  return {value_of(T{}).kind, std::monostate()};
}

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_VALUE_HPP_
