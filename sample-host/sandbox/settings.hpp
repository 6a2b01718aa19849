// What a test may change while the sandbox runs.
#pragma once

#include <cstdint>
#include <mutex>

namespace sandbox {

// What a number may be; the bounds belong to it.
struct Bounds {
  int64_t least;
  int64_t most;
};

inline constexpr int64_t kTenYears = 315360000;       // seconds
inline constexpr int64_t kLastSecond = 253402300799;  // 9999-12-31T23:59:59Z, from 1970
inline constexpr Bounds kLatencyMs{0, 60000};
inline constexpr Bounds kLifeS{1, kTenYears};  // of a token
inline constexpr Bounds kWaitS{0, kTenYears};
inline constexpr Bounds kCount{0, 1000000};

// Real: numbers as production traffic shows them. Doc: texts as the documentation prints them.
enum class Shape : uint8_t { kReal, kDoc };
// `count` of /orders/get is documented as the rows of the page and as all rows that match.
enum class CountMeaning : uint8_t { kPage, kTotal };
// What a refresh does to the old refresh token: it dies, it lives on for a while, it stays.
enum class Rotation : uint8_t { kStrict, kGrace, kNone };

struct Settings {
  Shape shape = Shape::kReal;
  CountMeaning count = CountMeaning::kPage;
  bool count_total = true;  // whether countTotal is answered at all
  bool masked = true;
  Rotation rotation = Rotation::kStrict;
  int64_t rotation_grace_s = 600;
  int64_t token_life_s = 30LL * 86400;
  int64_t refresh_life_s = 180LL * 86400;
  bool refresh_extends = false;       // a refresh restarts the refresh period (one of two readings)
  bool market_subscription = false;   // ASA: tokens cannot be refreshed
  bool readable_life = true;          // false: token answers name no life time that can be read
  bool rts_pending = false;           // ready to ship waits for the carrier's answer
  bool obey_repeats = false;          // a change acts a second time where it would be refused
  int64_t latency_ms = 0;             // of every API call, in real time
  int64_t timestamp_window_s = 7200;  // 0 switches the check off
  int64_t late_rows_s = 0;            // a changed order is shown only this much later
  int churn = 0;                      // orders touched after every /orders/get
};

// The current settings; reads give a copy. Any thread.
class SettingsCell {
 public:
  explicit SettingsCell(const Settings& initial) : settings_(initial) {}
  Settings Get() const {
    const std::lock_guard lock(mutex_);
    return settings_;
  }
  void Put(const Settings& settings) {
    const std::lock_guard lock(mutex_);
    settings_ = settings;
  }

 private:
  mutable std::mutex mutex_;
  Settings settings_;
};

}  // namespace sandbox
