// When a task runs, and which one of a store goes first.  Rules only: a clock that jumps makes
// neither a storm (a run moves the next one a whole interval away from now) nor a stall (a next
// run that is more than an interval away is not believed).
#ifndef SAMPLE_HOST_TASKS_SCHEDULE_HPP_
#define SAMPLE_HOST_TASKS_SCHEDULE_HPP_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "stores/store.hpp"
#include "tasks/task.hpp"

namespace channel_host {

// How a run ended, as far as the schedule cares.
enum class RunEnd {
  kDone,
  kFailed,
  kNeedsPerson,  // failed, and no repeat helps before somebody acts
  kCancelled,    // by a person
  kStopped,      // with the program: goes on at the next start
  kBusy          // somebody else is at work on it just now
};

// Why the task does not run by itself; empty when it does.  A request overrides "switched off" and
// "pull mode manual", and lets a person try a renewal that was refused.
std::string_view held_back_by(const Task& task, const Store& store, std::int64_t now_ms);

// The next run by the schedule, at most one interval away.  Tokens that were renewed meanwhile, by
// hand or through another store of the grant, are renewed an interval after that.
std::int64_t next_run_of(const Task& task, const Store& store, std::int64_t now_ms);

// The tokens have lived half of their life.  They are then renewed before everything else of the
// store: pulling needs them.  A renewal that failed waits for its next run.
bool token_goes_first(const Task& task, const Store& store, std::int64_t now_ms);

bool is_due(const Task& task, const Store& store, std::int64_t now_ms);

// The one task of the store that runs now: none while another runs.
const Task* next_task(std::span<const Task> tasks, const Store& store, std::int64_t now_ms);

// `failures` as it is after this end; `retry_after_ms` as the marketplace asked, or -1.
// Failures are tried again after 1, 2, 4 … minutes, up to the interval.
std::int64_t next_run_after(const Task& task, RunEnd end, std::int64_t failures,
                            std::int64_t retry_after_ms, std::int64_t now_ms);

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_SCHEDULE_HPP_
