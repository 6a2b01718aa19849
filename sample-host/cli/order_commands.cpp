#include "cli/order_commands.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/advice.hpp"
#include "cli/failure_report.hpp"
#include "cli/progress_line.hpp"
#include "cli/session.hpp"
#include "orders/order_pull.hpp"
#include "rfc3339.hpp"
#include "stores/application.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

struct PullArguments {
  std::string store;
  bool all = false;
  int days = 30;
  std::string since;
};

struct StorePull {
  Store store;
  PullReport report;
  std::exception_ptr failure;
};

constexpr std::size_t kMostAtOnce = 8;

std::vector<StorePull> chosen_stores(Session& session, const PullArguments& arguments) {
  Installation& installation = session.installation();
  StoreTable stores(installation.database(), installation.tenant());
  std::vector<StorePull> pulls;
  if (!arguments.all) {
    if (arguments.store.empty()) throw Failure(Exit::kUsage, "Name a store, or give --all.");
    pulls.push_back({stores.get(arguments.store), {}, nullptr});
    return pulls;
  }
  for (const Store& store : stores.list()) {
    if (!store.active) continue;
    if (!store.seller_id) {
      session.note(store.id + " is not authorised yet and is left out.");
      continue;
    }
    pulls.push_back({store, {}, nullptr});
  }
  if (pulls.empty()) throw Failure(Exit::kRefused, "No store is authorised yet.");
  return pulls;
}

// Every store on a thread and a database connection of its own.
void pull_all(Session& session, std::vector<StorePull>& pulls, const PullOptions& options) {
  Installation& installation = session.installation();
  ProgressLine progress(session.terminal_err(), "orders");
  std::mutex mutex;
  std::size_t next = 0;
  const auto work = [&] {
    for (;;) {
      StorePull* pull = nullptr;
      {
        const std::lock_guard lock(mutex);
        if (next < pulls.size()) pull = &pulls[next++];
      }
      if (pull == nullptr) return;
      try {
        const auto database = installation.connect();
        pull_orders(
            installation, *database, pull->store, options,
            [&](std::int64_t done, std::int64_t total, const char*) {
              progress.update(pull->store.id, done, total);
            },
            pull->report);
      } catch (...) {
        pull->failure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(pulls.size(), kMostAtOnce); ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

ordered_json document(const StorePull& pull) {
  const PullReport& r = pull.report;
  ordered_json shown = {{"store", pull.store.id},
                        {"region", pull.store.region},
                        {"added", r.added},
                        {"changed", r.changed},
                        {"unchanged", r.unchanged},
                        {"rejected", r.rejected},
                        {"unmapped_items", r.unmapped_items},
                        {"calls", r.calls ? ordered_json(*r.calls) : ordered_json(nullptr)},
                        {"complete", r.complete},
                        {"duration_ms", r.duration_ms}};
  if (!r.window_end.empty()) {
    shown["window_start"] = r.window_start;
    shown["window_end"] = r.window_end;
  }
  if (pull.failure) {
    try {
      std::rethrow_exception(pull.failure);
    } catch (const chapi::host::Failure& f) {
      shown["error"] = error_document(f.error);
    } catch (const std::exception& e) {
      shown["error"] = {{"message", e.what()}};
    }
  }
  return shown;
}

Exit pull(Session& session, const PullArguments& arguments) {
  PullOptions options;
  options.first_days = arguments.days;
  if (!arguments.since.empty()) options.since_ms = time_argument("--since", arguments.since);
  std::vector<StorePull> pulls = chosen_stores(session, arguments);
  session.note_sandbox();
  pull_all(session, pulls, options);

  Table table({"STORE", "REGION", "NEW", "CHANGED", "AGAIN", "REJECTED", "UNMAPPED", "CALLS",
               "SECONDS", "RESULT"});
  std::size_t failed = 0;
  Exit code = Exit::kOk;
  for (const StorePull& one : pulls) {
    bool stopped = !one.report.complete;
    if (one.failure) {
      const Exit own = report_failure(session, one.failure, one.store.id);
      code = failed++ == 0 || code == own ? own : Exit::kPartial;
      stopped = own == Exit::kInterrupted;
    }
    if (one.report.rejected > 0) {
      session.warn(one.store.id + ": " + std::to_string(one.report.rejected) +
                   " orders could not be read and were put aside (order list --rejected).");
    }
    if (session.json) {
      session.print_json(document(one));
      continue;
    }
    const PullReport& r = one.report;
    const std::string seconds =
        std::to_string(r.duration_ms / 1000) + "." + std::to_string(r.duration_ms % 1000 / 100);
    table.add({one.store.id, one.store.region, std::to_string(r.added), std::to_string(r.changed),
               std::to_string(r.unchanged), std::to_string(r.rejected),
               std::to_string(r.unmapped_items), r.calls ? std::to_string(*r.calls) : "-", seconds,
               stopped ? "stopped" : (one.failure ? "failed" : "complete")});
  }
  if (!session.json) table.print();
  if (interrupted().load()) return Exit::kInterrupted;
  return failed > 0 && failed < pulls.size() ? Exit::kPartial : code;
}

}  // namespace

void add_order_commands(CLI::App& app, Session& session) {
  CLI::App* noun = add_noun(app, "order", "Orders: pull, find, review, change, process",
                            "channel-host order pull --all");

  static PullArguments pull_arguments;
  CLI::App* command = add_command(*noun, "pull", "Pull orders; goes on where the last pull stopped",
                                  "channel-host order pull --all --days 60");
  CLI::Option* store = command->add_option("store", pull_arguments.store, "Store id");
  store->type_name("STORE");
  command->add_flag("--all", pull_arguments.all, "Every authorised store, in parallel")
      ->excludes(store);
  command
      ->add_option("--days", pull_arguments.days,
                   "How many days back a first pull reaches (30); later pulls go on by themselves")
      ->check(CLI::Range(1, 3650))
      ->type_name("N");
  command
      ->add_option("--since", pull_arguments.since,
                   "Go back to then and pull again what was updated since; without it, and when it "
                   "is later, the pull goes on where the last one stopped")
      ->type_name("TIME");
  command->callback([&] { session.action = [&] { return pull(session, pull_arguments); }; });

  add_order_list_commands(*noun, session);
  add_order_show_commands(*noun, session);
  add_order_change_commands(*noun, session);
}

}  // namespace channel_host::cli
