// The sandbox's own time: every stamp, life time and limit is measured by it.
#pragma once

#include <cstdint>
#include <mutex>

namespace sandbox {

// Runs beside the machine's clock with an offset, or stands still. Any thread.
class Clock {
 public:
  // Epoch milliseconds, UTC.
  int64_t NowMs() const;
  int64_t NowSeconds() const { return NowMs() / 1000; }

  // Moves the clock to `epoch_ms`; it keeps running or keeps standing.
  void Set(int64_t epoch_ms);
  void Advance(int64_t milliseconds);
  void Freeze();
  void Run();
  bool Frozen() const;

 private:
  int64_t NowLocked() const;

  mutable std::mutex mutex_;
  int64_t offset_ms_ = 0;
  int64_t frozen_at_ms_ = -1;
};

}  // namespace sandbox
