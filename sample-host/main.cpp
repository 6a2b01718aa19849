#include <malloc.h>
#include <signal.h>

#include <exception>
#include <iostream>
#include <new>

#include "cli/advice.hpp"
#include "cli/failure_report.hpp"
#include "cli/session.hpp"
#include "cli/standard_output.hpp"

namespace {

void handle_signal(int) { channel_host::cli::interrupted().store(true); }

void install_signals() {
  struct sigaction stop {};
  stop.sa_handler = &handle_signal;
  // The second one ends the process: whoever presses twice does not want to wait.
  stop.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &stop, nullptr);
  ::sigaction(SIGTERM, &stop, nullptr);
  // A closed pipe and a file size limit are errors of a write, not reasons to die.
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

constexpr const char* kFooter = R"(
Examples:
  channel-host plugin enable build/manifests/lazada.json
  channel-host app set --key 123456 --secret-file secret.txt --redirect-uri http://127.0.0.1:8765/callback
  channel-host store add shop-sg --region sg --name "Shop Singapore"
  channel-host store authorize shop-sg --listen
  channel-host run
  channel-host order pull --all
  channel-host shipment push shop-sg --dry-run

The data folder is --data, else $CHANNEL_HOST_DATA, else ./channel-host-data.
Everything is stored in SQLite there, or with --db (else $CHANNEL_HOST_DB) in PostgreSQL:
postgresql://user@host:5432/database. A folder remembers its database; passwords come from
PGPASSWORD or ~/.pgpass when the address has none.
stdout carries only the result; notes and progress go to stderr.

Exit codes:
   0 done                         9 database damaged or of a newer program
   1 a defect of channel-host    10 no space left
   2 wrong usage                 11 another process is at work
   3 not found                   12 done in part; the output says what was not
   4 conflict (already taken)    13 a file cannot be read or written
   5 bad input                   14 timeout
   6 refused in this state      130 interrupted (Ctrl-C)
   7 plugin refused
   8 key file
  The module or the marketplace (20 + status of the contract):
  20 no answer       25 invalid argument     29 conflict        33 rejected
  23 cancelled       26 authorise again      30 rate limited    34 unsupported
  24 deadline        27 permission denied    31 unavailable     35 host failed
                     28 not found            32 bad response    36 internal
A reader of stdout that has read enough ("| head") changes no exit code.)";

}  // namespace

int main(int argc, char** argv) {
  using channel_host::Exit;
  namespace cli = channel_host::cli;
  install_signals();
  // The few threads of a pull need no arena each: what one has freed would not serve another.
  ::mallopt(M_ARENA_MAX, 2);
  // Pages of the database and buffers of batches come and go: their room is kept for the next ones
  // instead of being given back and cleared again for each.
  ::mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
  ::mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
  cli::StandardOutput output;
  cli::Session session;
  CLI::App app("channel-host - a small order management system with channel plugins",
               "channel-host");
  app.footer(kFooter);
  app.set_version_flag("--version", CHANNEL_HOST_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--data", session.folder, "Data folder")->type_name("DIR");
  app.add_option("--db", session.database,
                 "PostgreSQL database; without it the data folder holds SQLite")
      ->type_name("URL");
  app.add_option("--tenant", session.tenant, "Company to act for (default: default)")
      ->type_name("ID");
  app.add_option("--actor", session.actor,
                 "Who changes orders and stores ($CHANNEL_HOST_ACTOR, else the user of the system)")
      ->type_name("NAME");
  app.add_flag("--json", session.json, "Machine-readable result on stdout");
  cli::add_plugin_commands(app, session);
  cli::add_app_commands(app, session);
  cli::add_store_commands(app, session);
  cli::add_order_commands(app, session);
  cli::add_sku_commands(app, session);
  cli::add_shipment_commands(app, session);
  cli::add_task_commands(app, session);
  cli::add_run_command(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    // A word that is no command leaves CLI11 saying only that one is required.
    const auto unknown = app.remaining(true);
    if (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr && !unknown.empty()) {
      session.note("channel-host: Not expected here: " + unknown.front() + ".");
    }
    const Exit code = app.exit(e) == 0 ? Exit::kOk : Exit::kUsage;
    return static_cast<int>(output.end(code));
  }
  try {
    return static_cast<int>(output.end(session.action()));
  } catch (...) {
    std::cout.flush();
    return static_cast<int>(cli::report_failure(session, std::current_exception()));
  }
}
