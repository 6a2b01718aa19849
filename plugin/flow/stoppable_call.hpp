// A call that the flow itself can end, beside the host.
#pragma once

#include <atomic>
#include <chapi/module.hpp>

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
    chapi_call raw = outer.rest();
    raw.ctx = this;
    raw.progress = nullptr;
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
