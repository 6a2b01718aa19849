#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace lazada::mapping {

// This order cannot be read; it becomes a dead letter.
struct Unreadable : std::runtime_error {
  Unreadable(std::string reason_, const std::string& message)
      : std::runtime_error(message), reason(std::move(reason_)) {}
  std::string reason;  // stable code, e.g. "price_unreadable"; what() names member and cause
};

}  // namespace lazada::mapping
