// Does a task's work by the services of the other subjects.
#ifndef SAMPLE_HOST_TASKS_TASK_WORK_HPP_
#define SAMPLE_HOST_TASKS_TASK_WORK_HPP_

#include <string>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "installation.hpp"
#include "stores/store.hpp"
#include "tasks/schedule.hpp"
#include "tasks/task.hpp"

namespace channel_host {

struct TaskOutcome {
  RunEnd end = RunEnd::kDone;
  std::string report;  // JSON: what was done, as far as the work came
  std::string error;   // JSON: message, exit_code, and what the module said; done with one: in part
  std::int64_t retry_after_ms = -1;
};

// Whoever calls it holds the task.  `worker` belongs to the calling thread; its stop flag ends the
// work.  Every failure is in the outcome.                                        [any thread]
TaskOutcome do_task(Installation& worker, const Store& store, const Task& task,
                    const Progress& progress);

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_TASK_WORK_HPP_
