#include "tasks/task_table.hpp"

#include <algorithm>
#include <tuple>

namespace channel_host {
namespace {

#define TASK_COLUMNS                                                                        \
  "store, task, interval_minutes, enabled, days, version, next_run_at_ms, requested, "      \
  "since_ms, state, runner, asked, cancel_requested, began_at_ms, progress_at_ms, "         \
  "progress_done, progress_total, progress_unit, last_began_at_ms, last_ended_at_ms, "      \
  "last_done_at_ms, last_result, last_report, last_error, failures, progress_first_at_ms, " \
  "progress_first"

Task read(const db::Rows& rows) {
  Task t;
  t.store = rows.string(0);
  t.kind = task_kind(rows.text(1));
  t.interval_minutes = rows.integer(2);
  t.enabled = rows.integer(3) != 0;
  t.days = rows.integer(4);
  t.version = rows.integer(5);
  t.next_run_at_ms = rows.integer(6);
  t.requested = rows.integer(7) != 0;
  t.since_ms = rows.optional_integer(8);
  t.running = rows.text(9) == "running";
  t.runner = rows.string(10);
  t.asked = rows.integer(11) != 0;
  t.cancel_requested = rows.integer(12) != 0;
  t.began_at_ms = rows.optional_integer(13);
  t.progress_at_ms = rows.optional_integer(14);
  t.progress_done = rows.integer(15);
  t.progress_total = rows.integer(16);
  t.progress_unit = rows.string(17);
  t.last_began_at_ms = rows.optional_integer(18);
  t.last_ended_at_ms = rows.optional_integer(19);
  t.last_done_at_ms = rows.optional_integer(20);
  t.last_result = rows.string(21);
  t.last_report = rows.string(22);
  t.last_error = rows.string(23);
  t.failures = rows.integer(24);
  t.progress_first_at_ms = rows.optional_integer(25);
  t.progress_first = rows.integer(26);
  return t;
}

}  // namespace

void TaskTable::add_missing(const Task& t) {
  database_.run(
      "INSERT INTO task (tenant, store, task, interval_minutes, enabled, days, version, "
      "next_run_at_ms, requested, state, runner, asked, cancel_requested, progress_done, "
      "progress_total, progress_unit, progress_first, last_result, last_report, last_error, "
      "failures) VALUES (?, "
      "?, ?, ?, ?, ?, 1, ?, 0, 'idle', '', 0, 0, 0, -1, '', 0, '', '', '', 0) ON CONFLICT (tenant, "
      "store, task) DO NOTHING",
      tenant_, t.store, task_name(t.kind), t.interval_minutes, t.enabled, t.days, t.next_run_at_ms);
}

std::vector<Task> TaskTable::list(std::string_view store) {
  std::vector<Task> tasks;
  const auto take = [&](db::Rows rows) {
    while (rows.next()) tasks.push_back(read(rows));
  };
  if (store.empty()) {
    take(database_.query("SELECT " TASK_COLUMNS " FROM task WHERE tenant = ? ORDER BY store",
                         tenant_));
  } else {
    take(database_.query("SELECT " TASK_COLUMNS " FROM task WHERE tenant = ? AND store = ?",
                         tenant_, store));
  }
  // Stores by their bytes, as the stores' own list; databases collate differently.
  std::sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) {
    return std::tie(a.store, a.kind) < std::tie(b.store, b.kind);
  });
  return tasks;
}

std::optional<Task> TaskTable::find(std::string_view store, TaskKind kind) {
  auto rows = database_.query("SELECT " TASK_COLUMNS
                              " FROM task WHERE tenant = ? AND store = ? AND task = ?",
                              tenant_, store, task_name(kind));
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

bool TaskTable::edit(const Task& t) {
  return database_.run(
             "UPDATE task SET interval_minutes = ?, enabled = ?, days = ?, next_run_at_ms = ?, "
             "version = version + 1 WHERE tenant = ? AND store = ? AND task = ? AND version = ?",
             t.interval_minutes, t.enabled, t.days, t.next_run_at_ms, tenant_, t.store,
             task_name(t.kind), t.version) == 1;
}

void TaskTable::request(std::string_view store, TaskKind kind, std::optional<std::int64_t> since_ms,
                        std::int64_t now_ms) {
  database_.run(
      "UPDATE task SET requested = 1, next_run_at_ms = ?, since_ms = coalesce(CAST(? AS BIGINT), "
      "since_ms) WHERE tenant = ? AND store = ? AND task = ?",
      now_ms, since_ms, tenant_, store, task_name(kind));
}

void TaskTable::withdraw_request(std::string_view store, TaskKind kind,
                                 std::int64_t next_run_at_ms) {
  database_.run(
      "UPDATE task SET requested = 0, since_ms = NULL, next_run_at_ms = ? WHERE tenant = ? AND "
      "store = ? AND task = ?",
      next_run_at_ms, tenant_, store, task_name(kind));
}

void TaskTable::request_cancel(std::string_view store, TaskKind kind) {
  database_.run(
      "UPDATE task SET cancel_requested = 1, requested = 0 WHERE tenant = ? AND store = ? AND task "
      "= ? AND state = 'running'",
      tenant_, store, task_name(kind));
}

void TaskTable::set_next_run(std::string_view store, TaskKind kind, std::int64_t next_run_at_ms) {
  database_.run("UPDATE task SET next_run_at_ms = ? WHERE tenant = ? AND store = ? AND task = ?",
                next_run_at_ms, tenant_, store, task_name(kind));
}

void TaskTable::start_afresh(std::int64_t next_run_at_ms, const Task& t) {
  database_.run(
      "UPDATE task SET next_run_at_ms = ?, failures = 0 WHERE tenant = ? AND store = ? AND task = "
      "?",
      next_run_at_ms, tenant_, t.store, task_name(t.kind));
}

bool TaskTable::begin(const Task& t) {
  return database_.run(
             "UPDATE task SET state = 'running', runner = ?, asked = requested, requested = 0, "
             "cancel_requested = 0, began_at_ms = ?, progress_at_ms = NULL, progress_done = 0, "
             "progress_total = -1, progress_unit = '', progress_first_at_ms = NULL, progress_first "
             "= 0 WHERE tenant = ? AND store = ? AND task = ? "
             "AND state = 'idle'",
             t.runner, t.began_at_ms, tenant_, t.store, task_name(t.kind)) == 1;
}

bool TaskTable::keep_progress(const Task& t) {
  return database_.run(
             "UPDATE task SET progress_at_ms = ?, progress_done = ?, progress_total = ?, "
             "progress_unit = ?, progress_first_at_ms = ?, progress_first = ? WHERE tenant = ? AND "
             "store = ? AND task = ? AND state = 'running' "
             "AND runner = ?",
             t.progress_at_ms, t.progress_done, t.progress_total, t.progress_unit,
             t.progress_first_at_ms, t.progress_first, tenant_, t.store, task_name(t.kind),
             t.runner) == 1;
}

bool TaskTable::end(const Task& t) {
  // A request that came in the middle of the run stays, and is due at once.
  const bool ended =
      database_.run(
          "UPDATE task SET state = 'idle', runner = '', asked = 0, cancel_requested = 0, "
          "next_run_at_ms = CASE WHEN requested = 1 THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) "
          "END, requested = CASE WHEN CAST(? AS BIGINT) = 1 THEN 1 ELSE requested END, since_ms = "
          "CASE WHEN requested = 1 THEN since_ms ELSE CAST(? AS BIGINT) END, last_began_at_ms = ?, "
          "last_ended_at_ms = ?, last_done_at_ms = ?, last_result = ?, last_report = ?, last_error "
          "= ?, failures = ? WHERE tenant = ? AND store = ? AND task = ? AND state = 'running' AND "
          "runner = ?",
          t.last_ended_at_ms, t.next_run_at_ms, t.requested, t.since_ms, t.last_began_at_ms,
          t.last_ended_at_ms, t.last_done_at_ms, t.last_result, t.last_report, t.last_error,
          t.failures, tenant_, t.store, task_name(t.kind), t.runner) == 1;
  if (!ended) return false;
  database_.run(
      "INSERT INTO task_run (tenant, store, task, began_at_ms, ended_at_ms, result, report, error) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, store, task, began_at_ms) DO UPDATE "
      "SET ended_at_ms = excluded.ended_at_ms, result = excluded.result, report = excluded.report, "
      "error = excluded.error",
      tenant_, t.store, task_name(t.kind), t.last_began_at_ms, t.last_ended_at_ms, t.last_result,
      t.last_report, t.last_error);
  database_.run(
      "DELETE FROM task_run WHERE tenant = ?1 AND store = ?2 AND task = ?3 AND began_at_ms <= "
      "(SELECT began_at_ms FROM task_run WHERE tenant = ?1 AND store = ?2 AND task = ?3 ORDER BY "
      "began_at_ms DESC LIMIT 1 OFFSET ?4)",
      tenant_, t.store, task_name(t.kind), kRunsKept);
  return true;
}

bool TaskTable::put_back(const Task& t) {
  return database_.run(
             "UPDATE task SET state = 'idle', runner = '', requested = CASE WHEN asked = 1 THEN 1 "
             "ELSE requested END, asked = 0, cancel_requested = 0, next_run_at_ms = ? WHERE tenant "
             "= ? AND store = ? AND task = ? AND state = 'running' AND runner = ?",
             t.next_run_at_ms, tenant_, t.store, task_name(t.kind), t.runner) == 1;
}

std::vector<PastRun> TaskTable::runs(std::string_view store, std::string_view task, int limit) {
  std::vector<PastRun> runs;
  auto rows = database_.query(
      "SELECT store, task, began_at_ms, ended_at_ms, result, report, error FROM task_run WHERE "
      "tenant = ?1 AND (?2 = '' OR store = ?2) AND (?3 = '' OR task = ?3) ORDER BY began_at_ms "
      "DESC, store, task LIMIT ?4",
      tenant_, store, task, limit);
  while (rows.next()) {
    runs.push_back({rows.string(0), rows.string(1), rows.integer(2), rows.integer(3),
                    rows.string(4), rows.string(5), rows.string(6)});
  }
  return runs;
}

void TaskTable::keep_runner(const RunnerMark& r) {
  database_.run(
      "INSERT INTO task_runner (tenant, runner, pid, pid_started, host, begun_at_ms, alive_at_ms, "
      "whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, runner) DO UPDATE SET "
      "alive_at_ms = excluded.alive_at_ms",
      tenant_, r.id, r.pid, r.pid_started, r.host, r.begun_at_ms, r.alive_at_ms, r.whole);
}

void TaskTable::drop_runner(std::string_view id) {
  database_.run("DELETE FROM task_runner WHERE tenant = ? AND runner = ?", tenant_, id);
}

std::vector<RunnerMark> TaskTable::runners() {
  std::vector<RunnerMark> runners;
  auto rows = database_.query(
      "SELECT runner, pid, pid_started, host, begun_at_ms, alive_at_ms, whole FROM task_runner "
      "WHERE tenant = ? ORDER BY begun_at_ms, runner",
      tenant_);
  while (rows.next()) {
    runners.push_back({rows.string(0), rows.integer(1), rows.integer(2), rows.string(3),
                       rows.integer(4), rows.integer(5), rows.integer(6) != 0});
  }
  return runners;
}

void TaskTable::erase(std::string_view store) {
  database_.run("DELETE FROM task_run WHERE tenant = ? AND store = ?", tenant_, store);
  database_.run("DELETE FROM task WHERE tenant = ? AND store = ?", tenant_, store);
  database_.run("DELETE FROM expiry_warning WHERE tenant = ? AND store = ?", tenant_, store);
}

}  // namespace channel_host
