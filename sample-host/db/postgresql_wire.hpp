// PostgreSQL's binary forms of values.
#ifndef SAMPLE_HOST_DB_POSTGRESQL_WIRE_HPP_
#define SAMPLE_HOST_DB_POSTGRESQL_WIRE_HPP_

#include <cstdint>
#include <string>
#include <string_view>

#include "db/value.hpp"

namespace channel_host::db::wire {

// Type numbers of pg_type.dat; they never change.
constexpr std::uint32_t kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
                        kFloat4 = 700, kFloat8 = 701, kVarchar = 1043;

std::uint32_t type_of(Kind kind);
std::uint32_t array_type_of(Kind kind);

// One value that is not null.  PostgreSQL's text holds no NUL: it becomes U+FFFD.
void append(std::string& out, const Value& value);

// One-dimensional array, written element by element.
class Array {
 public:
  explicit Array(Kind kind);
  void add(const Value& value);
  const std::string& finish();  // until the next add()
  std::int32_t size() const { return size_; }
  void clear();

 private:
  Kind kind_;
  std::int32_t size_ = 0;
  bool has_null_ = false;
  std::string bytes_;
};

std::int64_t read_integer(std::string_view bytes);  // of 1, 2, 4 or 8 bytes
double read_real(std::string_view bytes);           // of 4 or 8 bytes

}  // namespace channel_host::db::wire

#endif  // SAMPLE_HOST_DB_POSTGRESQL_WIRE_HPP_
