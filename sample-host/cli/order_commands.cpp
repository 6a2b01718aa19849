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
#include "orders/order_table.hpp"
#include "orders/order_view.hpp"
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

std::int64_t since_ms(const std::string& text) {
  const auto at = parse_rfc3339(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!at) {
    throw Failure(Exit::kInvalidInput, "--since is no time: " + text +
                                           " (write 2026-01-31 or 2026-01-31T08:00:00+07:00)");
  }
  return *at;
}

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
                        {"calls", r.calls},
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
  if (!arguments.since.empty()) options.since_ms = since_ms(arguments.since);
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
               std::to_string(r.unmapped_items), std::to_string(r.calls), seconds,
               stopped ? "stopped" : (one.failure ? "failed" : "complete")});
  }
  if (!session.json) table.print();
  if (interrupted().load()) return Exit::kInterrupted;
  return failed > 0 && failed < pulls.size() ? Exit::kPartial : code;
}

std::string item_summary(const StoredOrder& order) {
  std::string text;
  for (const StoredItem& item : order.items) {
    if (text.size() > 40) return text + " …";
    text += (text.empty() ? "" : ", ") + (item.sku.empty() ? item.name : item.sku);
  }
  return text;
}

struct ListArguments {
  OrderFilter filter;
  bool rejected = false;
};

Exit list_rejected(Session& session, const std::string& store) {
  Installation& installation = session.installation();
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  Table table({"STORE", "ORDER", "REASON", "MESSAGE", "LAST SEEN"});
  orders.each_dead_letter(store, [&](const DeadLetter& letter) {
    if (session.json) {
      session.print_json({{"store", letter.store},
                          {"order_id", letter.order_id},
                          {"reason", letter.reason},
                          {"message", letter.message},
                          {"last_seen_at", format_rfc3339(letter.last_seen_at_ms)}});
    } else {
      table.add({letter.store, letter.order_id, letter.reason, letter.message,
                 format_rfc3339(letter.last_seen_at_ms)});
    }
  });
  if (!session.json) table.print();
  return Exit::kOk;
}

Exit list(Session& session, const ListArguments& arguments) {
  Installation& installation = session.installation();
  if (!arguments.filter.store.empty()) {
    StoreTable(installation.database(), installation.tenant()).get(arguments.filter.store);
  }
  session.note_sandbox();
  if (arguments.rejected) return list_rejected(session, arguments.filter.store);
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  // The table is printed page by page, so that a long list needs no memory.
  constexpr std::size_t kPage = 500;
  const std::vector<std::string> head = {"STORE", "ORDER",    "CREATED",  "STATUS", "ITEMS",
                                         "TOTAL", "UNMAPPED", "TRACKING", "SKUS"};
  auto table = std::make_unique<Table>(head);
  std::size_t rows = 0;
  orders.each(arguments.filter, [&](StoredOrder& order) {
    const ordered_json shown = order_document(order);
    if (session.json) {
      session.print_json(shown);
      return;
    }
    std::string tracking;
    for (const StoredItem& item : order.items) {
      if (!item.tracking_number.empty()) tracking = item.tracking_number;
    }
    table->add({order.store, order.order_id, shown["created_at"], order.status,
                std::to_string(order.items.size()),
                shown["totals"].value("paid", "") + " " + shown.value("currency", ""),
                std::to_string(order.unmapped_items), tracking.empty() ? "-" : tracking,
                item_summary(order)});
    if (++rows % kPage == 0) {
      table->print();
      table = std::make_unique<Table>(head);
    }
  });
  if (!session.json && (rows == 0 || !table->empty())) table->print();
  return Exit::kOk;
}

struct ShowArguments {
  std::string order, store;
};

Exit show(Session& session, const ShowArguments& arguments) {
  Installation& installation = session.installation();
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  const auto found = orders.find(arguments.order, arguments.store);
  if (found.empty()) {
    throw Failure(Exit::kNotFound, "There is no order " + arguments.order +
                                       ". See channel-host order list, or pull first.");
  }
  if (found.size() > 1) {
    std::string stores;
    for (const StoredOrder& order : found) stores += (stores.empty() ? "" : ", ") + order.store;
    throw Failure(Exit::kConflict, "Several stores have an order " + arguments.order + " (" +
                                       stores + "); name one with --store.");
  }
  const StoredOrder& order = found.front();
  ordered_json shown = order_document(order);
  shown["versions"] = ordered_json::array();
  for (const OrderVersion& version : orders.versions(order.store, order.order_id)) {
    shown["versions"].push_back({{"updated_at", format_rfc3339(version.updated_at_ms)},
                                 {"seen_at", format_rfc3339(version.seen_at_ms)},
                                 {"status", version.status}});
  }
  session.note_sandbox();
  if (session.json) {
    session.print_json(shown);
    return Exit::kOk;
  }
  const auto text = [](const ordered_json& object, const char* member) {
    return object.value(member, std::string());
  };
  session.print("Order " + order.order_id + " of " + order.store + " (" + text(shown, "platform") +
                "." + text(shown, "region") + ", seller " + text(shown, "seller_id") + ")");
  session.print("Status " + order.status + ", created " + text(shown, "created_at") + ", updated " +
                text(shown, "updated_at") + ", total " + text(shown["totals"], "paid") + " " +
                text(shown, "currency"));
  const ordered_json& address = shown["shipping_address"];
  std::string place;
  for (const auto& line : address.value("lines", ordered_json::array())) {
    place += line.get<std::string>() + ", ";
  }
  for (const char* level : {"ward", "district", "city", "state", "post_code"}) {
    if (address.contains(level)) place += text(address, level) + ", ";
  }
  session.print("Buyer " + text(shown["buyer"], "name") + ", ship to " + text(address, "name") +
                " " + text(address, "phone") + ", " + place + text(address, "country"));
  if (!address.value("masked", ordered_json::array()).empty()) {
    session.print("Masked by the marketplace: " + address["masked"].dump());
  }
  Table table({"ITEM", "SKU", "NAME", "STATUS", "RAW", "BY", "PACKAGE", "TRACKING", "MAPPING"});
  for (const ordered_json& item : shown["items"]) {
    std::string mapping = text(item["mapping"], "state");
    for (const auto& component : item["mapping"]["components"]) {
      mapping += " " + std::to_string(component.value("quantity", 0)) + " x " +
                 component.value("system_sku", "");
    }
    table.add({text(item, "item_id"), text(item, "sku"), text(item, "name"), text(item, "status"),
               text(item, "status_raw"), text(item, "fulfilment"), text(item, "package_id"),
               text(item, "tracking_number"), mapping});
  }
  table.print();
  for (const ordered_json& version : shown["versions"]) {
    session.print("Version of " + text(version, "updated_at") + " (" + text(version, "status") +
                  "), seen " + text(version, "seen_at"));
  }
  return Exit::kOk;
}

}  // namespace

void add_order_commands(CLI::App& app, Session& session) {
  CLI::App* noun = app.add_subcommand("order", "Orders: pull, list, show");
  noun->require_subcommand(1);

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
                   "Pull again everything updated since then, whatever was pulled before")
      ->type_name("TIME");
  command->callback([&] { session.action = [&] { return pull(session, pull_arguments); }; });

  static ListArguments list_arguments;
  command = add_command(*noun, "list", "Orders, newest first; --json: one document a line",
                        "channel-host order list --store shop-th --unmapped");
  command->add_option("--store", list_arguments.filter.store, "Only this store")
      ->type_name("STORE");
  command->add_option("--status", list_arguments.filter.status, "Only this status")
      ->type_name("STATUS");
  command->add_flag("--unmapped", list_arguments.filter.unmapped_only,
                    "Only orders with a line that no rule maps");
  command->add_option("--limit", list_arguments.filter.limit, "At most so many")
      ->check(CLI::Range(0, 1'000'000'000))
      ->type_name("N");
  command->add_flag("--rejected", list_arguments.rejected,
                    "The orders that could not be read, with the reason");
  command->callback([&] { session.action = [&] { return list(session, list_arguments); }; });

  static ShowArguments show_arguments;
  command = add_command(*noun, "show", "One order with items, mapping and history",
                        "channel-host order show 123456789012345");
  command->add_option("order", show_arguments.order, "Order id")->required()->type_name("ORDER");
  command->add_option("--store", show_arguments.store, "When several stores have the id")
      ->type_name("STORE");
  command->callback([&] { session.action = [&] { return show(session, show_arguments); }; });
}

}  // namespace channel_host::cli
