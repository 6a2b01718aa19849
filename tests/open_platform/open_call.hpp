// A call without a host application: ports in memory and a cancel switch.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chapi/module.hpp>
#include <cstdint>
#include <optional>

#include "support/ports.hpp"

namespace open_platform_test {

class OpenCall {
 public:
  explicit OpenCall(test_support::MemoryHost& host, std::int64_t budget_ms = 0)
      : ports_(host.host.raw()) {
    raw_.struct_size = sizeof raw_;
    raw_.ctx = this;
    raw_.budget_ms = budget_ms;
    raw_.is_cancelled = [](void* ctx) -> std::int32_t {
      auto* self = static_cast<OpenCall*>(ctx);
      ++self->asked;
      return self->cancelled ? 1 : 0;
    };
    call_.emplace(&raw_, ports_.clock());
  }

  const chapi::module::Call& operator*() const { return *call_; }
  const chapi::module::Host& ports() const { return ports_; }

  std::atomic<bool> cancelled{false};
  std::atomic<int> asked{0};

 private:
  chapi::module::Host ports_;
  chapi_call raw_{};
  std::optional<chapi::module::Call> call_;
};

// The Error that `body` throws; the test fails when it throws none.
template <typename Body>
chapi::module::Error error_of(Body&& body) {
  try {
    body();
  } catch (const chapi::module::Error& e) {
    return e;
  }
  ADD_FAILURE() << "it succeeded";
  return chapi::module::Error(CHAPI_OK, "", "");
}

}  // namespace open_platform_test
