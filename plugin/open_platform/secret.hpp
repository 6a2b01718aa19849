// Text that must not be printed, logged or serialised by accident.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace lazada::open_platform {

// There is no stream operator and no conversion: who needs the text must write reveal().  The
// memory is wiped when it is given up.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(Secret other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret() { wipe(); }

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void wipe() noexcept;

  std::string text_;
};

// Compares in a time that does not depend on where the texts differ.
bool same(std::string_view a, std::string_view b);

}  // namespace lazada::open_platform
