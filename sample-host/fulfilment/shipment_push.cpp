#include "fulfilment/shipment_push.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "failure.hpp"
#include "fulfilment/effect_journal.hpp"
#include "mapping/remapping.hpp"
#include "orders/order_status.hpp"
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
        shipments_(database_, installation.tenant()),
        journal_(database_, installation.tenant(), store.id) {}

  void run(const Progress& progress) {
    remap_due_orders(installation_, database_, store_);
    json open = journal_.open_intents();
    const std::vector<json> wanted = choose(open);
    if (wanted.empty()) return;
    auto channel = open_channel(installation_, database_, store_);
    for (std::size_t at = 0; at < wanted.size(); at += kOrdersACall) {
      const std::size_t end = std::min(at + kOrdersACall, wanted.size());
      push_batch(channel,
                 {wanted.begin() + static_cast<std::ptrdiff_t>(at),
                  wanted.begin() + static_cast<std::ptrdiff_t>(end)},
                 open);
      report_.orders += static_cast<std::int64_t>(end - at);
      if (progress) {
        progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(wanted.size()),
                 "shipments");
      }
    }
  }

 private:
  // The orders of the request; refused ones go straight into the report.
  std::vector<json> choose(const json& open) {
    std::vector<json> wanted;
    if (!options_.orders.empty()) {
      std::set<std::string> seen;
      for (const std::string& id : options_.orders) {
        if (!seen.insert(id).second) continue;
        const auto found = orders_.find(id, store_.id);
        if (found.empty()) {
          throw Failure(Exit::kNotFound, "The store " + store_.id + " has no order " + id +
                                             ". Pull the orders first.");
        }
        if (found.front().unmapped_items > 0 && !options_.ignore_mapping) {
          refuse_unmapped(found.front());
        } else {
          wanted.push_back({{"order_id", id}});
        }
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
    std::set<std::string> seen;
    for (const std::string& id : orders_.shippable(store_.id, statuses)) {
      json order = {{"order_id", id}, {"item_ids", json::array()}};
      for (const StoredItem& item : orders_.items(store_.id, id)) {
        const bool moving =
            std::find(statuses.begin(), statuses.end(), item.status) != statuses.end();
        if (moving && seller_ships(item.fulfilment)) order["item_ids"].push_back(item.item_id);
      }
      seen.insert(id);
      wanted.push_back(std::move(order));
    }
    // What an interrupted push left open is looked at again, whatever the orders say now.
    for (const json& intent : open) {
      for (const json& order : intent.value("orders", json::array())) {
        const std::string id = text(order, "order_id");
        if (seen.insert(id).second) {
          wanted.push_back({{"order_id", id}, {"item_ids", order.at("item_ids")}});
        }
      }
    }
    return wanted;
  }

  void refuse_unmapped(const StoredOrder& order) {
    for (const StoredItem& item : order.items) {
      if (item.mapping != "unmapped") continue;
      ItemOutcome outcome;
      outcome.order_id = order.order_id;
      outcome.item_id = item.item_id;
      outcome.outcome = "refused";
      outcome.fulfilment = item.fulfilment;
      outcome.status = item.status;
      outcome.reason = "unmapped_sku";
      outcome.message = "No rule maps " + (item.sku.empty() ? "a line without SKU" : item.sku) +
                        ". Map it: channel-host sku map " + store_.id + " " + item.sku +
                        " SYSTEM_SKU.";
      report_.items.push_back(std::move(outcome));
    }
  }

  void push_batch(chapi::host::Channel& channel, std::vector<json> batch, json& open) {
    std::set<std::string> ids;
    for (const json& order : batch) ids.insert(text(order, "order_id"));
    json request = {{"schema", "chapi.push-request/1"},
                    {"goal", options_.goal},
                    {"dry_run", options_.dry_run},
                    {"orders", std::move(batch)},
                    {"open_intents", json::array()}};
    for (const json& intent : open) {
      const json touched = intent.value("orders", json::array());
      const bool ours = std::any_of(touched.begin(), touched.end(), [&](const json& order) {
        return ids.contains(text(order, "order_id"));
      });
      if (ours) request["open_intents"].push_back(intent);
    }
    const chapi::host::EffectSink effects{[&](std::string_view intent) {
                                            lease_.confirm(database_);
                                            journal_.intend(intent, installation_.now_ms());
                                          },
                                          [&](std::string_view record) { keep_record(record); }};
    const json result = parse_result(
        channel.push_shipment(request.dump(), effects, call_options(installation_, store_)),
        "chapi.push-result/1");
    keep_result(result);
    open = journal_.open_intents();
  }

  void keep_record(std::string_view record_text) {
    db::Transaction transaction(database_);
    const json record = journal_.record(record_text, installation_.now_ms());
    for (const json& item : record.value("items", json::array())) {
      if (text(item, "result") != "done") continue;
      orders_.apply_progress(store_.id, {text(item, "order_id"), text(item, "item_id"), "", "",
                                         text(item, "package_id"), text(item, "tracking_number"),
                                         text(item, "carrier")});
    }
    transaction.commit();
  }

  void keep_result(const json& result) {
    report_.calls += result.value("calls", std::int64_t{0});
    const std::int64_t now = installation_.now_ms();
    db::Transaction transaction(database_);
    for (const json& one : result.value("items", json::array())) {
      ItemOutcome item = read_item(one);
      if (!options_.dry_run) {
        orders_.apply_progress(
            store_.id, {item.order_id, item.item_id, item.status, item.status_raw, item.package_id,
                        item.tracking_number, item.carrier});
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
    transaction.commit();
  }

  Installation& installation_;
  db::Database& database_;
  const Store& store_;
  const PushOptions& options_;
  PushReport& report_;
  StoreLease lease_;
  OrderTable orders_;
  ShipmentTable shipments_;
  EffectJournal journal_;
};

}  // namespace

void push_shipments(Installation& installation, const std::string& id, const PushOptions& options,
                    const Progress& progress, PushReport& report) {
  const Store store = StoreTable(installation.database(), installation.tenant()).get(id);
  require_connected(store);
  Push(installation, store, options, report).run(progress);
}

}  // namespace channel_host
