// The text of the documents that are written on the hot path.
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace lazada::mapping {

// Grows a few bytes at a time.  Each append to a std::string is a call, which takes longer than the
// bytes do.
class JsonText {
 public:
  JsonText() = default;
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {bytes_.get(), size_}; }
  // Back to an earlier size; the memory stays.
  void cut(std::size_t size) { size_ = size; }

  JsonText& operator+=(char c) {
    *room(1) = c;
    ++size_;
    return *this;
  }
  JsonText& operator+=(std::string_view text) {
    std::char_traits<char>::copy(room(text.size()), text.data(), text.size());
    size_ += text.size();
    return *this;
  }

  // Behind the text, with space for `bytes`; what was written there is told by wrote_to().
  char* room(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    return bytes_.get() + size_;
  }
  void wrote_to(const char* end) { size_ = static_cast<std::size_t>(end - bytes_.get()); }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  void grow(std::size_t bytes);

  std::unique_ptr<char[], Free> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Appends `text` escaped; the second one in quotes.  The text must be valid UTF-8.
void append_escaped(JsonText& out, std::string_view text);
void append_quoted(JsonText& out, std::string_view text);

}  // namespace lazada::mapping
