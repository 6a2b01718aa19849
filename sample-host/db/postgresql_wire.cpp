#include "db/postgresql_wire.hpp"

#include <bit>
#include <cstring>

namespace channel_host::db::wire {
namespace {

// ndim, has-null flag, element type, number of elements, first index.
constexpr std::size_t kArrayHead = 20;

void put(std::string& out, std::uint64_t bits, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(bits >> shift & 0xff);
  }
}

void append_text(std::string& out, std::string_view text) {
  for (std::size_t nul; (nul = text.find('\0')) != std::string_view::npos;) {
    out.append(text.substr(0, nul)).append("\xEF\xBF\xBD");
    text.remove_prefix(nul + 1);
  }
  out.append(text);
}

}  // namespace

std::uint32_t type_of(Kind kind) {
  switch (kind) {
    case Kind::kInteger:
      return kInt8;
    case Kind::kReal:
      return kFloat8;
    case Kind::kText:
      return kText;
    case Kind::kBlob:
      break;
  }
  return kBytea;
}

std::uint32_t array_type_of(Kind kind) {
  constexpr std::uint32_t kByteaArray = 1001, kTextArray = 1009, kInt8Array = 1016,
                          kFloat8Array = 1022;
  switch (kind) {
    case Kind::kInteger:
      return kInt8Array;
    case Kind::kReal:
      return kFloat8Array;
    case Kind::kText:
      return kTextArray;
    case Kind::kBlob:
      break;
  }
  return kByteaArray;
}

void append(std::string& out, const Value& value) {
  switch (value.kind) {
    case Kind::kInteger:
      put(out, static_cast<std::uint64_t>(value.integer()), 8);
      return;
    case Kind::kReal:
      put(out, std::bit_cast<std::uint64_t>(value.real()), 8);
      return;
    case Kind::kText:
      append_text(out, value.bytes());
      return;
    case Kind::kBlob:
      out.append(value.bytes());
  }
}

Array::Array(Kind kind) : kind_(kind) { clear(); }

void Array::clear() {
  bytes_.assign(kArrayHead, '\0');
  size_ = 0;
  has_null_ = false;
}

void Array::add(const Value& value) {
  ++size_;
  if (value.null()) {
    has_null_ = true;
    put(bytes_, 0xffffffff, 4);
    return;
  }
  const std::size_t length = bytes_.size();
  put(bytes_, 0, 4);
  append(bytes_, value);
  std::string written;
  put(written, bytes_.size() - length - 4, 4);
  bytes_.replace(length, 4, written);
}

const std::string& Array::finish() {
  std::string head;
  put(head, 1, 4);
  put(head, has_null_ ? 1 : 0, 4);
  put(head, type_of(kind_), 4);
  put(head, static_cast<std::uint32_t>(size_), 4);
  put(head, 1, 4);
  bytes_.replace(0, kArrayHead, head);
  return bytes_;
}

std::int64_t read_integer(std::string_view bytes) {
  std::uint64_t bits = 0;
  for (const char c : bytes) bits = bits << 8 | static_cast<unsigned char>(c);
  const int unused = 64 - 8 * static_cast<int>(bytes.size());
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

double read_real(std::string_view bytes) {
  const auto bits = static_cast<std::uint64_t>(read_integer(bytes));
  if (bytes.size() == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return std::bit_cast<double>(bits);
}

}  // namespace channel_host::db::wire
