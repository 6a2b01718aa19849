#include "tasks/task_runner.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <system_error>

#include "orders/order_pull.hpp"
#include "process_identity.hpp"
#include "stores/store_table.hpp"
#include "tasks/schedule.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

constexpr auto kWait = std::chrono::milliseconds(200);  // a stop and a new request are seen within
constexpr std::int64_t kReadMs = 500;
constexpr std::int64_t kProgressMs = 1'000;
constexpr std::int64_t kAliveMs = 10'000;
constexpr std::int64_t kSilentMs = 45'000;  // as long as a store's lease lives
constexpr std::int64_t kWarnMs = 60'000;
constexpr std::int64_t kTroubleMs = 60'000;

std::string random_id() {
  std::array<unsigned char, 8> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

const char* result_name(RunEnd end) {
  switch (end) {
    case RunEnd::kDone:
      return "done";
    case RunEnd::kFailed:
    case RunEnd::kNeedsPerson:
      return "failed";
    case RunEnd::kCancelled:
      return "cancelled";
    case RunEnd::kStopped:
      return "stopped";
    case RunEnd::kBusy:
      return "busy";
  }
  return "";
}

}  // namespace

bool is_alive(const RunnerMark& runner, std::int64_t now_ms) {
  if (has_ended(runner.host, runner.pid, runner.pid_started)) return false;
  return std::abs(now_ms - runner.alive_at_ms) < kSilentMs;
}

TaskRunner::TaskRunner(Installation& installation, Settings settings,
                       std::function<void(const TaskEvent&)> observe)
    : installation_(installation), settings_(std::move(settings)), observe_(std::move(observe)) {
  const ProcessIdentity process = this_process();
  self_.id = random_id();
  self_.pid = process.pid;
  self_.pid_started = process.started;
  self_.host = process.host;
  self_.begun_at_ms = installation_.now_ms();
  self_.whole = settings_.only_store.empty();
}

TaskRunner::~TaskRunner() {
  stop_all();
  for (Running& running : running_) {
    if (running.thread.joinable()) running.thread.join();
  }
}

TaskRunner::Summary TaskRunner::run() {
  std::optional<std::int64_t> trouble_since;
  for (;;) {
    try {
      if (!database_) {
        database_ = installation_.connect();
        table_.emplace(*database_, installation_.tenant());
      }
      step();
      trouble_since.reset();
      const bool stopping = installation_.cancelled();
      if (running_.empty() && (stopping || settings_.once)) break;
    } catch (const Failure& failure) {
      const std::int64_t now = installation_.clock().monotonic_ms();
      const bool over = now - trouble_since.value_or(now) > kTroubleMs;
      if (settings_.once || installation_.cancelled() || over) throw;
      if (!trouble_since) {
        trouble_since = now;
        observe_({.kind = TaskEvent::Kind::kTrouble, .message = failure.what()});
      }
      table_.reset();
      database_.reset();
    }
    std::unique_lock lock(mutex_);
    work_ended_.wait_for(lock, kWait, [this] {
      return std::any_of(running_.begin(), running_.end(),
                         [](const Running& running) { return running.ended; });
    });
  }
  table_->drop_runner(self_.id);
  const std::int64_t now = installation_.now_ms();
  for (const auto& [store, tasks] : tasks_) {
    for (const Task& task : tasks) {
      // What is due all the same is another process's work, or held back.
      if (task.running || task.next_run_at_ms <= now) continue;
      if (!summary_.next_run_at_ms || task.next_run_at_ms < *summary_.next_run_at_ms) {
        summary_.next_run_at_ms = task.next_run_at_ms;
      }
    }
  }
  return summary_;
}

void TaskRunner::step() {
  const std::int64_t now = installation_.clock().monotonic_ms();
  const auto is_time = [&](std::int64_t& last, std::int64_t every) {
    if (!first_step_ && now - last < every) return false;
    last = now;
    return true;
  };
  if (is_time(alive_kept_at_, kAliveMs)) {
    self_.alive_at_ms = installation_.now_ms();
    table_->keep_runner(self_);
  }
  const bool ended = finish_ended();
  if (is_time(progress_kept_at_, kProgressMs)) keep_progress();
  if (installation_.cancelled()) {
    stop_all();
    return;
  }
  // With `once` the last step must have seen that nothing is due.
  if (is_time(read_at_, ended || (settings_.once && running_.empty()) ? 0 : kReadMs)) {
    read_tables();
    start_due();
  }
  if (is_time(warned_at_, kWarnMs) && self_.whole) warn_of_expiry();
  first_step_ = false;
}

void TaskRunner::stop_all() {
  for (Running& running : running_) running.stop.store(true);
}

bool TaskRunner::wanted(const Task& task) const {
  if (settings_.once && ran_.contains({task.store, task.kind})) return false;
  if (settings_.only.empty()) return true;
  // What a command asked for; the schedule is the business of a runner of everything.
  return task.requested &&
         std::find(settings_.only.begin(), settings_.only.end(), task.kind) != settings_.only.end();
}

void TaskRunner::read_tables() {
  stores_ = StoreTable(*database_, installation_.tenant()).list();
  if (!settings_.only_store.empty()) {
    std::erase_if(stores_, [&](const Store& store) { return store.id != settings_.only_store; });
  }
  tasks_.clear();
  for (Task& task : table_->list(settings_.only_store)) {
    tasks_[task.store].push_back(std::move(task));
  }
  const std::int64_t now = installation_.now_ms();
  for (const Store& store : stores_) {
    // A store that was authorised before there were tasks.
    if (!store.authorised_at_ms || tasks_.contains(store.id)) continue;
    db::Transaction transaction(*database_);
    for (const TaskKind kind : kTaskKinds) table_->add_missing(default_task(store.id, kind, now));
    transaction.commit();
    tasks_[store.id] = table_->list(store.id);
  }
  for (const Store& store : stores_) {
    const auto tasks = tasks_.find(store.id);
    if (tasks == tasks_.end()) continue;
    for (Task& task : tasks->second) {
      const std::int64_t next = next_run_of(task, store, now);
      if (next == task.next_run_at_ms) continue;
      table_->set_next_run(store.id, task.kind, next);
      task.next_run_at_ms = next;
    }
  }
  stop_unwanted();
  take_over_from_the_dead();
}

// What a person cancelled, and what belongs to a store that was switched off or taken away.
void TaskRunner::stop_unwanted() {
  for (Running& running : running_) {
    const auto store = std::find_if(stores_.begin(), stores_.end(),
                                    [&](const Store& s) { return s.id == running.task.store; });
    bool unwanted = store == stores_.end() || store->cancelled_at_ms ||
                    (!store->active && running.task.kind != TaskKind::kToken);
    const auto tasks = tasks_.find(running.task.store);
    if (tasks != tasks_.end()) {
      for (const Task& task : tasks->second) {
        unwanted = unwanted || (task.kind == running.task.kind && task.runner == self_.id &&
                                task.cancel_requested);
      }
    }
    if (!unwanted) continue;
    running.stopped_by_person = true;
    running.stop.store(true);
  }
}

void TaskRunner::take_over_from_the_dead() {
  std::vector<Task*> foreign;
  for (auto& [store, tasks] : tasks_) {
    for (Task& task : tasks) {
      if (task.running && task.runner != self_.id) foreign.push_back(&task);
    }
  }
  if (foreign.empty()) return;
  const std::int64_t now = installation_.now_ms();
  const std::vector<RunnerMark> runners = table_->runners();
  for (Task* task : foreign) {
    const auto runner = std::find_if(runners.begin(), runners.end(),
                                     [&](const RunnerMark& r) { return r.id == task->runner; });
    if (runner != runners.end() && is_alive(*runner, now)) continue;
    Task ended = *task;
    ended.next_run_at_ms = now;
    ended.requested = task->asked;
    ended.last_began_at_ms = task->began_at_ms;
    ended.last_ended_at_ms = now;
    ended.last_result = "interrupted";
    if (task->cancel_requested) {
      ended.last_result = "cancelled";
      ended.requested = false;
      ended.next_run_at_ms = next_run_after(ended, RunEnd::kCancelled, ended.failures, -1, now);
    }
    ended.last_report = "{}";
    ended.last_error =
        nlohmann::json{{"message",
                        "The process that did it ended in the middle. What it stored "
                        "stays; the work goes on where it was."}}
            .dump();
    if (task->kind == TaskKind::kOrders &&
        pull_stored_since(*database_, installation_.tenant(), task->store,
                          task->began_at_ms.value_or(now))) {
      ended.since_ms.reset();  // the checkpoint is on its way already
    }
    db::Transaction transaction(*database_);
    const bool ours = table_->end(ended);
    if (runner != runners.end()) table_->drop_runner(runner->id);
    transaction.commit();
    ended.running = false;
    if (ours) observe_({.kind = TaskEvent::Kind::kEnded, .task = ended});
    if (const auto found = table_->find(task->store, task->kind)) *task = *found;
  }
}

void TaskRunner::start_due() {
  const std::int64_t now = installation_.now_ms();
  std::vector<std::pair<std::int64_t, const Store*>> due;  // who has waited longest goes first
  for (const Store& store : stores_) {
    const auto tasks = tasks_.find(store.id);
    if (tasks == tasks_.end()) continue;
    std::optional<std::int64_t> since;
    bool busy = false;
    for (const Task& task : tasks->second) {
      busy = busy || task.running;
      if (!wanted(task) || !is_due(task, store, now)) continue;
      since = std::min(since.value_or(task.next_run_at_ms), task.next_run_at_ms);
    }
    if (since && !busy) due.emplace_back(*since, &store);
  }
  std::sort(due.begin(), due.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [since, store] : due) {
    if (running_.size() >= static_cast<std::size_t>(settings_.threads)) return;
    start(*store);
  }
}

void TaskRunner::start(const Store& store) {
  const std::int64_t now = installation_.now_ms();
  Task task;
  {
    // Alone in the database: no other runner can choose at the same time.
    db::Transaction transaction(*database_);
    std::vector<Task> tasks = table_->list(store.id);
    std::erase_if(tasks, [&](const Task& t) { return !t.running && !wanted(t); });
    const Task* next = next_task(tasks, store, now);
    if (next == nullptr) return;
    task = *next;
    task.asked = task.requested;
    task.requested = false;
    task.running = true;
    task.runner = self_.id;
    task.began_at_ms = now;
    task.progress_at_ms.reset();
    task.progress_first_at_ms.reset();
    task.progress_done = 0;
    task.progress_total = -1;
    task.progress_unit.clear();
    if (!table_->begin(task)) return;
    transaction.commit();
  }
  if (settings_.once) ran_.emplace(task.store, task.kind);
  Running& running = running_.emplace_back();
  running.task = task;
  running.store = store;
  try {
    running.thread = std::thread([this, &running] { work(running); });
  } catch (const std::system_error&) {  // no more threads: it comes again
    running.outcome.end = RunEnd::kBusy;
    running.outcome.error = R"({"message":"No thread could be started for it."})";
    running.ended = true;
  }
  observe_({.kind = TaskEvent::Kind::kStarted, .task = task});
}

void TaskRunner::work(Running& running) {
  TaskOutcome outcome;
  try {
    const auto worker = installation_.worker(running.stop);
    outcome = settings_.work(*worker, running.store, running.task,
                             [&](std::int64_t done, std::int64_t total, const char* unit) {
                               running.done.store(done);
                               running.total.store(total);
                               const std::lock_guard lock(mutex_);
                               running.unit = unit != nullptr ? unit : "";
                             });
  } catch (const std::exception& failure) {
    outcome.end = RunEnd::kFailed;
    outcome.report = "{}";
    outcome.error = nlohmann::json{{"message", failure.what()}}.dump();
  }
  const std::lock_guard lock(mutex_);
  running.outcome = std::move(outcome);
  running.ended = true;
  work_ended_.notify_all();
}

bool TaskRunner::finish_ended() {
  bool any = false;
  for (auto running = running_.begin(); running != running_.end();) {
    {
      const std::lock_guard lock(mutex_);
      if (!running->ended) {
        ++running;
        continue;
      }
    }
    finish(*running);
    any = true;
    if (running->thread.joinable()) running->thread.join();
    const std::lock_guard lock(mutex_);
    running = running_.erase(running);
  }
  return any;
}

void TaskRunner::finish(Running& running) {
  const std::int64_t now = installation_.now_ms();
  const TaskOutcome& outcome = running.outcome;
  RunEnd end = outcome.end;
  if (end == RunEnd::kCancelled && !running.stopped_by_person) {
    end = running.stop.load() ? RunEnd::kStopped : RunEnd::kFailed;
  }
  const bool in_part = end == RunEnd::kDone && !outcome.error.empty();
  db::Transaction transaction(*database_);
  // The settings may have been edited meanwhile.
  const std::optional<Task> kept = table_->find(running.task.store, running.task.kind);
  Task task = kept.value_or(running.task);
  task.runner = self_.id;
  task.progress_done = running.done.load();
  task.progress_total = running.total.load();
  if (end == RunEnd::kDone) task.failures = 0;
  if (end == RunEnd::kFailed || end == RunEnd::kNeedsPerson) ++task.failures;
  task.next_run_at_ms = next_run_after(task, end, task.failures, outcome.retry_after_ms, now);
  bool ours = false;
  if (end == RunEnd::kBusy) {
    ours = table_->put_back(task);
  } else {
    task.requested = end == RunEnd::kStopped && running.task.asked;
    const bool goes_on =
        end == RunEnd::kStopped || end == RunEnd::kFailed || end == RunEnd::kNeedsPerson;
    if (!goes_on || (task.kind == TaskKind::kOrders &&
                     pull_stored_since(*database_, installation_.tenant(), task.store,
                                       *running.task.began_at_ms))) {
      task.since_ms.reset();
    }
    task.last_began_at_ms = running.task.began_at_ms;
    task.last_ended_at_ms = now;
    if (end == RunEnd::kDone) task.last_done_at_ms = now;
    task.last_result = in_part ? "done in part" : result_name(end);
    task.last_report = outcome.report;
    task.last_error = outcome.error;
    ours = table_->end(task);
  }
  transaction.commit();
  task.running = false;
  if (!ours) {
    task.last_result = kept ? "taken over" : "store deleted";
    task.last_error =
        kept ? R"({"message":"This process was silent for too long, and another one does it now."})"
             : R"({"message":"The store was deleted meanwhile."})";
  }
  if (ours && end == RunEnd::kDone && !in_part) {
    ++summary_.done;
  } else if (end != RunEnd::kStopped) {
    ++summary_.failed;
  }
  task.asked = running.task.asked;
  TaskEvent event{.kind = TaskEvent::Kind::kEnded, .task = task, .waits = end == RunEnd::kBusy};
  if (event.waits) event.task.last_error = outcome.error;
  observe_(event);
}

void TaskRunner::keep_progress() {
  const std::int64_t now = installation_.now_ms();
  std::vector<Task*> moved;
  for (Running& running : running_) {
    Task& task = running.task;
    const std::int64_t done = running.done.load(), total = running.total.load();
    if (done == task.progress_done && total == task.progress_total) continue;
    task.progress_done = done;
    task.progress_total = total;
    task.progress_at_ms = now;
    if (!task.progress_first_at_ms) {
      task.progress_first_at_ms = now;
      task.progress_first = done;
    }
    const std::lock_guard lock(mutex_);
    task.progress_unit = running.unit;
    moved.push_back(&task);
  }
  if (moved.empty()) return;
  db::Transaction transaction(*database_);
  for (const Task* task : moved) table_->keep_progress(*task);
  transaction.commit();
  for (const Task* task : moved) {
    observe_({.kind = TaskEvent::Kind::kProgress, .task = *task});
  }
}

void TaskRunner::warn_of_expiry() {
  ExpiryWarningTable warnings(*database_, installation_.tenant());
  for (const ExpiryWarning& warning : warnings.keep_new(stores_, installation_.now_ms())) {
    observe_({.kind = TaskEvent::Kind::kExpiryWarning, .warning = warning});
  }
}

}  // namespace channel_host
