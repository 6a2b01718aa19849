#include <map>
#include <nlohmann/json.hpp>

#include "cli/failure_report.hpp"
#include "cli/progress_line.hpp"
#include "cli/session.hpp"
#include "cli/task_report.hpp"
#include "stores/store_table.hpp"
#include "tasks/task_runner.hpp"
#include "tasks/task_service.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* kStart = "Start channel-host run, which does it";

std::string state_text(const TaskView& view) {
  if (view.state == "running") {
    return "running: " + progress_text(view.task, view.seconds_left);
  }
  return view.state == "held back" ? view.held_back_by : view.state;
}

std::string last_text(const Task& task) {
  if (task.last_result.empty()) return "-";
  return task.last_result + " " + time_text(task.last_ended_at_ms) +
         (task.last_result.starts_with("done") ? ", " + report_text(task.last_report) : "");
}

void warn_without_runner(Session& session) {
  Installation& installation = session.installation();
  if (!find_runner(installation, installation.database())) {
    session.warn("no channel-host run is at work; nothing happens until it is started.");
  }
}

Exit list(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  const auto views = list_tasks(installation, installation.database(), store);
  session.note_sandbox();
  Table table({"STORE", "TASK", "EVERY", "ON", "STATE", "NEXT", "LAST"}, {"STATE", "LAST"});
  for (const TaskView& view : views) {
    if (session.json) {
      session.print_json(task_document(view));
      continue;
    }
    const Task& t = view.task;
    table.add({t.store, std::string(task_name(t.kind)), std::to_string(t.interval_minutes) + " min",
               t.enabled ? "yes" : "no",
               state_text(view) + (view.first_sync ? " (first synchronisation)" : ""),
               view.held_back_by.empty() ? time_text(t.next_run_at_ms) : "-", last_text(t)});
  }
  if (!session.json) table.print();
  warn_without_runner(session);
  return Exit::kOk;
}

Exit print_one(Session& session, const TaskView& view) {
  const ordered_json shown = task_document(view);
  if (session.json) {
    session.print_json(shown);
    return Exit::kOk;
  }
  const std::string title = view.task.store + " " + std::string(task_name(view.task.kind));
  Table table({"TASK", title}, {title});
  const auto add = [&](const std::string& name, const ordered_json& value) {
    table.add({name, member_text(name, value)});
  };
  for (const auto& [name, value] : shown.items()) {
    if (name == "store" || name == "task") continue;
    if (value.is_object() && !value.empty()) {
      for (const auto& [part, one] : value.items()) add(name + "." + part, one);
    } else {
      add(name, value.is_object() ? ordered_json() : value);
    }
  }
  table.print();
  return Exit::kOk;
}

struct TaskArguments {
  std::string store, task;
};

Exit show(Session& session, const TaskArguments& arguments) {
  Installation& installation = session.installation();
  session.note_sandbox();
  return print_one(session, show_task(installation, installation.database(), arguments.store,
                                      task_kind(arguments.task)));
}

struct SetArguments : TaskArguments {
  std::optional<std::int64_t> interval, days, version;
  bool on = false, off = false;
};

Exit set(Session& session, const SetArguments& arguments) {
  Installation& installation = session.installation();
  TaskChange change;
  change.interval_minutes = arguments.interval;
  change.days = arguments.days;
  change.version = arguments.version;
  if (arguments.on || arguments.off) change.enabled = arguments.on;
  if (!change.interval_minutes && !change.days && !change.enabled) {
    throw Failure(Exit::kUsage, "Nothing to set: give --interval, --on, --off or --days.");
  }
  return print_one(session, change_task(installation, installation.database(), arguments.store,
                                        task_kind(arguments.task), change));
}

struct RunArguments : TaskArguments {
  bool all = false, here = false;
  std::string since;
};

// Runs what was asked for in this process; the exit code of the one that failed, or 12.
Exit run_here(Session& session, const std::string& store, const std::vector<TaskKind>& kinds) {
  Installation& installation = session.installation();
  TaskRunner::Settings settings;
  settings.once = true;
  settings.only_store = store;
  settings.only = kinds;
  std::size_t ended = 0, failed = 0;
  Exit code = Exit::kOk;
  {
    ProgressLine progress(session.terminal_err(), "done");
    TaskRunner runner(installation, std::move(settings), [&](const TaskEvent& event) {
      if (event.kind == TaskEvent::Kind::kProgress) {
        progress.update(std::string(task_name(event.task.kind)), event.task.progress_done,
                        event.task.progress_total);
      }
      if (event.kind != TaskEvent::Kind::kEnded) return;
      ++ended;
      if (session.json) session.print_json(event_document(event));
      tell_end(session, event);
      if (!event.waits && event.task.last_result == "done") return;
      const Exit own = event.waits ? Exit::kBusy : exit_code_of_error(event.task.last_error);
      code = failed++ == 0 || code == own ? own : Exit::kPartial;
    });
    runner.run();
  }
  if (installation.cancelled()) return Exit::kInterrupted;
  if (ended < kinds.size()) {
    throw Failure(Exit::kBusy, "Another process is at work on the store " + store +
                                   "; what was asked for stays asked for. See channel-host task "
                                   "list " +
                                   store + ".");
  }
  return failed > 0 && failed < kinds.size() ? Exit::kPartial : code;
}

Exit run_task(Session& session, const RunArguments& arguments) {
  Installation& installation = session.installation();
  db::Database& database = installation.database();
  std::vector<TaskKind> kinds;
  if (arguments.all == !arguments.task.empty()) {
    throw Failure(Exit::kUsage, "Name a task (products, orders, token), or give --all.");
  }
  if (arguments.all) {
    kinds.assign(kTaskKinds.begin(), kTaskKinds.end());
  } else {
    kinds.push_back(task_kind(arguments.task));
  }
  std::optional<std::int64_t> since;
  if (!arguments.since.empty()) since = time_argument("--since", arguments.since);
  session.note_sandbox();
  std::vector<TaskKind> asked;
  for (const TaskKind kind : kinds) {
    const bool dated = kind != TaskKind::kToken || !arguments.all;
    if (request_task(installation, database, arguments.store, kind, dated ? since : std::nullopt)) {
      asked.push_back(kind);
    } else {
      session.note(std::string(task_name(kind)) + " runs already.");
    }
  }
  if (arguments.here) {
    return asked.empty() ? Exit::kOk : run_here(session, arguments.store, asked);
  }
  const auto runner = find_runner(installation, database);
  if (!runner && !asked.empty()) {
    session.warn("no channel-host run is at work. " + std::string(kStart) +
                 " at once, or give --here to do it in this process.");
  }
  for (const TaskKind kind : kinds) {
    const TaskView view = show_task(installation, database, arguments.store, kind);
    if (session.json) {
      session.print_json(task_document(view));
    } else {
      session.print(arguments.store + " " + std::string(task_name(kind)) + ": " + state_text(view) +
                    ".");
    }
  }
  return Exit::kOk;
}

Exit cancel(Session& session, const TaskArguments& arguments) {
  Installation& installation = session.installation();
  const TaskKind kind = task_kind(arguments.task);
  const CancelEffect effect =
      cancel_task(installation, installation.database(), arguments.store, kind);
  if (session.json) {
    session.print_json(
        {{"store", arguments.store},
         {"task", task_name(kind)},
         {"effect", effect == CancelEffect::kAsked ? "asked to stop" : "request withdrawn"}});
  } else {
    session.print(effect == CancelEffect::kAsked
                      ? "Asked to stop. What is stored stays; the next run goes on there."
                      : "Withdrawn. It runs again by its schedule.");
  }
  return Exit::kOk;
}

// Shows the store's tasks until none of them runs, was asked for, or belongs to a first
// synchronisation that is under way.
Exit watch(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  db::Database& database = installation.database();
  session.note_sandbox();
  std::map<TaskKind, std::string> told;
  for (;;) {
    bool waits = false, failed = false;
    for (const TaskView& view : list_tasks(installation, database, store)) {
      const Task& t = view.task;
      const bool due = view.state == "requested" || view.state == "interrupted" ||
                       (view.state == "scheduled" && t.next_run_at_ms <= installation.now_ms());
      waits = waits || view.state == "running" || due;
      failed = failed || t.last_result == "failed";
      std::string text = std::string(task_name(t.kind)) + ": ";
      text += view.state == "running" || due ? (due ? "waits for its turn" : state_text(view))
                                             : last_text(t);
      if (view.first_sync && (due || view.state == "running")) text += " (first synchronisation)";
      if (told[t.kind] == text) continue;
      told[t.kind] = text;
      if (session.json) {
        session.print_json(task_document(view));
        session.flush();
      } else {
        session.print(text);
        session.flush();
      }
    }
    if (!waits) return failed ? Exit::kPartial : Exit::kOk;
    if (!find_runner(installation, database)) {
      throw Failure(Exit::kRefused, "Work waits, but no channel-host run is at work. " +
                                        std::string(kStart) + ", then watch again.");
    }
    if (!installation.clock().sleep_ms(500, nullptr) || installation.cancelled()) {
      return Exit::kInterrupted;
    }
  }
}

Exit history(Session& session, const TaskArguments& arguments, int limit) {
  Installation& installation = session.installation();
  if (!arguments.store.empty()) {
    StoreTable(installation.database(), installation.tenant()).get(arguments.store);
  }
  const std::string task =
      arguments.task.empty() ? "" : std::string(task_name(task_kind(arguments.task)));
  Table table({"STORE", "TASK", "BEGAN", "ENDED", "RESULT", "WHAT"}, {"WHAT"});
  for (const PastRun& run : TaskTable(installation.database(), installation.tenant())
                                .runs(arguments.store, task, limit)) {
    const ordered_json shown = run_document(run);
    if (session.json) {
      session.print_json(shown);
      continue;
    }
    table.add({run.store, run.task, time_text(run.began_at_ms), time_text(run.ended_at_ms),
               run.result,
               shown["error"].is_object() ? shown["error"].value("message", "")
                                          : report_text(run.report)});
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

Exit warnings(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  if (!store.empty()) StoreTable(installation.database(), installation.tenant()).get(store);
  Table table({"STORE", "WARNED", "ENDS", "DAYS BEFORE"});
  for (const ExpiryWarning& warning :
       ExpiryWarningTable(installation.database(), installation.tenant()).list(store)) {
    if (session.json) {
      session.print_json(warning_document(warning));
      continue;
    }
    table.add({warning.store, time_text(warning.warned_at_ms), time_text(warning.ends_at_ms),
               warning.days == 0 ? "ended" : std::to_string(warning.days)});
  }
  if (!session.json) table.print();
  return Exit::kOk;
}

void add_names(CLI::App* command, TaskArguments& arguments) {
  command->add_option("store", arguments.store, "Store id")->required()->type_name("STORE");
  command->add_option("task", arguments.task, "products, orders or token")
      ->required()
      ->type_name("TASK");
}

}  // namespace

void add_task_commands(CLI::App& app, Session& session) {
  CLI::App* noun =
      add_noun(app, "task", "What channel-host run does for each store: products, orders, token",
               "channel-host task run shop-th orders");

  static TaskArguments names;
  CLI::App* command =
      add_command(*noun, "list", "The tasks with interval, progress, last and next run",
                  "channel-host task list shop-th");
  command->add_option("store", names.store, "Only this store")->type_name("STORE");
  command->callback([&] { session.action = [&] { return list(session, names.store); }; });

  command = add_command(*noun, "show", "One task with what its last run did, or why it failed",
                        "channel-host task show shop-th orders");
  add_names(command, names);
  command->callback([&] { session.action = [&] { return show(session, names); }; });

  static SetArguments settings;
  command = add_command(*noun, "set", "Change how often a task runs, and whether",
                        "channel-host task set shop-th orders --interval 15 --days 60");
  add_names(command, settings);
  command->add_option("--interval", settings.interval, "Minutes from one run to the next")
      ->type_name("MINUTES");
  command
      ->add_option("--days", settings.days,
                   "orders: how far back a first pull reaches. products: only those changed in "
                   "so many days; 0: all")
      ->type_name("N");
  CLI::Option* on = command->add_flag("--on", settings.on, "Runs by itself");
  command->add_flag("--off", settings.off, "Runs only when it is asked for")->excludes(on);
  command
      ->add_option("--version", settings.version,
                   "Only if nobody changed it since (the version of task show)")
      ->type_name("N");
  command->callback([&] { session.action = [&] { return set(session, settings); }; });

  static RunArguments run;
  command = add_command(*noun, "run", "Ask the running channel-host run to do a task now",
                        "channel-host task run shop-th orders --since 2026-01-31");
  command->add_option("store", run.store, "Store id")->required()->type_name("STORE");
  CLI::Option* task = command->add_option("task", run.task, "products, orders or token");
  task->type_name("TASK");
  command->add_flag("--all", run.all, "All tasks of the store, in their order")->excludes(task);
  command->add_option("--since", run.since, "Download again what was changed since; not for tokens")
      ->type_name("TIME");
  command->add_flag("--here", run.here, "Do it in this process, and wait for the end");
  command->callback([&] { session.action = [&] { return run_task(session, run); }; });

  command = add_command(*noun, "cancel", "Stop a run, or take a request back",
                        "channel-host task cancel shop-th orders");
  add_names(command, names);
  command->callback([&] { session.action = [&] { return cancel(session, names); }; });

  command = add_command(*noun, "watch", "Follow a store's tasks until they are done",
                        "channel-host task watch shop-th");
  command->add_option("store", names.store, "Store id")->required()->type_name("STORE");
  command->callback([&] { session.action = [&] { return watch(session, names.store); }; });

  static int limit = 20;
  command = add_command(*noun, "history", "Past runs, newest first (50 of each task are kept)",
                        "channel-host task history shop-th orders --limit 5");
  command->add_option("store", names.store, "Only this store")->type_name("STORE");
  command->add_option("task", names.task, "Only this task")->type_name("TASK");
  command->add_option("--limit", limit, "At most so many (20)")
      ->check(CLI::Range(1, 10'000))
      ->type_name("N");
  command->callback([&] { session.action = [&] { return history(session, names, limit); }; });

  command =
      add_command(*noun, "warnings", "The warnings that were given before a store's access ends",
                  "channel-host task warnings");
  command->add_option("store", names.store, "Only this store")->type_name("STORE");
  command->callback([&] { session.action = [&] { return warnings(session, names.store); }; });
}

}  // namespace channel_host::cli
