#include "tasks/task.hpp"

#include <cmath>
#include <utility>

#include "failure.hpp"

namespace channel_host {

std::string_view task_name(TaskKind kind) {
  switch (kind) {
    case TaskKind::kProducts:
      return "products";
    case TaskKind::kOrders:
      return "orders";
    case TaskKind::kToken:
      return "token";
  }
  return "";
}

TaskKind task_kind(std::string_view name) {
  std::string known;
  for (const TaskKind kind : kTaskKinds) {
    if (task_name(kind) == name) return kind;
    known += (known.empty() ? "" : ", ") + std::string(task_name(kind));
  }
  throw Failure(Exit::kNotFound,
                "There is no task " + std::string(name) + ". A store has: " + known + ".");
}

Task default_task(std::string store, TaskKind kind, std::int64_t now_ms) {
  Task task;
  task.store = std::move(store);
  task.kind = kind;
  task.next_run_at_ms = now_ms;
  switch (kind) {
    case TaskKind::kProducts:
      task.interval_minutes = 1'440;
      break;
    case TaskKind::kOrders:
      task.interval_minutes = 10;
      task.days = 30;
      break;
    case TaskKind::kToken:
      // Whoever authorises has new tokens.
      task.interval_minutes = 14'400;
      task.next_run_at_ms = now_ms + task.interval_minutes * 60'000;
      break;
  }
  return task;
}

std::optional<std::int64_t> seconds_left(const Task& task) {
  if (!task.running || !task.progress_first_at_ms || !task.progress_at_ms) return std::nullopt;
  const std::int64_t spent_ms = *task.progress_at_ms - *task.progress_first_at_ms;
  const std::int64_t done = task.progress_done - task.progress_first;
  const std::int64_t left = task.progress_total - task.progress_done;
  if (spent_ms <= 0 || done <= 0 || left < 0) return std::nullopt;
  const double seconds = static_cast<double>(left) * static_cast<double>(spent_ms) /
                         static_cast<double>(done) / 1000.0;
  return static_cast<std::int64_t>(std::ceil(seconds));
}

}  // namespace channel_host
