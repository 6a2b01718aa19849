// The tasks in the database, their past runs, and the processes that run them.
#ifndef SAMPLE_HOST_TASKS_TASK_TABLE_HPP_
#define SAMPLE_HOST_TASKS_TASK_TABLE_HPP_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "tasks/task.hpp"

namespace channel_host {

// One run that has ended.
struct PastRun {
  std::string store;
  std::string task;
  std::int64_t began_at_ms = 0;
  std::int64_t ended_at_ms = 0;
  std::string result;
  std::string report;
  std::string error;
};

// A process that runs tasks.
struct RunnerMark {
  std::string id;
  std::int64_t pid = 0;
  std::int64_t pid_started = 0;
  std::string host;
  std::int64_t begun_at_ms = 0;
  std::int64_t alive_at_ms = 0;
  bool whole = false;  // runs all tasks of the tenant, not only one that a command asked for
};

class TaskTable {
 public:
  static constexpr int kRunsKept = 50;  // of each task

  TaskTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  void add_missing(const Task& task);
  // By store, then in the order in which they are done; store empty: all.
  std::vector<Task> list(std::string_view store = {});
  std::optional<Task> find(std::string_view store, TaskKind kind);

  // Settings and next run; false when the version is no longer `task.version`.
  bool edit(const Task& task);
  // Due now; since_ms empty: as asked before.
  void request(std::string_view store, TaskKind kind, std::optional<std::int64_t> since_ms,
               std::int64_t now_ms);
  void withdraw_request(std::string_view store, TaskKind kind, std::int64_t next_run_at_ms);
  void request_cancel(std::string_view store, TaskKind kind);
  void set_next_run(std::string_view store, TaskKind kind, std::int64_t next_run_at_ms);

  void start_afresh(std::int64_t next_run_at_ms, const Task& task);  // without its failures

  // What follows changes only what `task.runner` runs; false: it is no longer his.
  bool begin(const Task& task);
  bool keep_progress(const Task& task);
  bool end(const Task& task);  // last_*, next run, request, failures; keeps the run in the history
  bool put_back(const Task& task);  // as if it had not begun, for its next run
  // Newest first; store empty: all.
  std::vector<PastRun> runs(std::string_view store, std::string_view task, int limit);

  void keep_runner(const RunnerMark& runner);
  void drop_runner(std::string_view id);
  std::vector<RunnerMark> runners();

  // Everything of the store.
  void erase(std::string_view store);

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_TASK_TABLE_HPP_
