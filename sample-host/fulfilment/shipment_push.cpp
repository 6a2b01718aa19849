#include "fulfilment/shipment_push.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "failure.hpp"
#include "fulfilment/effect_journal.hpp"
#include "mapping/remapping.hpp"
#include "orders/order_service.hpp"
#include "orders/order_table.hpp"
#include "stores/store_lease.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

constexpr std::size_t kOrdersACall = 50;

std::string text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ItemOutcome read_item(const json& item) {
  ItemOutcome outcome;
  outcome.order_id = text(item, "order_id");
  outcome.item_id = text(item, "item_id");
  outcome.outcome = text(item, "outcome");
  for (const json& step : item.value("steps", json::array())) {
    outcome.steps += (outcome.steps.empty() ? "" : ", ") + step.get<std::string>();
  }
  outcome.fulfilment = text(item, "fulfilment");
  outcome.status = text(item, "status");
  outcome.status_raw = text(item, "status_raw");
  outcome.package_id = text(item, "package_id");
  outcome.tracking_number = text(item, "tracking_number");
  outcome.carrier = text(item, "carrier");
  outcome.reason = text(item, "reason");
  outcome.message = text(item, "message");
  outcome.platform_code = text(item, "platform_code");
  outcome.request_id = text(item, "request_id");
  outcome.retryable = item.value("retryable", false);
  return outcome;
}

// One push of one store.
class Push {
 public:
  Push(Installation& installation, const Store& store, const PushOptions& options,
       PushReport& report)
      : installation_(installation),
        database_(installation.database()),
        store_(store),
        options_(options),
        report_(report),
        lease_(installation, database_, store.id, "push"),
        orders_(database_, installation.cipher(), installation.tenant()),
        service_(installation, database_, options.actor),
        shipments_(database_, installation.tenant()),
        journal_(database_, installation.tenant(), store.id) {}

  void run(const Progress& progress) {
    remap_due_orders(installation_, database_, store_);
    const std::vector<json> wanted = choose();
    // The module looks what became of the changes that an interrupted push left open, whatever is
    // wanted of their orders now; a dry run looks at nothing but what it plans.
    json open = journal_.open_intents();
    if (wanted.empty() && (open.empty() || options_.dry_run)) return;
    auto channel = open_channel(installation_, database_, store_);
    std::size_t at = 0;
    do {
      const std::size_t end = std::min(at + kOrdersACall, wanted.size());
      push_batch(channel,
                 {wanted.begin() + static_cast<std::ptrdiff_t>(at),
                  wanted.begin() + static_cast<std::ptrdiff_t>(end)},
                 std::move(open));
      report_.orders += static_cast<std::int64_t>(end - at);
      if (progress) {
        progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(wanted.size()),
                 "shipments");
      }
      at = end;
      open = journal_.open_intents();
    } while (at < wanted.size());
  }

 private:
  // The orders of the request; refused ones go straight into the report.
  std::vector<json> choose() {
    std::vector<json> wanted;
    if (!options_.orders.empty()) {
      std::set<std::string> seen;
      for (const std::string& name : options_.orders) {
        const StoredOrder order = service_.get({name, store_.id, std::nullopt});
        if (!seen.insert(order.order_id).second || refuse(order)) continue;
        wanted.push_back({{"order_id", order.order_id}});
      }
      return wanted;
    }
    if (options_.goal == "delivered" || options_.goal == "delivery_failed") {
      throw Failure(Exit::kUsage, "--goal " + options_.goal +
                                      " needs the orders: name them with "
                                      "--order.");
    }
    std::vector<std::string_view> statuses = {"pending"};
    if (options_.goal == "ready_to_ship") statuses.emplace_back("packed");
    const std::vector<std::string> candidates = orders_.shippable(store_.id, statuses);
    for (std::size_t at = 0; at < candidates.size(); at += kOrdersACall) {
      const std::size_t end = std::min(at + kOrdersACall, candidates.size());
      std::vector<StoredOrder> page =
          orders_.load(store_.id, {candidates.begin() + static_cast<std::ptrdiff_t>(at),
                                   candidates.begin() + static_cast<std::ptrdiff_t>(end)});
      std::reverse(page.begin(), page.end());  // the oldest first
      for (const StoredOrder& stored : page) {
        if (!may_ship(service_.review(stored))) continue;
        json order = {{"order_id", stored.order_id}, {"item_ids", json::array()}};
        for (const OrderItem& item : orders_.channel_order(stored).items) {
          const bool wanted_status =
              std::find(statuses.begin(), statuses.end(), item.status) != statuses.end();
          if (wanted_status && ships_now(item)) order["item_ids"].push_back(item.item_id);
        }
        if (order["item_ids"].empty()) continue;
        wanted.push_back(std::move(order));
      }
    }
    return wanted;
  }

  // A named order is a person's will: only what this host itself knows better stops it.  What the
  // marketplace knows (payment, cancellation) it says itself.
  bool refuse(const StoredOrder& order) {
    bool refused = false;
    for (const Obstacle& obstacle : service_.review(order)) {
      const bool unmapped = obstacle.code == "unmapped_sku";
      if (!(unmapped && !options_.ignore_mapping) && obstacle.code != "frozen" &&
          obstacle.code != "void" && obstacle.code != "marked_shipped") {
        continue;
      }
      refused = true;
      for (const OrderItem& item : order.items) {
        const bool concerned = obstacle.item_ids.empty() ||
                               std::find(obstacle.item_ids.begin(), obstacle.item_ids.end(),
                                         item.item_id) != obstacle.item_ids.end();
        if (!concerned) continue;
        ItemOutcome outcome;
        outcome.order_id = order.order_id;
        outcome.item_id = item.item_id;
        outcome.outcome = "refused";
        outcome.fulfilment = item.fulfilment;
        outcome.status = item.status;
        outcome.reason = obstacle.code;
        outcome.message = obstacle.sentence + " " + obstacle.remedy;
        report_.items.push_back(std::move(outcome));
      }
    }
    return refused;
  }

  void push_batch(chapi::host::Channel& channel, std::vector<json> batch, json open) {
    if (!options_.provider.empty()) {
      for (json& order : batch) order["provider"] = options_.provider;
    }
    const json request = {{"schema", "chapi.push-request/1"},
                          {"goal", options_.goal},
                          {"dry_run", options_.dry_run},
                          {"orders", std::move(batch)},
                          {"open_intents", std::move(open)}};
    const chapi::host::EffectSink effects{[&](std::string_view intent) {
                                            lease_.confirm(database_);
                                            journal_.intend(intent, installation_.now_ms());
                                          },
                                          [&](std::string_view record) { keep_record(record); }};
    const json result = parse_result(
        channel.push_shipment(request.dump(), effects, call_options(installation_, store_)),
        "chapi.push-result/1");
    keep_result(result);
  }

  void keep_record(std::string_view record_text) {
    db::Transaction transaction(database_);
    const json record = journal_.record(record_text, installation_.now_ms());
    for (const json& item : record.value("items", json::array())) {
      if (text(item, "result") != "done") continue;
      OrderItem progress;
      progress.item_id = text(item, "item_id");
      progress.package_id = text(item, "package_id");
      progress.tracking_number = text(item, "tracking_number");
      progress.carrier = text(item, "carrier");
      orders_.apply_progress(store_.id, text(item, "order_id"), progress);
    }
    transaction.commit();
  }

  void keep_result(const json& result) {
    report_.calls += result.value("calls", std::int64_t{0});
    const std::int64_t now = installation_.now_ms();
    db::Transaction transaction(database_);
    std::set<std::string> done, already;
    for (const json& one : result.value("items", json::array())) {
      ItemOutcome item = read_item(one);
      if (item.outcome == "done") done.insert(item.order_id);
      if (item.outcome == "already") already.insert(item.order_id);
      if (!options_.dry_run) {
        OrderItem progress;
        progress.item_id = item.item_id;
        progress.status = item.status;
        progress.status_raw = item.status_raw;
        progress.package_id = item.package_id;
        progress.tracking_number = item.tracking_number;
        progress.carrier = item.carrier;
        orders_.apply_progress(store_.id, item.order_id, progress);
        shipments_.put(store_.id, item, now);
      }
      report_.items.push_back(std::move(item));
    }
    for (const json& one : result.value("packages", json::array())) {
      Package package{text(one, "package_id"), text(one, "order_id"), text(one, "tracking_number"),
                      text(one, "carrier"), text(one, "label")};
      if (!options_.dry_run) shipments_.put(store_.id, package, now);
      report_.packages.push_back(std::move(package));
    }
    if (!options_.dry_run) {
      service_.note_platform_shipment(store_.id, done, already);
    }
    transaction.commit();
  }

  Installation& installation_;
  db::Database& database_;
  const Store& store_;
  const PushOptions& options_;
  PushReport& report_;
  StoreLease lease_;
  OrderTable orders_;
  OrderService service_;
  ShipmentTable shipments_;
  EffectJournal journal_;
};

}  // namespace

void push_shipments(Installation& installation, const std::string& id, const PushOptions& options,
                    const Progress& progress, PushReport& report) {
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  require_connected(store);
  try {
    Push(installation, store, options, report).run(progress);
  } catch (const chapi::host::Failure& failure) {
    if (failure.error.status == CHAPI_UNAUTHENTICATED) {
      StoreTable(installation.database(), installation.tenant()).need_authorization(id);
    }
    throw;
  }
}

}  // namespace channel_host
