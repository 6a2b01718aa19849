#include "cli/task_report.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "chapi/host.hpp"
#include "cli/advice.hpp"
#include "rfc3339.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json parsed(const std::string& text) {
  const auto document = ordered_json::parse(text, nullptr, false);
  return document.is_object() ? document : ordered_json();
}

ordered_json optional_time(std::optional<std::int64_t> ms) {
  return ms ? ordered_json(format_rfc3339(*ms)) : ordered_json();
}

template <std::size_t size>
void copy(char (&target)[size], const std::string& text) {
  std::strncpy(target, text.c_str(), size - 1);
}

// What the module said, when the error is one of the module's.
std::optional<chapi_error> module_error(const ordered_json& error) {
  if (!error.contains("status")) return std::nullopt;
  chapi_error found{};
  found.struct_size = sizeof found;
  found.status = error.value("status", 0);
  copy(found.reason, error.value("reason", ""));
  copy(found.platform_code, error.value("platform_code", ""));
  return found;
}

std::string store_named(std::string remedy, const std::string& store) {
  if (const auto at = remedy.find(" STORE"); at != std::string::npos) {
    remedy.replace(at, 6, " " + store);
  }
  return remedy;
}

// The error with what it means, what to do, and who can mend it.
ordered_json explained(const std::string& text, const std::string& store) {
  ordered_json error = parsed(text);
  if (error.is_null()) return error;
  if (const auto module = module_error(error)) {
    const Advice advice = advice_for(*module);
    error["meaning"] = advice.meaning;
    error["remedy"] = store_named(advice.remedy, store);
    error["who"] = advice.who;
  }
  return error;
}

void put_progress(ordered_json& shown, const Task& task, std::optional<std::int64_t> seconds_left) {
  shown["began_at"] = optional_time(task.began_at_ms);
  shown["progress"] = {
      {"done", task.progress_done},
      {"total", task.progress_total >= 0 ? ordered_json(task.progress_total) : ordered_json()},
      {"unit", task.progress_unit},
      {"seconds_left", seconds_left ? ordered_json(*seconds_left) : ordered_json()}};
}

std::string seconds_text(std::int64_t ms) {
  return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + " s";
}

}  // namespace

ordered_json task_document(const TaskView& view) {
  const Task& t = view.task;
  ordered_json shown = {{"store", t.store},     {"task", task_name(t.kind)},
                        {"state", view.state},  {"held_back_by", view.held_back_by},
                        {"enabled", t.enabled}, {"interval_minutes", t.interval_minutes}};
  if (t.kind != TaskKind::kToken) shown["days"] = t.days;
  shown["version"] = t.version;
  shown["first_sync"] = view.first_sync;
  shown["next_run_at"] =
      view.held_back_by.empty() ? ordered_json(format_rfc3339(t.next_run_at_ms)) : ordered_json();
  if (t.running) put_progress(shown, t, view.seconds_left);
  shown["last_began_at"] = optional_time(t.last_began_at_ms);
  shown["last_ended_at"] = optional_time(t.last_ended_at_ms);
  shown["last_done_at"] = optional_time(t.last_done_at_ms);
  shown["last_result"] = t.last_result.empty() ? ordered_json() : ordered_json(t.last_result);
  shown["last_report"] = parsed(t.last_report);
  shown["last_error"] = explained(t.last_error, t.store);
  shown["failures"] = t.failures;
  return shown;
}

ordered_json run_document(const PastRun& run) {
  return {{"store", run.store},
          {"task", run.task},
          {"began_at", format_rfc3339(run.began_at_ms)},
          {"ended_at", format_rfc3339(run.ended_at_ms)},
          {"result", run.result},
          {"report", parsed(run.report)},
          {"error", explained(run.error, run.store)}};
}

ordered_json warning_document(const ExpiryWarning& warning) {
  return {{"store", warning.store},
          {"days", warning.days},
          {"ends_at", format_rfc3339(warning.ends_at_ms)},
          {"warned_at", format_rfc3339(warning.warned_at_ms)},
          {"message", warning_text(warning)}};
}

ordered_json event_document(const TaskEvent& event) {
  const Task& t = event.task;
  ordered_json shown;
  switch (event.kind) {
    case TaskEvent::Kind::kExpiryWarning:
      shown = {{"event", "expiry_warning"}};
      shown.update(warning_document(event.warning));
      return shown;
    case TaskEvent::Kind::kTrouble:
      return {{"event", "trouble"}, {"message", event.message}};
    case TaskEvent::Kind::kStarted:
      return {{"event", "task_started"},
              {"store", t.store},
              {"task", task_name(t.kind)},
              {"began_at", optional_time(t.began_at_ms)}};
    case TaskEvent::Kind::kProgress:
      shown = {{"event", "task_progress"}, {"store", t.store}, {"task", task_name(t.kind)}};
      put_progress(shown, t, seconds_left(t));
      return shown;
    case TaskEvent::Kind::kEnded:
      shown = {{"event", "task_ended"},
               {"store", t.store},
               {"task", task_name(t.kind)},
               {"result", event.waits ? "busy" : t.last_result},
               {"began_at", optional_time(t.last_began_at_ms)},
               {"ended_at", optional_time(t.last_ended_at_ms)},
               {"report", parsed(t.last_report)},
               {"error", explained(t.last_error, t.store)},
               {"next_run_at", format_rfc3339(t.next_run_at_ms)}};
      return shown;
  }
  return shown;
}

std::string progress_text(const Task& task, std::optional<std::int64_t> seconds_left) {
  if (task.progress_done == 0 && task.progress_total < 0) return "begun";
  std::string text = std::to_string(task.progress_done);
  if (task.progress_total >= 0) text += " of " + std::to_string(task.progress_total);
  if (!task.progress_unit.empty()) text += " " + task.progress_unit;
  if (seconds_left) text += ", about " + std::to_string(*seconds_left) + " s left";
  return text;
}

std::string report_text(const std::string& report) {
  std::string text;
  const ordered_json document = parsed(report);
  for (const auto& [name, value] : document.items()) {
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    std::string part;
    if (value.is_number() && value != 0) part = value.dump() + " " + words;
    if (value.is_string()) part = words + " " + member_text(name, value);
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  }
  return text.empty() ? "nothing new" : text;
}

std::string warning_text(const ExpiryWarning& warning) {
  const std::string remedy =
      "Authorise it again: channel-host store authorize " + warning.store + ".";
  if (warning.days == 0) return "The access to " + warning.store + " has ended. " + remedy;
  return "The access to " + warning.store + " ends within " + std::to_string(warning.days) +
         (warning.days == 1 ? " day (" : " days (") + time_text(warning.ends_at_ms) + "). " +
         remedy;
}

void tell_end(Session& session, const TaskEvent& event) {
  const Task& t = event.task;
  const std::string subject = t.store + " " + std::string(task_name(t.kind)) + ": ";
  const ordered_json error = explained(t.last_error, t.store);
  const std::string message = error.is_object() ? error.value("message", "") : "";
  if (event.waits) {
    session.note(subject + "waits. " + message);
    return;
  }
  const std::string next = time_text(t.next_run_at_ms);
  if (t.last_result.starts_with("done")) {
    const std::string done = subject + t.last_result + ", " + report_text(t.last_report) + ", " +
                             seconds_text(*t.last_ended_at_ms - *t.last_began_at_ms) + "; next " +
                             next;
    if (message.empty()) {
      session.note(done);
    } else {
      session.warn(done + ". " + message);
    }
    return;
  }
  if (t.last_result == "store deleted") {
    session.note(subject + "ended. " + message);
    return;
  }
  if (t.last_result != "failed") {
    session.note(subject + t.last_result + ". " + message + " Next: " + next);
    return;
  }
  session.warn(subject + "failed. " + message + " Next: " + next);
  const auto detail = [&](const char* name, const char* member) {
    if (const std::string text = error.value(member, ""); !text.empty()) {
      session.note("  " + std::string(name) + text);
    }
  };
  detail("Meaning:      ", "meaning");
  detail("Call:         ", "call");
  detail("Code:         ", "platform_code");
  detail("Request id:   ", "request_id");
  detail("What to do:   ", "remedy");
  detail("Who can mend: ", "who");
}

Exit exit_code_of_error(const std::string& text) {
  const ordered_json error = parsed(text);
  if (const auto module = module_error(error)) return exit_code_of(*module, false);
  if (error.contains("exit_code")) return static_cast<Exit>(error.value("exit_code", 12));
  return Exit::kPartial;
}

}  // namespace channel_host::cli
