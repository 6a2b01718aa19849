#include "tasks/task_service.hpp"

#include <algorithm>
#include <map>

#include "failure.hpp"
#include "stores/store_table.hpp"
#include "tasks/schedule.hpp"
#include "tasks/task_runner.hpp"

namespace channel_host {
namespace {

std::string title(const std::string& store, TaskKind kind) {
  return "The task " + std::string(task_name(kind)) + " of " + store;
}

void add_missing_tasks(Installation& installation, db::Database& database, const Store& store) {
  TaskTable table(database, installation.tenant());
  if (table.list(store.id).size() == kTaskKinds.size()) return;
  db::Transaction transaction(database);
  for (const TaskKind kind : kTaskKinds) {
    table.add_missing(default_task(store.id, kind, installation.now_ms()));
  }
  transaction.commit();
}

bool runs(const Task& task, const std::vector<RunnerMark>& runners, std::int64_t now_ms) {
  return task.running && std::any_of(runners.begin(), runners.end(), [&](const RunnerMark& r) {
           return r.id == task.runner && is_alive(r, now_ms);
         });
}

TaskView view(Task task, const Store& store, const std::vector<RunnerMark>& runners,
              std::int64_t now_ms) {
  TaskView view;
  view.held_back_by = held_back_by(task, store, now_ms);
  if (runs(task, runners, now_ms)) {
    view.state = "running";
    view.seconds_left = seconds_left(task);
  } else if (task.running) {
    view.state = "interrupted";
  } else if (!view.held_back_by.empty()) {
    view.state = "held back";
  } else {
    view.state = task.requested ? "requested" : "scheduled";
  }
  view.first_sync = task.kind != TaskKind::kToken && !task.last_done_at_ms;
  task.next_run_at_ms = next_run_of(task, store, now_ms);
  view.task = std::move(task);
  return view;
}

Store authorised_store(Installation& installation, db::Database& database, const std::string& id) {
  Store store = StoreTable(database, installation.tenant()).get(id);
  if (!store.authorised_at_ms) {
    throw Failure(Exit::kRefused, "The store " + id +
                                      " was never authorised and has no tasks yet. Run "
                                      "channel-host store authorize " +
                                      id + ".");
  }
  add_missing_tasks(installation, database, store);
  return store;
}

std::string settings_text(const Task& task) {
  return "every " + std::to_string(task.interval_minutes) + " minutes, " +
         (task.enabled ? "on" : "off") +
         (task.kind == TaskKind::kToken ? "" : ", " + std::to_string(task.days) + " days");
}

void check(const Task& task, const TaskChange& change) {
  if (change.interval_minutes &&
      (*change.interval_minutes < 1 || *change.interval_minutes > kMaxIntervalMinutes)) {
    throw Failure(Exit::kInvalidInput, "An interval has 1 to " +
                                           std::to_string(kMaxIntervalMinutes) + " minutes, not " +
                                           std::to_string(*change.interval_minutes) + ".");
  }
  if (change.days && task.kind == TaskKind::kToken) {
    throw Failure(Exit::kInvalidInput, title(task.store, task.kind) +
                                           " has no window: --days is for products and orders.");
  }
  // All products are a window; all orders there ever were are none.
  const std::int64_t least = task.kind == TaskKind::kProducts ? 0 : 1;
  if (change.days && (*change.days < least || *change.days > 3650)) {
    throw Failure(Exit::kInvalidInput, "--days is " + std::to_string(least) + " to 3650, not " +
                                           std::to_string(*change.days));
  }
}

}  // namespace

std::vector<TaskView> list_tasks(Installation& installation, db::Database& database,
                                 const std::string& store) {
  StoreTable stores(database, installation.tenant());
  std::vector<Store> chosen;
  if (store.empty()) {
    chosen = stores.list();
  } else {
    chosen.push_back(authorised_store(installation, database, store));
  }
  TaskTable table(database, installation.tenant());
  std::map<std::string, std::vector<Task>> tasks;
  for (Task& task : table.list(store)) tasks[task.store].push_back(std::move(task));
  const std::vector<RunnerMark> runners = table.runners();
  const std::int64_t now = installation.now_ms();
  std::vector<TaskView> views;
  for (const Store& one : chosen) {
    if (!one.authorised_at_ms) continue;
    if (tasks[one.id].size() != kTaskKinds.size()) {
      add_missing_tasks(installation, database, one);
      tasks[one.id] = table.list(one.id);
    }
    for (Task& task : tasks[one.id]) views.push_back(view(std::move(task), one, runners, now));
  }
  return views;
}

TaskView show_task(Installation& installation, db::Database& database, const std::string& id,
                   TaskKind kind) {
  const Store store = authorised_store(installation, database, id);
  TaskTable table(database, installation.tenant());
  return view(table.find(id, kind).value(), store, table.runners(), installation.now_ms());
}

TaskView change_task(Installation& installation, db::Database& database, const std::string& id,
                     TaskKind kind, const TaskChange& change) {
  const Store store = authorised_store(installation, database, id);
  TaskTable table(database, installation.tenant());
  Task task = table.find(id, kind).value();
  check(task, change);
  if (change.version) task.version = *change.version;
  const std::int64_t now = installation.now_ms();
  if (change.interval_minutes) {
    task.interval_minutes = *change.interval_minutes;
    // Counted from the last run, so that a shorter interval counts at once.
    const std::int64_t last = std::min(task.last_ended_at_ms.value_or(now), now);
    task.next_run_at_ms = std::max(now, last + task.interval_minutes * 60'000);
    if (!task.last_ended_at_ms && kind != TaskKind::kToken) task.next_run_at_ms = now;
  }
  if (change.enabled) task.enabled = *change.enabled;
  if (change.days) task.days = *change.days;
  if (!table.edit(task)) {
    const Task current = table.find(id, kind).value();
    throw Failure(Exit::kConflict, title(id, kind) + " was changed meanwhile: it is " +
                                       settings_text(current) + " now (version " +
                                       std::to_string(current.version) + ", not " +
                                       std::to_string(task.version) +
                                       "). Nothing was changed; look at it and try again.");
  }
  return show_task(installation, database, id, kind);
}

bool request_task(Installation& installation, db::Database& database, const std::string& id,
                  TaskKind kind, std::optional<std::int64_t> since_ms) {
  const Store store = authorised_store(installation, database, id);
  const std::int64_t now = installation.now_ms();
  if (since_ms && kind == TaskKind::kToken) {
    throw Failure(Exit::kInvalidInput,
                  title(id, kind) + " knows no date: --since is for products and orders.");
  }
  if (since_ms && *since_ms > now) {
    throw Failure(Exit::kInvalidInput, "--since lies in the future.");
  }
  TaskTable table(database, installation.tenant());
  Task task = table.find(id, kind).value();
  task.requested = true;
  if (const auto why = held_back_by(task, store, now); !why.empty()) {
    throw Failure(Exit::kRefused,
                  title(id, kind) + " cannot run now (" + std::string(why) +
                      "). It runs for a store that is active and authorised; see channel-host "
                      "store show " +
                      id + ".");
  }
  if (!since_ms && runs(task, table.runners(), now)) return false;
  table.request(id, kind, since_ms, now);
  return true;
}

CancelEffect cancel_task(Installation& installation, db::Database& database, const std::string& id,
                         TaskKind kind) {
  authorised_store(installation, database, id);
  TaskTable table(database, installation.tenant());
  const std::int64_t now = installation.now_ms();
  const Task task = table.find(id, kind).value();
  if (task.running) {
    table.request_cancel(id, kind);
    return runs(task, table.runners(), now) ? CancelEffect::kAsked : CancelEffect::kWithdrawn;
  }
  if (task.requested) {
    table.withdraw_request(id, kind,
                           next_run_after(task, RunEnd::kCancelled, task.failures, -1, now));
    return CancelEffect::kWithdrawn;
  }
  throw Failure(Exit::kRefused, title(id, kind) +
                                    " neither runs nor waits for a run that was asked for: there "
                                    "is nothing to cancel. To keep it from running by itself, run "
                                    "channel-host task set " +
                                    id + " " + std::string(task_name(kind)) + " --off.");
}

std::optional<RunnerMark> find_runner(Installation& installation, db::Database& database) {
  for (RunnerMark& runner : TaskTable(database, installation.tenant()).runners()) {
    if (runner.whole && is_alive(runner, installation.now_ms())) return runner;
  }
  return std::nullopt;
}

bool request_sync(Installation& installation, db::Database& database, const std::string& id) {
  const Store store = StoreTable(database, installation.tenant()).get(id);
  add_missing_tasks(installation, database, store);
  TaskTable table(database, installation.tenant());
  const std::int64_t now = installation.now_ms();
  bool by_itself = false;
  for (Task& task : table.list(id)) {
    // Failures of the old access tell nothing about the new one.
    table.start_afresh(default_task(id, task.kind, now).next_run_at_ms, task);
    if (task.kind != TaskKind::kToken && held_back_by(task, store, now).empty()) by_itself = true;
  }
  return by_itself;
}

}  // namespace channel_host
