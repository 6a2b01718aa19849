// The process manager: runs what is due, one task at a time per store, stores beside each other.
// Everything it knows stands in the database, so that several processes share the work and a stop
// loses nothing.
#ifndef SAMPLE_HOST_TASKS_TASK_RUNNER_HPP_
#define SAMPLE_HOST_TASKS_TASK_RUNNER_HPP_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "installation.hpp"
#include "stores/store.hpp"
#include "tasks/expiry_warnings.hpp"
#include "tasks/task.hpp"
#include "tasks/task_table.hpp"
#include "tasks/task_work.hpp"

namespace channel_host {

struct TaskEvent {
  enum class Kind { kStarted, kProgress, kEnded, kExpiryWarning, kTrouble };
  Kind kind = Kind::kStarted;
  Task task = {};              // started, progress, ended: as it stands now
  bool waits = false;          // ended: somebody else was at work, it comes again
  ExpiryWarning warning = {};  // expiry warning
  std::string message = {};    // trouble: the database cannot be reached; the runner tries again
};

class TaskRunner {
 public:
  using Work =
      std::function<TaskOutcome(Installation&, const Store&, const Task&, const Progress&)>;
  struct Settings {
    int threads = 6;
    bool once = false;           // end when nothing is due; every task runs once at most
    std::string only_store;      // empty: all
    std::vector<TaskKind> only;  // of only_store; empty: all
    Work work = do_task;
  };
  struct Summary {
    int done = 0;
    int failed = 0;  // also cancelled ones, and ones that somebody else was at work on
    std::optional<std::int64_t> next_run_at_ms;  // the earliest one to come
  };

  // `observe` is called on the thread of run().
  TaskRunner(Installation& installation, Settings settings,
             std::function<void(const TaskEvent&)> observe);
  ~TaskRunner();  // stops what runs

  // Until the installation's stop flag is set: running work is then stopped where it can go on.
  // Throws Failure when the database fails for a minute, or at once with `once`.
  Summary run();

 private:
  // A task under way, on a thread of its own.
  struct Running {
    Task task;
    Store store;
    std::atomic<bool> stop{false};
    bool stopped_by_person = false;
    std::atomic<std::int64_t> done{0};
    std::atomic<std::int64_t> total{-1};
    std::string unit;    // under the runner's mutex
    bool ended = false;  // under the runner's mutex
    TaskOutcome outcome;
    std::thread thread;
  };

  bool wanted(const Task& task) const;
  void step();
  bool finish_ended();
  void finish(Running& running);
  void stop_all();
  void read_tables();
  void stop_unwanted();
  void take_over_from_the_dead();
  void start_due();
  void start(const Store& store);
  void work(Running& running);
  void keep_progress();
  void warn_of_expiry();

  Installation& installation_;
  const Settings settings_;
  const std::function<void(const TaskEvent&)> observe_;
  RunnerMark self_;
  std::unique_ptr<db::Database> database_;
  std::optional<TaskTable> table_;
  std::vector<Store> stores_;
  std::map<std::string, std::vector<Task>> tasks_;  // by store
  std::list<Running> running_;
  std::set<std::pair<std::string, TaskKind>> ran_;  // with `once`
  Summary summary_;
  // Monotonic times of what need not be done at every step.
  std::int64_t read_at_ = 0;
  std::int64_t alive_kept_at_ = 0;
  std::int64_t progress_kept_at_ = 0;
  std::int64_t warned_at_ = 0;
  bool first_step_ = true;

  std::mutex mutex_;
  std::condition_variable work_ended_;
};

// Its process is there and was not silent for 45 s.
bool is_alive(const RunnerMark& runner, std::int64_t now_ms);

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_TASK_RUNNER_HPP_
