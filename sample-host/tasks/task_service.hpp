// What an administrator does with the tasks of a store.
#ifndef SAMPLE_HOST_TASKS_TASK_SERVICE_HPP_
#define SAMPLE_HOST_TASKS_TASK_SERVICE_HPP_

#include <optional>
#include <string>
#include <vector>

#include "installation.hpp"
#include "tasks/task.hpp"
#include "tasks/task_table.hpp"

namespace channel_host {

struct TaskView {
  Task task;
  // "running", "interrupted" (its process ended in the middle; the next one goes on), "requested",
  // "scheduled" or "held back".
  std::string state;
  std::string held_back_by;  // why it does not run by itself
  std::optional<std::int64_t> seconds_left;
  bool first_sync = false;  // the store's products or orders were never downloaded completely
};

// Of the stores that were authorised; store empty: all.  Throws Failure (kNotFound).
std::vector<TaskView> list_tasks(Installation& installation, db::Database& database,
                                 const std::string& store);
TaskView show_task(Installation& installation, db::Database& database, const std::string& store,
                   TaskKind kind);

struct TaskChange {
  std::optional<std::int64_t> interval_minutes;
  std::optional<bool> enabled;
  std::optional<std::int64_t> days;
  std::optional<std::int64_t> version;  // that the change was made for
};
// Throws Failure: kNotFound, kInvalidInput, kConflict (changed meanwhile: names what it is now).
TaskView change_task(Installation& installation, db::Database& database, const std::string& store,
                     TaskKind kind, const TaskChange& change);

// The next run is now, also of a task that is switched off or whose store is in manual mode.
// since_ms (not for tokens): what was changed since then is downloaded again.  False: it runs
// already. Throws Failure: kNotFound, kInvalidInput, kRefused when it cannot run.
bool request_task(Installation& installation, db::Database& database, const std::string& store,
                  TaskKind kind, std::optional<std::int64_t> since_ms);

enum class CancelEffect { kAsked, kWithdrawn };
// Stops a run where the next one can go on, or takes a request back.  Throws Failure: kNotFound,
// kRefused when there is nothing to cancel.
CancelEffect cancel_task(Installation& installation, db::Database& database,
                         const std::string& store, TaskKind kind);

// A process that runs all tasks of this tenant just now.
std::optional<RunnerMark> find_runner(Installation& installation, db::Database& database);

// After a store was authorised: products, then orders are due.  False: they do not run by
// themselves, because the store is inactive or in manual mode.
bool request_sync(Installation& installation, db::Database& database, const std::string& store);

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_TASK_SERVICE_HPP_
