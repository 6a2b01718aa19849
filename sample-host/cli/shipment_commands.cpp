#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "cli/failure_report.hpp"
#include "cli/progress_line.hpp"
#include "cli/session.hpp"
#include "fulfilment/shipment_push.hpp"
#include "fulfilment/shipping_label.hpp"
#include "orders/order_edits.hpp"
#include "orders/order_table.hpp"
#include "rfc3339.hpp"
#include "stores/store_table.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kPage = 50;
constexpr std::int64_t kMostAtOnce = 500;  // in memory

ordered_json document(const ItemOutcome& item) {
  ordered_json shown = {{"order_id", item.order_id},
                        {"item_id", item.item_id},
                        {"outcome", item.outcome},
                        {"steps", item.steps},
                        {"fulfilment", item.fulfilment},
                        {"status", item.status},
                        {"status_raw", item.status_raw},
                        {"package_id", item.package_id},
                        {"tracking_number", item.tracking_number},
                        {"carrier", item.carrier},
                        {"reason", item.reason},
                        {"message", item.message},
                        {"retryable", item.retryable}};
  if (!item.platform_code.empty()) shown["platform_code"] = item.platform_code;
  if (!item.request_id.empty()) shown["request_id"] = item.request_id;
  return shown;
}

// What an order has here only.
struct OwnPart {
  std::string number;  // empty: there is no such order any more
  std::string remarks;
};

OwnPart own_part(const StoredOrder& order) {
  return {own_number(order.number), read_edits(order.edited).remarks};
}

void add_own_part(ordered_json& shown, const OwnPart& own) {
  shown["number"] = own.number;
  shown["own_remarks"] = own.remarks;
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

// By order id.
std::map<std::string, OwnPart> own_parts(Installation& installation, const std::string& store,
                                         const std::vector<ItemOutcome>& items) {
  constexpr auto kAtOnce = static_cast<std::size_t>(kMostAtOnce);
  std::set<std::string_view> distinct;
  for (const ItemOutcome& item : items) distinct.insert(item.order_id);
  const std::vector<std::string_view> ids(distinct.begin(), distinct.end());
  OrderTable orders(installation.database(), installation.cipher(), installation.tenant());
  std::map<std::string, OwnPart> found;
  for (std::size_t at = 0; at < ids.size(); at += kAtOnce) {
    const std::size_t end = std::min(at + kAtOnce, ids.size());
    const std::vector<std::string_view> some(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                             ids.begin() + static_cast<std::ptrdiff_t>(end));
    for (const StoredOrder& order : orders.load(store, some)) {
      found.emplace(order.order_id, own_part(order));
    }
  }
  return found;
}

struct PushArguments {
  std::string store;
  PushOptions options;
};

Exit print_report(Session& session, const PushArguments& arguments, const PushReport& report) {
  std::size_t good = 0, bad = 0;
  Table table({"NUMBER", "ORDER", "ITEM", "BY", "OUTCOME", "STEPS", "STATUS", "PACKAGE", "TRACKING",
               "WHY", "REMARKS"},
              {"WHY"});
  auto own_by_order = own_parts(session.installation(), arguments.store, report.items);
  ordered_json items = ordered_json::array();
  for (const ItemOutcome& item : report.items) {
    const bool failed =
        item.outcome == "refused" || item.outcome == "failed" || item.outcome == "unknown";
    ++(failed ? bad : good);
    const OwnPart& own = own_by_order[item.order_id];
    if (session.json) {
      ordered_json shown = document(item);
      add_own_part(shown, own);
      items.push_back(std::move(shown));
      continue;
    }
    table.add({or_dash(own.number), item.order_id, item.item_id, item.fulfilment, item.outcome,
               item.steps, item.status, item.package_id, item.tracking_number,
               item.reason.empty() ? item.message : item.reason + ": " + item.message,
               or_dash(own.remarks)});
  }
  if (session.json) {
    ordered_json packages = ordered_json::array();
    for (const Package& package : report.packages) {
      packages.push_back({{"package_id", package.package_id},
                          {"order_id", package.order_id},
                          {"tracking_number", package.tracking_number},
                          {"carrier", package.carrier},
                          {"label", package.label}});
    }
    session.print_json({{"store", arguments.store},
                        {"dry_run", arguments.options.dry_run},
                        {"goal", arguments.options.goal},
                        {"orders", report.orders},
                        {"calls", report.calls},
                        {"items", items},
                        {"packages", packages}});
  } else if (table.empty()) {
    session.print("No order of " + arguments.store + " is ready to be shipped.");
  } else {
    table.print();
    session.note(std::to_string(good) + " items well, " + std::to_string(bad) + " not, " +
                 std::to_string(report.calls) + " calls.");
    if (std::any_of(report.items.begin(), report.items.end(),
                    [](const ItemOutcome& item) { return item.reason == "provider_needed"; })) {
      session.note("Push again with the carrier's code: --provider CODE.");
    }
  }
  if (bad == 0) return Exit::kOk;
  return good == 0 && report.orders == 0 ? Exit::kRefused : Exit::kPartial;
}

Exit push(Session& session, const PushArguments& arguments) {
  Installation& installation = session.installation();
  session.note_sandbox();
  PushReport report;
  try {
    ProgressLine progress(session.terminal_err(), "orders");
    push_shipments(
        installation, arguments.store, arguments.options,
        [&](std::int64_t done, std::int64_t total, const char*) {
          progress.update(arguments.store, done, total);
        },
        report);
  } catch (...) {
    if (!report.items.empty()) print_report(session, arguments, report);
    throw;
  }
  return print_report(session, arguments, report);
}

// The orders of some shipments and the labels of their packages, by store and id.
class ShippedOrders {
 public:
  ShippedOrders(Installation& installation, ShipmentTable& shipments,
                const std::vector<ListedShipment>& listed) {
    OrderTable table(installation.database(), installation.cipher(), installation.tenant());
    std::map<std::string_view, std::vector<std::string_view>> ids;
    for (const ListedShipment& one : listed) ids[one.store].push_back(one.item.order_id);
    for (const auto& [store, order_ids] : ids) {
      std::vector<std::string_view> packages;
      for (StoredOrder& loaded : table.load(store, order_ids)) {
        const StoredOrder& order = orders_[std::pair(loaded.store, loaded.order_id)] =
            std::move(loaded);
        for (const OrderItem& item : order.items) packages.push_back(item.package_id);
      }
      labels_[std::string(store)] = shipments.labels(std::string(store), packages);
    }
  }
  // nullptr: there is no such order any more.
  const StoredOrder* order(const ListedShipment& shipment) const {
    const auto found = orders_.find({shipment.store, shipment.item.order_id});
    return found == orders_.end() ? nullptr : &found->second;
  }
  std::string label(const ListedShipment& shipment) const {
    const auto& labels = labels_.at(shipment.store);
    const auto found = labels.find(shipment.item.package_id);
    return found == labels.end() ? "" : found->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, StoredOrder> orders_;
  std::map<std::string, std::map<std::string, std::string>> labels_;
};

void fill_in(ItemOutcome& item, const StoredOrder& order) {
  for (const OrderItem& stored : order.items) {
    if (stored.item_id != item.item_id) continue;
    item.fulfilment = stored.fulfilment;
    item.status = stored.status;
    item.status_raw = stored.status_raw;
    item.package_id = stored.package_id;
    item.tracking_number = stored.tracking_number;
    item.carrier = stored.carrier;
  }
}

struct ListArguments {
  std::string store;
  std::string after;
  std::int64_t limit = -1;
  bool all = false;
};

// A page of the list, with what is known of its orders.
void print_page(Session& session, ShipmentTable& shipments, std::vector<ListedShipment>& page) {
  const ShippedOrders orders(session.installation(), shipments, page);
  Table table({"NUMBER", "STORE", "ORDER", "ITEM", "OUTCOME", "STATUS", "PACKAGE", "TRACKING",
               "CARRIER", "LABEL", "PUSHED", "WHY", "REMARKS"},
              {"WHY"});
  for (ListedShipment& shipment : page) {
    ItemOutcome& item = shipment.item;
    OwnPart own;
    if (const StoredOrder* order = orders.order(shipment)) {
      fill_in(item, *order);
      own = own_part(*order);
    }
    const std::string label = orders.label(shipment);
    if (session.json) {
      ordered_json shown = document(item);
      add_own_part(shown, own);
      shown["store"] = shipment.store;
      shown["label"] = label;
      shown["pushed_at"] = format_rfc3339(shipment.pushed_at_ms);
      shown["cursor"] = write_shipment_cursor(shipment);
      session.print_json(shown);
      continue;
    }
    table.add({or_dash(own.number), shipment.store, item.order_id, item.item_id, item.outcome,
               item.status, item.package_id, item.tracking_number, item.carrier, label,
               time_text(shipment.pushed_at_ms),
               item.reason.empty() ? item.message : item.reason + ": " + item.message,
               or_dash(own.remarks)});
  }
  if (!session.json) table.print();
}

Exit list(Session& session, const ListArguments& arguments) {
  Installation& installation = session.installation();
  if (!arguments.store.empty()) {
    StoreTable(installation.database(), installation.tenant()).get(arguments.store);
  }
  session.note_sandbox();
  ShipmentTable shipments(installation.database(), installation.tenant());
  // A person reads a page, a program everything.
  const bool everything = arguments.all || (session.json && arguments.limit < 0);
  std::int64_t wanted = arguments.limit >= 0 ? arguments.limit : kPage;
  std::string after = arguments.after;
  bool more = true;
  for (bool first = true; first || (more && (everything || wanted > 0)); first = false) {
    if (installation.cancelled()) return Exit::kInterrupted;
    const std::int64_t size = everything ? kMostAtOnce : std::min(wanted, kMostAtOnce);
    auto page = shipments.page(arguments.store, after, static_cast<int>(size) + 1);
    more = static_cast<std::int64_t>(page.size()) > size;
    if (more) page.pop_back();
    if (more && !page.empty()) after = write_shipment_cursor(page.back());
    print_page(session, shipments, page);
    if (session.reader_gone()) return Exit::kOk;
    wanted -= size;
  }
  if (more && arguments.limit != 0) {
    session.note("There are more: add --after " + after + ", or --all.");
  }
  return Exit::kOk;
}

struct LabelArguments {
  std::string store, order, out, format = "pdf";
  bool force = false;
};

Exit label(Session& session, const LabelArguments& arguments) {
  session.installation();
  session.note_sandbox();
  const LabelFile file = write_label(session.installation(), arguments.store, arguments.order,
                                     arguments.format, arguments.out, arguments.force);
  if (session.json) {
    session.print_json({{"file", arguments.out},
                        {"media_type", file.media_type},
                        {"size", file.size},
                        {"sha256", file.sha256},
                        {"packages", file.packages}});
  } else {
    session.print("Wrote " + arguments.out + " (" + file.media_type + ", " +
                  std::to_string(file.size) + " bytes, " + std::to_string(file.packages) +
                  " packages).");
  }
  return Exit::kOk;
}

}  // namespace

void add_shipment_commands(CLI::App& app, Session& session) {
  CLI::App* noun =
      add_noun(app, "shipment", "Platform ship: tell the marketplace, and fetch labels",
               "channel-host shipment push shop-th --dry-run");

  static PushArguments push_arguments;
  CLI::App* command = add_command(
      *noun, "push",
      "Bring orders to ready to ship at the marketplace; without --order all that are ready",
      "channel-host shipment push shop-th --dry-run\n"
      "  channel-host shipment push shop-cb --order 123456789 --provider FM50");
  command->add_option("store", push_arguments.store, "Store id")->required()->type_name("STORE");
  command->add_option("--order", push_arguments.options.orders, "Only this order (repeatable)")
      ->type_name("ORDER")
      ->type_size(1)
      ->allow_extra_args(false);
  command->add_flag("--dry-run", push_arguments.options.dry_run,
                    "Read and plan only; nothing is changed");
  command->add_option("--goal", push_arguments.options.goal, "How far (ready_to_ship)")
      ->check(CLI::IsMember({"packed", "ready_to_ship", "delivered", "delivery_failed"}))
      ->type_name("GOAL");
  command
      ->add_option("--provider", push_arguments.options.provider,
                   "Carrier for orders whose seller must choose one, as cross-border sellers must; "
                   "a push without it is refused with the codes to choose from")
      ->type_name("CODE");
  command->add_flag("--ignore-mapping", push_arguments.options.ignore_mapping,
                    "Ship a named order although a line is unmapped");
  command->callback([&] {
    session.action = [&] {
      push_arguments.options.actor = session.actor;
      return push(session, push_arguments);
    };
  });

  static ListArguments list_arguments;
  command = add_command(*noun, "list",
                        "Every item that was pushed, with package and outcome, latest first: 50 "
                        "for a person, all with --json (one document a line)",
                        "channel-host shipment list shop-th");
  command->add_option("store", list_arguments.store, "Only this store")->type_name("STORE");
  command->add_option("--limit", list_arguments.limit, "At most so many")
      ->check(CLI::Range(0, 1'000'000'000))
      ->type_name("N");
  command
      ->add_option("--after", list_arguments.after,
                   "Go on behind this cursor, which the page before ended with")
      ->type_name("CURSOR");
  command->add_flag("--all", list_arguments.all, "All of them, page by page");
  command->callback([&] { session.action = [&] { return list(session, list_arguments); }; });

  static LabelArguments label_arguments;
  command = add_command(*noun, "label", "The shipping label of an order's packages, as a file",
                        "channel-host shipment label shop-th --order 123456789 --out label.pdf");
  command->add_option("store", label_arguments.store, "Store id")->required()->type_name("STORE");
  command->add_option("--order", label_arguments.order, "Order id")->required()->type_name("ORDER");
  command->add_option("--out", label_arguments.out, "File to write")
      ->required()
      ->type_name("FILE.pdf");
  command->add_option("--format", label_arguments.format, "pdf or html (pdf)")
      ->check(CLI::IsMember({"pdf", "html"}));
  command->add_flag("--force", label_arguments.force, "Replace an existing file");
  command->callback([&] { session.action = [&] { return label(session, label_arguments); }; });
}

}  // namespace channel_host::cli
