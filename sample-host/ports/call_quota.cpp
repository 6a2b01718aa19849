#include "ports/call_quota.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace channel_host {
namespace {

constexpr const char* kWholeApplication = "";
// A longer ban is told instead of waited for.
constexpr std::int64_t kLongestBanWait = 60'000;
// What ends later was noted by a clock that was ahead.
constexpr std::int64_t kLongestBan = 86'400'000;
// As long as a ban that another process noted may go unseen.
constexpr std::int64_t kAheadMs = 100;

}  // namespace

CallQuota::CallQuota(std::unique_ptr<db::Database> database, chapi::host::Clock& clock,
                     double calls_per_second)
    : database_(std::move(database)), clock_(clock), rate_(calls_per_second) {
  if (database_->has_table("call_bucket")) return;
  db::Transaction transaction(*database_);
  database_->execute(
      "CREATE TABLE IF NOT EXISTS call_bucket (app_key TEXT NOT NULL, api TEXT NOT NULL, calls "
      "DOUBLE PRECISION NOT NULL, filled_at_ms BIGINT NOT NULL, banned_until_ms BIGINT NOT NULL, "
      "PRIMARY KEY (app_key, api)) WITHOUT ROWID");
  transaction.commit();
}

void CallQuota::set_rate(double calls_per_second) {
  const std::lock_guard lock(mutex_);
  ahead_.clear();
  rate_ = calls_per_second;
}

CallQuota::Turn CallQuota::take(const std::string& app_key, const std::string& api, int count,
                                std::int64_t longest_wait_ms) {
  const std::lock_guard lock(mutex_);
  Ahead& ahead = ahead_[{app_key, api}];
  const std::int64_t monotonic = clock_.monotonic_ms();
  if (longest_wait_ms >= 0 && ahead.calls >= count && monotonic < ahead.until_ms) {
    ahead.calls -= count;
    return {Answer::kYours, 0};
  }
  ahead = {};
  db::Transaction transaction(*database_, "call_quota/" + app_key);
  const std::int64_t now = clock_.now_ms();
  double calls = rate_;
  std::int64_t banned_until = 0;
  auto rows = database_->query(
      "SELECT api, calls, filled_at_ms, banned_until_ms FROM call_bucket WHERE app_key = ? AND api "
      "IN "
      "(?, '')",
      app_key, api);
  while (rows.next()) {
    if (rows.integer(3) <= now + kLongestBan)
      banned_until = std::max(banned_until, rows.integer(3));
    if (rows.text(0) != api) continue;
    const double waited = static_cast<double>(std::max<std::int64_t>(0, now - rows.integer(2)));
    calls = std::min(rate_, rows.real(1) + waited * rate_ / 1000.0);
  }
  if (banned_until > now) return {Answer::kBanned, banned_until - now};
  // The bucket may be overdrawn: whoever comes later waits longer, and nobody asks twice.
  calls -= count;
  const auto wait =
      calls < 0 ? static_cast<std::int64_t>(std::ceil(-calls * 1000.0 / rate_)) : std::int64_t{0};
  if (wait > longest_wait_ms) return {Answer::kTooLong, wait};
  // Only while the bucket is half full: what is short is shared call by call.
  const auto more = static_cast<std::int64_t>(rate_ * kAheadMs / 1000) - count;
  const bool plenty = more > 0 && calls - static_cast<double>(more) >= rate_ / 2;
  if (plenty) calls -= static_cast<double>(more);
  database_->run(
      "INSERT INTO call_bucket (app_key, api, calls, filled_at_ms, banned_until_ms) VALUES (?, ?, "
      "?, ?, "
      "0) ON CONFLICT (app_key, api) DO UPDATE SET calls = excluded.calls, filled_at_ms = "
      "excluded.filled_at_ms",
      app_key, api, calls, now);
  transaction.commit();
  if (plenty) ahead = {more, monotonic + kAheadMs};
  return {Answer::kYours, wait};
}

chapi_status CallQuota::acquire(const std::string& app_key, const std::string& api, int count,
                                const chapi_call* call, std::int64_t& banned_ms) {
  const std::int64_t budget = call != nullptr ? call->budget_ms : 0;
  const std::int64_t give_up =
      budget > 0 ? clock_.monotonic_ms() + budget : std::numeric_limits<std::int64_t>::max();
  for (;;) {
    const std::int64_t left = give_up - clock_.monotonic_ms();
    const Turn turn = take(app_key, api, count, left);
    if (turn.answer == Answer::kTooLong) return CHAPI_DEADLINE;
    const bool banned = turn.answer == Answer::kBanned;
    if (banned && turn.wait_ms > std::min(left, kLongestBanWait)) {
      banned_ms = turn.wait_ms;
      return CHAPI_RATE_LIMITED;
    }
    if (turn.wait_ms > 0 && !clock_.sleep_ms(turn.wait_ms, call)) return CHAPI_CANCELLED;
    if (!banned) return CHAPI_OK;
  }
}

void CallQuota::ban(const std::string& app_key, const std::string& api, std::int64_t ms) {
  const std::lock_guard lock(mutex_);
  ahead_.clear();
  const std::int64_t now = clock_.now_ms();
  database_->run(
      "INSERT INTO call_bucket (app_key, api, calls, filled_at_ms, banned_until_ms) VALUES (?1, "
      "?2, 0, ?3, ?4) ON CONFLICT (app_key, api) DO UPDATE SET banned_until_ms = CASE WHEN "
      "call_bucket.banned_until_ms > ?4 AND call_bucket.banned_until_ms <= ?5 THEN "
      "call_bucket.banned_until_ms ELSE ?4 END",
      app_key, api.empty() ? std::string(kWholeApplication) : api, now,
      now + std::min(ms, kLongestBan), now + kLongestBan);
}

}  // namespace channel_host
