// What the process manager does for a store, and how it stands.  Rules only.
#ifndef SAMPLE_HOST_TASKS_TASK_HPP_
#define SAMPLE_HOST_TASKS_TASK_HPP_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace channel_host {

// In the order in which a store's tasks are done.
enum class TaskKind { kProducts, kOrders, kToken };
constexpr std::array<TaskKind, 3> kTaskKinds = {TaskKind::kProducts, TaskKind::kOrders,
                                                TaskKind::kToken};
// "products", "orders", "token".
std::string_view task_name(TaskKind kind);
// Throws Failure (kNotFound) naming the tasks there are.
TaskKind task_kind(std::string_view name);

constexpr std::int64_t kMaxIntervalMinutes = 525'600;  // a year

struct Task {
  std::string store;
  TaskKind kind = TaskKind::kProducts;

  // Settings; every edit raises the version.
  std::int64_t interval_minutes = 0;
  bool enabled = true;
  // orders: how far back a first pull reaches.  products: only those changed in so many days, after
  // a first whole download; 0: always all.
  std::int64_t days = 0;
  std::int64_t version = 1;

  std::int64_t next_run_at_ms = 0;
  bool requested = false;                // a person wants the next run, also when it is off
  std::optional<std::int64_t> since_ms;  // of the request: what was changed since then, again

  bool running = false;
  std::string runner;  // who runs it
  bool asked = false;  // the run under way was requested
  bool cancel_requested = false;
  std::optional<std::int64_t> began_at_ms;
  std::optional<std::int64_t> progress_at_ms;
  // What the run told first; work that goes on begins with what was done before.
  std::optional<std::int64_t> progress_first_at_ms;
  std::int64_t progress_first = 0;
  std::int64_t progress_done = 0;
  std::int64_t progress_total = -1;  // not known
  std::string progress_unit;

  std::optional<std::int64_t> last_began_at_ms;
  std::optional<std::int64_t> last_ended_at_ms;
  std::optional<std::int64_t> last_done_at_ms;  // with success
  std::string last_result;    // empty, or "done", "done in part", "failed", "cancelled", "stopped",
                              // "interrupted"
  std::string last_report;    // JSON: what was done
  std::string last_error;     // JSON: message, platform_code, request_id, …
  std::int64_t failures = 0;  // in a row
};

// As a store gets it at first.
Task default_task(std::string store, TaskKind kind, std::int64_t now_ms);

// Seconds until a running task is done, by the pace of this run; nothing while it cannot be known.
std::optional<std::int64_t> seconds_left(const Task& task);

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_TASK_HPP_
