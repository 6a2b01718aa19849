#include "tasks/schedule.hpp"

#include <algorithm>

namespace channel_host {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kBusyMs = 5'000;

std::int64_t interval_ms(const Task& task) { return task.interval_minutes * kMinuteMs; }

// The present tokens could not be renewed; failures with older ones tell nothing.
bool was_refused(const Task& task, const Store& store) {
  return task.failures > 0 && task.last_ended_at_ms &&
         *task.last_ended_at_ms >= store.access_obtained_at_ms.value_or(0);
}

// The marketplace would give new tokens for the old ones.
bool renewable(const Store& store, std::int64_t now_ms) {
  return store.grant_state == "active" && store.refreshable &&
         (!store.refresh_expires_at_ms || *store.refresh_expires_at_ms > now_ms);
}

}  // namespace

std::string_view held_back_by(const Task& task, const Store& store, std::int64_t now_ms) {
  if (store.cancelled_at_ms) return "authorisation cancelled";
  if (!store.seller_id || store.grant_state.empty() || store.grant_state == "none" ||
      store.grant_state == "held") {
    return "not authorised";
  }
  if (task.kind == TaskKind::kToken) {
    if (store.grant_state != "active" && !task.requested) return "authorise again";
    if (!store.refreshable) return "cannot be renewed";
    if (!task.requested && !renewable(store, now_ms)) return "authorise again";
  } else {
    if (!store.active) return "store inactive";
    if (access_refused(store) && !task.requested) return "authorise again";
    const bool over = store.access_expires_at_ms && *store.access_expires_at_ms <= now_ms;
    if (over && !renewable(store, now_ms)) return "authorise again";
    if (store.pull_mode != "automatic" && !task.requested) return "pull mode manual";
  }
  return task.enabled || task.requested ? "" : "switched off";
}

std::int64_t next_run_of(const Task& task, const Store& store, std::int64_t now_ms) {
  std::int64_t next = task.next_run_at_ms;
  if (task.kind == TaskKind::kToken && !task.requested && !was_refused(task, store) &&
      store.access_obtained_at_ms && *store.access_obtained_at_ms <= now_ms) {
    next = std::max(next, *store.access_obtained_at_ms + interval_ms(task));
  }
  return std::min(next, now_ms + interval_ms(task));
}

bool token_goes_first(const Task& task, const Store& store, std::int64_t now_ms) {
  if (task.kind != TaskKind::kToken || was_refused(task, store)) return false;
  // Tokens that live for less than two minutes must not be renewed without a pause.
  if (task.last_ended_at_ms && *task.last_ended_at_ms <= now_ms &&
      now_ms - *task.last_ended_at_ms < kMinuteMs) {
    return false;
  }
  return refresh_due(store, now_ms);
}

bool is_due(const Task& task, const Store& store, std::int64_t now_ms) {
  if (task.running || !held_back_by(task, store, now_ms).empty()) return false;
  return next_run_of(task, store, now_ms) <= now_ms || token_goes_first(task, store, now_ms);
}

const Task* next_task(std::span<const Task> tasks, const Store& store, std::int64_t now_ms) {
  const Task* next = nullptr;
  for (const Task& task : tasks) {
    if (task.running) return nullptr;
    if (!is_due(task, store, now_ms)) continue;
    if (token_goes_first(task, store, now_ms)) return &task;
    if (next == nullptr || task.kind < next->kind) next = &task;
  }
  return next;
}

std::int64_t next_run_after(const Task& task, RunEnd end, std::int64_t failures,
                            std::int64_t retry_after_ms, std::int64_t now_ms) {
  const std::int64_t interval = interval_ms(task);
  switch (end) {
    case RunEnd::kDone:
    case RunEnd::kCancelled:
    case RunEnd::kNeedsPerson:
      return now_ms + interval;
    case RunEnd::kFailed: {
      const auto doublings = std::clamp<std::int64_t>(failures - 1, 0, 20);
      const std::int64_t wait = std::max(kMinuteMs << doublings, retry_after_ms);
      return now_ms + std::min(wait, interval);
    }
    case RunEnd::kStopped:
      return now_ms;
    case RunEnd::kBusy:
      return now_ms + kBusyMs;
  }
  return now_ms + interval;
}

}  // namespace channel_host
