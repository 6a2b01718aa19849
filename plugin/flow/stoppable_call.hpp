// A call that the flow itself can end, beside the host.
#pragma once

#include <atomic>
#include <chapi/module.hpp>
#include <limits>

namespace lazada::flow {

// Lends worker threads the host's call without its progress, which is for the host's thread only.
// After stop(), what waits or is under way for call() ends as cancelled.  Any thread.
class StoppableCall {
 public:
  explicit StoppableCall(const chapi::module::Call& outer)
      : outer_(outer), raw_(make_raw(outer)), call_(&raw_, outer.clock()) {}
  StoppableCall(const StoppableCall&) = delete;
  StoppableCall& operator=(const StoppableCall&) = delete;

  const chapi::module::Call& call() const { return call_; }
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }

 private:
  chapi_call make_raw(const chapi::module::Call& outer) {
    chapi_call raw{};
    raw.struct_size = sizeof raw;
    raw.ctx = this;
    raw.correlation_id = outer.correlation_id();
    const std::int64_t left = outer.remaining_ms();
    // A budget that is used up must not read as "none".
    if (left != std::numeric_limits<std::int64_t>::max()) raw.budget_ms = left > 0 ? left : 1;
    raw.is_cancelled = [](void* ctx) -> std::int32_t {
      const auto* self = static_cast<const StoppableCall*>(ctx);
      return self->stopped_ || self->outer_.cancelled() ? 1 : 0;
    };
    return raw;
  }

  std::atomic<bool> stopped_{false};
  const chapi::module::Call& outer_;
  chapi_call raw_;
  chapi::module::Call call_;
};

}  // namespace lazada::flow
