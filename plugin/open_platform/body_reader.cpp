#include "plugin/open_platform/body_reader.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace lazada::open_platform {
namespace {

constexpr std::size_t kPadding = 64;  // what simdjson reads behind the end
constexpr std::size_t kLongestLine = 256;
constexpr int kReadSize = 64 * 1024;

[[noreturn]] void too_long() { throw BrokenAnswer("the answer is longer than is accepted"); }

// The bytes of a chunked body, line by line and block by block.
class Source {
 public:
  Source(std::string_view early, const ReadSome& read)
      : buffer_(early), end_(buffer_.size()), read_(read) {}

  // Up to the next CRLF, without it.
  std::string_view line() {
    for (;;) {
      const std::string_view here = left();
      const std::size_t end = here.find("\r\n");
      if (end != std::string_view::npos) {
        at_ += end + 2;
        return here.substr(0, end);
      }
      if (here.size() > kLongestLine) throw BrokenAnswer("a chunk has no valid size");
      fill();
    }
  }

  void append(std::string& to, std::size_t size) {
    while (size > 0) {
      if (empty()) fill();
      const std::string_view part = left().substr(0, size);
      to.append(part);
      at_ += part.size();
      size -= part.size();
    }
  }

  bool empty() const { return at_ == end_; }

 private:
  std::string_view left() const { return {buffer_.data() + at_, end_ - at_}; }

  // The room grows once and is used again: clearing it for each read would cost more than reading.
  void fill() {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= at_;
    at_ = 0;
    if (buffer_.size() < end_ + kReadSize) buffer_.resize(end_ + kReadSize);
    const int got = read_(buffer_.data() + end_, kReadSize);
    if (got <= 0) throw BrokenAnswer("the connection ended before the last chunk");
    end_ += static_cast<std::size_t>(got);
  }

  std::string buffer_;
  std::size_t at_ = 0;
  std::size_t end_;
  const ReadSome& read_;
};

std::size_t chunk_size(std::string_view line) {
  line = line.substr(0, line.find(';'));  // extensions have no meaning for us
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (line.empty() || error != std::errc() || end != line.data() + line.size()) {
    throw BrokenAnswer("a chunk has no valid size");
  }
  return size;
}

}  // namespace

std::string read_sized(std::string_view early, std::int64_t size, std::int64_t cap,
                       const ReadSome& read, std::string room) {
  if (size < 0) throw BrokenAnswer("the announced length is negative");
  if (size > cap) too_long();
  const auto whole = static_cast<std::size_t>(size);
  if (early.size() > whole) throw BrokenAnswer("more bytes came than were announced");
  std::string body = std::move(room);
  // What it holds is left there as far as it goes: clearing it would cost as much as receiving.
  if (body.capacity() < whole + kPadding) body = std::string();
  body.reserve(whole + kPadding);
  body.resize(whole);
  std::copy(early.begin(), early.end(), body.begin());
  std::size_t have = early.size();
  while (have < whole) {
    const int most = static_cast<int>(std::min<std::size_t>(whole - have, 1 << 30));
    const int got = read(body.data() + have, most);
    if (got <= 0) {
      throw BrokenAnswer("the connection ended after " + std::to_string(have) + " of " +
                         std::to_string(whole) + " bytes");
    }
    have += static_cast<std::size_t>(got);
  }
  return body;
}

std::string read_chunked(std::string_view early, std::int64_t cap, const ReadSome& read,
                         std::string room) {
  Source source(early, read);
  std::string body = std::move(room);
  body.clear();
  for (;;) {
    const std::size_t size = chunk_size(source.line());
    if (size > static_cast<std::size_t>(cap) - body.size()) too_long();
    if (size == 0) break;
    body.reserve(std::max(body.capacity(), body.size() + size + kPadding));
    source.append(body, size);
    if (!source.line().empty()) throw BrokenAnswer("a chunk is longer than its size");
  }
  if (!source.line().empty()) throw BrokenAnswer("something stands behind the last chunk");
  if (!source.empty()) throw BrokenAnswer("more bytes came than were announced");
  body.reserve(body.size() + kPadding);
  return body;
}

}  // namespace lazada::open_platform
