#include <nlohmann/json.hpp>

#include "cli/failure_report.hpp"
#include "cli/session.hpp"
#include "cli/task_report.hpp"
#include "rfc3339.hpp"

namespace channel_host::cli {
namespace {

struct RunArguments {
  int threads = 6;
  bool once = false;
};

Exit run(Session& session, const RunArguments& arguments) {
  Installation& installation = session.installation();
  session.note_sandbox();
  TaskRunner::Settings settings;
  settings.threads = arguments.threads;
  settings.once = arguments.once;
  TaskRunner runner(installation, std::move(settings), [&](const TaskEvent& event) {
    if (session.json && event.kind != TaskEvent::Kind::kProgress) {
      session.print_json(event_document(event));
      session.flush();
    }
    switch (event.kind) {
      case TaskEvent::Kind::kEnded:
        tell_end(session, event);
        break;
      case TaskEvent::Kind::kExpiryWarning:
        session.warn(warning_text(event.warning));
        break;
      case TaskEvent::Kind::kTrouble:
        session.warn(event.message + " The tasks wait and try again.");
        break;
      case TaskEvent::Kind::kStarted:
      case TaskEvent::Kind::kProgress:
        break;
    }
  });
  if (!arguments.once) session.note("The tasks run; Ctrl-C ends it. See channel-host task list.");
  const TaskRunner::Summary summary = runner.run();
  if (arguments.once) {
    if (installation.cancelled()) return Exit::kInterrupted;
    session.note(
        std::to_string(summary.done) + " tasks done, " + std::to_string(summary.failed) + " not" +
        (summary.next_run_at_ms ? "; next " + time_text(*summary.next_run_at_ms) : std::string()) +
        ".");
    return summary.failed > 0 ? Exit::kPartial : Exit::kOk;
  }
  session.note("Stopped. What was not finished goes on at the next start.");
  return Exit::kOk;
}

}  // namespace

void add_run_command(CLI::App& app, Session& session) {
  static RunArguments arguments;
  CLI::App* command = add_command(
      app, "run",
      "Do the stores' tasks when they are due, until Ctrl-C: products, orders, tokens. With "
      "--json one event a line",
      "channel-host run --once --json");
  command->add_flag("--once", arguments.once,
                    "Do everything that is due, then end; 12 when something was not done");
  command->add_option("--threads", arguments.threads, "Stores that are at work at once (6)")
      ->check(CLI::Range(1, 64))
      ->type_name("N");
  command->callback([&] { session.action = [&] { return run(session, arguments); }; });
}

}  // namespace channel_host::cli
