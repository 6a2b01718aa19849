#include "plugin/flow/push_shipment.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "plugin/flow/effects.hpp"
#include "plugin/flow/fulfilment_calls.hpp"
#include "plugin/flow/label_check.hpp"
#include "plugin/flow/push_request.hpp"
#include "plugin/flow/push_result.hpp"
#include "plugin/flow/shipment_book.hpp"
#include "plugin/flow/shipment_changes.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Call;
using mapping::Fulfilment;
using open_platform::Error;

using Kind = Outcome::Kind;

class Push {
 public:
  Push(open_platform::Client& client, const Call& call, const PushRequest& request,
       mapping::StoreKind store, Effects& effects)
      : client_(client),
        call_(call),
        request_(request),
        book_(client, call, store),
        effects_(effects),
        changes_(client, call, book_, effects, request.goal) {}

  PushResult run();

 private:
  void read();
  void close_open_intents();
  void mark_wanted();
  void settle_without_change();
  void plan_only();
  void pack();
  std::optional<Allocation> allocation(const std::string& order_id,
                                       const std::vector<ShipmentItem*>& items);
  void by_package(Step step);
  std::vector<ShipmentItem*> inside(const std::string& order_id, const std::string& package_id);
  std::optional<Outcome> objection_to(const std::string& order_id, const std::string& package_id);
  void keep_back_without_label(std::vector<Parcel>& parcels);
  void deliver_digital();
  void settle_the_rest();

  std::map<std::string, std::vector<ShipmentItem*>> pending(Step step);
  void settle(const std::vector<ShipmentItem*>& items, const Outcome& outcome);
  void tell_progress();

  open_platform::Client& client_;
  const Call& call_;
  const PushRequest& request_;
  ShipmentBook book_;
  Effects& effects_;
  ShipmentChanges changes_;
  PushResult result_;
};

PushResult Push::run() {
  read();
  if (!request_.dry_run) close_open_intents();
  mark_wanted();
  settle_without_change();
  tell_progress();
  if (request_.dry_run) {
    plan_only();
  } else {
    pack();
    tell_progress();
    by_package(Step::kReadyToShip);
    tell_progress();
    by_package(Step::kDelivered);
    by_package(Step::kDeliveryFailed);
    deliver_digital();
    settle_the_rest();
    book_.read_back();
    tell_progress();
  }
  result_.collect(book_);
  return std::move(result_);
}

void Push::read() {
  std::set<std::string> ids;
  for (const WantedOrder& order : request_.orders) ids.insert(order.order_id);
  if (!request_.dry_run) {
    for (const OpenIntent& intent : request_.open_intents) {
      for (const OrderItemIds& order : intent.orders) ids.insert(order.order_id);
    }
  }
  if (!ids.empty()) book_.read(ids);
}

// The items, just read, say how the intents of an earlier call came out.
void Push::close_open_intents() {
  for (const OpenIntent& intent : request_.open_intents) {
    std::vector<ItemEffect> effects;
    for (const OrderItemIds& order : intent.orders) {
      const auto unreadable = book_.unreadable().find(order.order_id);
      const bool unread =
          unreadable != book_.unreadable().end() && unreadable->second.status != CHAPI_NOT_FOUND;
      for (const std::string& item_id : order.item_ids) {
        ItemEffect effect;
        effect.order_id = order.order_id;
        effect.item_id = item_id;
        const ShipmentItem* item = book_.find(order.order_id, item_id);
        if (item != nullptr && !unread) {
          const bool done = is_done(intent.step, item->state);
          effect.result = done ? EffectResult::kDone : EffectResult::kNone;
          effect.package_id = item->state.package_id;
          effect.tracking_number = item->state.tracking_number;
          effect.carrier = item->state.carrier;
        } else if (!unread) {
          effect.result = EffectResult::kNone;
          effect.message = "The order has no such item.";
        }
        effects.push_back(std::move(effect));
      }
    }
    effects_.record(intent.id, effects, {});
  }
}

void Push::mark_wanted() {
  for (const WantedOrder& order : request_.orders) {
    const auto unread = book_.unreadable().find(order.order_id);
    if (unread != book_.unreadable().end()) {
      result_.add_missing(order.order_id, "", failed(unread->second));
      continue;
    }
    if (order.item_ids.empty()) {
      for (ShipmentItem* item : book_.items(order.order_id)) item->wanted = true;
      continue;
    }
    for (const std::string& item_id : std::set(order.item_ids.begin(), order.item_ids.end())) {
      if (ShipmentItem* item = book_.find(order.order_id, item_id)) {
        item->wanted = true;
      } else {
        result_.add_missing(
            order.order_id, item_id,
            {Kind::kRefused, "item_unknown", "The order has no such item.", {}, {}, std::nullopt});
      }
    }
  }
}

// Outcomes of the items for which there is nothing to do.
void Push::settle_without_change() {
  book_.each([this](ShipmentItem& item) {
    if (!item.wanted || item.outcome) return;
    const Decision decision = decide(item.state, request_.goal);
    switch (decision.kind) {
      case Decision::Kind::kStep:
        return;
      case Decision::Kind::kAlready:
        item.outcome = Outcome{};
        item.outcome->kind = item.steps.empty() ? Kind::kAlready : Kind::kDone;
        return;
      case Decision::Kind::kRefused:
        item.outcome =
            Outcome{Kind::kRefused, decision.reason, decision.message, {}, {}, decision.retryable};
        return;
    }
  });
}

void Push::plan_only() {
  // What a choice of carrier or another item of the package would refuse is told beforehand, too.
  for (const auto& [order_id, items] : pending(Step::kPack)) allocation(order_id, items);
  book_.each([this](ShipmentItem& item) {
    if (!item.wanted || item.outcome) return;
    if (!item.state.package_id.empty()) {
      item.outcome = objection_to(item.order_id, item.state.package_id);
      if (item.outcome) return;
    }
    item.steps = plan(item.state, request_.goal, request_.label);
    item.outcome = Outcome{};
    item.outcome->kind = Kind::kPlanned;
  });
}

// Wanted items whose next step this is, by order.
std::map<std::string, std::vector<ShipmentItem*>> Push::pending(Step step) {
  std::map<std::string, std::vector<ShipmentItem*>> orders;
  book_.each([&](ShipmentItem& item) {
    if (!item.wanted || item.outcome) return;
    const Decision decision = decide(item.state, request_.goal);
    if (decision.kind == Decision::Kind::kStep && decision.step == step) {
      orders[item.order_id].push_back(&item);
    }
  });
  return orders;
}

void Push::pack() {
  std::map<Allocation, std::vector<Parcel>> batches;
  for (const auto& [order_id, items] : pending(Step::kPack)) {
    std::vector<ShipmentItem*> plain, abroad;
    for (ShipmentItem* item : items) {
      const bool crosses = item->state.fulfilment == Fulfilment::kCrossBorder;
      (crosses ? abroad : plain).push_back(item);
    }
    if (!plain.empty()) batches[Allocation()].push_back({order_id, {}, plain});
    if (abroad.empty()) continue;
    if (const auto allocated = allocation(order_id, abroad)) {
      batches[*allocated].push_back({order_id, {}, abroad});
    }
  }
  for (const auto& [allocated, parcels] : batches) changes_.run(Step::kPack, parcels, allocated);
}

// How Lazada allots the carrier of an order's items.  Local stores and the seller's own fleet must
// not name one; for cross-border items Lazada says whom to name.  Nothing when the items got an
// outcome instead.
std::optional<Allocation> Push::allocation(const std::string& order_id,
                                           const std::vector<ShipmentItem*>& items) {
  FulfilmentEntry entry{order_id, {}, {}};
  std::vector<ShipmentItem*> abroad;
  for (ShipmentItem* item : items) {
    if (item->state.fulfilment != Fulfilment::kCrossBorder) continue;
    abroad.push_back(item);
    entry.item_ids.push_back(item->state.item_id);
  }
  if (abroad.empty()) return Allocation();

  ProvidersAnswer answer;
  const open_platform::Request request = providers_request(entry);
  try {
    answer = read_providers_answer(client_.send(request, call_));
  } catch (const Error& error) {
    if (ends_call(error)) throw;
    settle(abroad, failed(error));
    return std::nullopt;
  }
  if (!answer.success) {
    settle(abroad,
           failed(judge_code(request.path, answer.code, answer.message, answer.request_id)));
    return std::nullopt;
  }
  if (answer.allocation_type == "TFS") return Allocation();

  std::string asked;
  for (const WantedOrder& order : request_.orders) {
    if (order.order_id == order_id) asked = order.provider;
  }
  std::string offered;
  for (const Provider& provider : answer.providers) {
    offered += (offered.empty() ? "" : ", ") + provider.code + " (" + provider.name + ")";
    if (provider.code == asked) return Allocation{"NTFS", asked};
  }
  if (answer.providers.empty()) {
    settle(abroad, {Kind::kRefused,
                    "no_carrier_available",
                    "Lazada offers no carrier for this order; ask Lazada's seller support.",
                    {},
                    answer.request_id,
                    true});
    return std::nullopt;
  }
  const bool no_choice = answer.platform_chooses || answer.providers.size() == 1;
  if (asked.empty() && no_choice) return Allocation{"NTFS", answer.providers.front().code};
  settle(abroad, {Kind::kRefused,
                  asked.empty() ? "provider_needed" : "provider_unknown",
                  (asked.empty() ? "A carrier must be chosen"
                                 : "The carrier \"" + asked + "\" cannot take this order") +
                      ". Name one of: " + offered + ".",
                  {},
                  answer.request_id,
                  false});
  return std::nullopt;
}

// What goes along with a package; a cancelled item keeps its package id and stays behind.
std::vector<ShipmentItem*> Push::inside(const std::string& order_id,
                                        const std::string& package_id) {
  std::vector<ShipmentItem*> items = book_.items(order_id);
  std::erase_if(items, [&](const ShipmentItem* item) {
    return item->state.package_id != package_id ||
           item->state.status == mapping::Status::kCancelled;
  });
  return items;
}

// Why a package may not be moved: it would take along an item that may not go.
std::optional<Outcome> Push::objection_to(const std::string& order_id,
                                          const std::string& package_id) {
  for (const ShipmentItem* item : inside(order_id, package_id)) {
    const Decision decision = decide(item->state, request_.goal);
    if (decision.kind != Decision::Kind::kRefused) continue;
    return Outcome{
        Kind::kRefused,
        decision.reason,
        "Item " + item->state.item_id + " of the same package holds it back: " + decision.message,
        {},
        {},
        decision.retryable};
  }
  return std::nullopt;
}

// A step that moves whole packages: all their items go along, or none when one of them may not.
void Push::by_package(Step step) {
  std::vector<Parcel> parcels;
  for (const auto& [order_id, items] : pending(step)) {
    std::set<std::string> packages;
    for (ShipmentItem* item : items) {
      if (item->state.package_id.empty()) {
        settle({item}, {Kind::kFailed,
                        "package_missing",
                        "Lazada shows the item as packed and names no package; push again later.",
                        {},
                        {},
                        true});
      } else {
        packages.insert(item->state.package_id);
      }
    }
    for (const std::string& package_id : packages) {
      if (const auto objection = objection_to(order_id, package_id)) {
        for (ShipmentItem* item : items) {
          if (item->state.package_id == package_id) settle({item}, *objection);
        }
        continue;
      }
      parcels.push_back({order_id, package_id, inside(order_id, package_id)});
    }
  }
  if (step == Step::kReadyToShip && request_.label) keep_back_without_label(parcels);
  changes_.run(step, parcels);
}

// A package is marked ready to ship only once its label can be printed.
void Push::keep_back_without_label(std::vector<Parcel>& parcels) {
  std::vector<std::string> labelled;
  for (const Parcel& parcel : parcels) {
    if (has_label(parcel.items.front()->state)) labelled.push_back(parcel.package_id);
  }
  const auto missing = missing_labels(client_, call_, labelled);
  for (const std::string& package_id : labelled) {
    result_.labels[package_id] = !missing.contains(package_id);
  }
  std::erase_if(parcels, [&](const Parcel& parcel) {
    if (!has_label(parcel.items.front()->state)) return false;
    const auto found = missing.find(parcel.package_id);
    if (found != missing.end()) {
      Outcome outcome = failed(found->second);
      outcome.kind = Kind::kWaiting;
      outcome.retryable = true;
      outcome.message =
          "The package is not marked ready to ship before its label can be printed. " +
          outcome.message;
      settle(parcel.items, outcome);
      return true;
    }
    for (ShipmentItem* item : parcel.items) item->steps.push_back(Step::kLabel);
    return false;
  });
}

void Push::deliver_digital() {
  std::vector<Parcel> parcels;
  for (const auto& [order_id, items] : pending(Step::kDigitalDelivered)) {
    parcels.push_back({order_id, {}, items});
  }
  changes_.run(Step::kDigitalDelivered, parcels);
}

void Push::settle_the_rest() {
  settle_without_change();
  book_.each([](ShipmentItem& item) {
    if (!item.wanted || item.outcome) return;
    item.outcome = Outcome{
        Kind::kFailed, "state_moved", "The item's state changed meanwhile; push again.", {}, {},
        true};
  });
}

void Push::settle(const std::vector<ShipmentItem*>& items, const Outcome& outcome) {
  for (ShipmentItem* item : items) item->outcome = outcome;
}

void Push::tell_progress() {
  std::int64_t settled = 0, wanted = 0;
  book_.each([&](ShipmentItem& item) {
    if (item.wanted) ++wanted;
    if (item.wanted && item.outcome) ++settled;
  });
  call_.progress(settled, wanted, "shipments");
}

}  // namespace

std::string push_shipment(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                          const Config& config, const chapi::module::Log&, const Call& call,
                          std::string_view text, const chapi::module::EffectSink& sink) {
  const PushRequest request = read_push_request(text);
  const std::int64_t calls_before = client.calls();
  Effects effects(sink, call, adapter.utc_offset_minutes);
  const auto store =
      config.cross_border ? mapping::StoreKind::kCrossBorder : mapping::StoreKind::kLocal;
  try {
    const PushResult result = Push(client, call, request, store, effects).run();
    return result.write(request.dry_run, client.calls() - calls_before);
  } catch (Error& error) {
    error.effect = effects.summary();
    throw;
  }
}

}  // namespace lazada::flow
