#include "orders/order_service.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "orders/entered_text.hpp"
#include "orders/order_parts.hpp"
#include "orders/shown_change.hpp"
#include "orders/system_order.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostPieces = 1'000'000;

std::string names_of(const StoredOrder& order) {
  return own_number(order.number) + " (" + order.order_id + " of " + order.store + ")";
}

std::vector<std::string> listed(const std::vector<Obstacle>& obstacles) {
  std::vector<std::string> points;
  for (const Obstacle& obstacle : obstacles) {
    if (!obstacle.stops_processing) continue;
    points.push_back(std::string(obstacle.code) + ": " + obstacle.sentence + " " + obstacle.remedy);
  }
  return points;
}

std::int64_t quantity_of(const std::vector<SystemLine>& lines, const std::string& sku) {
  for (const SystemLine& line : lines) {
    if (line.sku == sku) return line.quantity;
  }
  return 0;
}

}  // namespace

OrderService::OrderService(Installation& installation, db::Database& database, std::string actor)
    : installation_(installation),
      database_(database),
      actor_(std::move(actor)),
      orders_(database, installation.cipher(), installation.tenant()),
      events_(database, installation.cipher(), installation.tenant()),
      statuses_(database, installation.tenant()) {
  check_entered("The actor", actor_, kMostFieldBytes, Lines::kOne);
  if (actor_.find_first_not_of(' ') == std::string::npos) {
    throw Failure(Exit::kInvalidInput,
                  "The actor is empty; the timeline names who changed an order. Give --actor.");
  }
}

StoredOrder OrderService::get(const OrderReference& reference) {
  const auto fits = [&](const StoredOrder& order) {
    return reference.store.empty() || order.store == reference.store;
  };
  if (const std::int64_t number = parse_own_number(reference.order)) {
    auto found = orders_.find_number(number);
    if (found && fits(*found)) return std::move(*found);
  }
  auto found = orders_.find(reference.order, reference.store);
  if (found.empty()) {
    throw Failure(Exit::kNotFound,
                  "There is no order " + reference.order +
                      (reference.store.empty() ? "" : " in the store " + reference.store) +
                      ". See channel-host order list, or pull first.");
  }
  if (found.size() > 1) {
    std::string stores;
    for (const StoredOrder& order : found) stores += (stores.empty() ? "" : ", ") + order.store;
    throw Failure(Exit::kConflict, "Several stores have an order " + reference.order + " (" +
                                       stores + "); name one with --store, or the own number.");
  }
  return std::move(found.front());
}

std::string OrderService::reference_of(const StoredOrder& order) const {
  return own_number(order.number);
}

std::vector<Obstacle> OrderService::review(const StoredOrder& order) {
  const PulledOrder channel = orders_.channel_order(order);
  return channel_host::review(
      order_facts(channel, read_edits(order.edited), order.state, order.frozen, order.owner),
      order.store, reference_of(order));
}

void OrderService::check_version(const OrderReference& reference, const StoredOrder& order) {
  if (!reference.version || *reference.version == order.version) return;
  std::vector<std::string> changes;
  for (const TimelineEntry& entry : timeline(order)) {
    if (entry.version <= *reference.version) continue;
    const ShownChange change = shown_change(entry.detail);
    changes.push_back(format_rfc3339(entry.at_ms) + " " + entry.actor + ": " + entry.act + ", " +
                      change.before + " -> " + change.after +
                      (change.reason.empty() ? "" : " (" + change.reason + ")"));
  }
  throw Failure(
      Exit::kConflict,
      "The order " + names_of(order) + " has version " + std::to_string(order.version) +
          " by now, not " + std::to_string(*reference.version) +
          "; nothing was changed. Look at it again (order show " + reference_of(order) +
          "). Changed meanwhile:" + (changes.empty() ? " nothing of it is in the timeline." : ""),
      changes);
}

// `change` sets what is new and returns the detail of the timeline.
template <typename Change>
StoredOrder OrderService::write(const OrderReference& reference, OrderAct act,
                                std::string_view word, Change change) {
  db::Transaction transaction(database_);
  StoredOrder order = get(reference);
  check_version(reference, order);
  if (const std::string why = refusal(act, order.state, order.frozen); !why.empty()) {
    throw Failure(Exit::kRefused, "The order " + names_of(order) + " stays as it is: " + why);
  }
  const json detail = change(order);
  if (!orders_.change(order)) {
    throw Failure(Exit::kConflict, "The order " + names_of(order) +
                                       " was changed at this moment; nothing of yours was kept. "
                                       "Look at it again.");
  }
  events_.add(
      order.store, order.order_id,
      {order.version + 1, installation_.now_ms(), actor_, std::string(word), detail.dump()});
  transaction.commit();
  return get({order.order_id, order.store, std::nullopt});
}

// Where the marketplace leads, the status follows it and nothing is written.
std::string OrderService::host_status_after(OrderAct act, const StoredOrder& order) {
  if (order.owner != "host") return order.host_status;
  switch (act) {
    case OrderAct::kMarkShipped:
      return "in_transit";
    case OrderAct::kVoid:
      return "cancelled";
    case OrderAct::kReopen:
      return "not_delivered";
    case OrderAct::kPlatformShip:
      return "awaiting_delivery";
    default:
      return order.host_status;
  }
}

StoredOrder OrderService::act(const OrderReference& reference, OrderAct act,
                              const std::string& reason) {
  check_entered("The reason", reason, kMostRemarkBytes, Lines::kMany);
  if (act == OrderAct::kVoid && reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw Failure(Exit::kInvalidInput, "An order is voided with a reason only; give --reason.");
  }
  return write(reference, act, act_word(act), [&](StoredOrder& order) {
    if (act == OrderAct::kProcess) {
      const auto obstacles = review(order);
      if (!may_process(obstacles)) {
        throw Failure(Exit::kRefused,
                      "The order " + names_of(order) + " cannot be processed:", listed(obstacles));
      }
    }
    const std::string before(tab_of(order.state, order.frozen));
    order.host_status = host_status_after(act, order);
    order.state = state_after(act, order.state);
    if (act == OrderAct::kReopen && order.owner != "host" &&
        state_after_status(order.state, order.owner, order.status) != order.state) {
      throw Failure(Exit::kRefused, "The order " + names_of(order) +
                                        " stays as it is: the marketplace leads it and says " +
                                        order.status + ", so nothing is left to do here.");
    }
    order.frozen = act == OrderAct::kFreeze ||
                   (order.frozen && act != OrderAct::kUnfreeze && act != OrderAct::kVoid);
    json detail = {{"before", before}, {"after", tab_of(order.state, order.frozen)}};
    if (!reason.empty()) detail["reason"] = reason;
    return detail;
  });
}

StoredOrder OrderService::remark(const OrderReference& reference, const std::string& text) {
  check_entered("The remark", text, kMostRemarkBytes, Lines::kMany);
  db::Transaction transaction(database_);
  StoredOrder order = get(reference);
  check_version(reference, order);
  OrderEdits edits = read_edits(order.edited);
  const json detail = {{"before", edits.remarks}, {"after", text}};
  edits.remarks = text;
  order.edited = write_edits(edits);
  orders_.change(order);
  events_.add(order.store, order.order_id,
              {order.version + 1, installation_.now_ms(), actor_, "remark", detail.dump()});
  transaction.commit();
  return get({order.order_id, order.store, std::nullopt});
}

StoredOrder OrderService::change_line(const OrderReference& reference, LineChange change,
                                      const std::string& sku, std::int64_t quantity) {
  check_entered("The SKU", sku, kMostFieldBytes, Lines::kOne);
  if (sku.empty()) throw Failure(Exit::kInvalidInput, "The SKU is empty.");
  if (change != LineChange::kRemove && (quantity < 1 || quantity > kMostPieces)) {
    throw Failure(Exit::kInvalidInput, "The quantity is between 1 and " +
                                           std::to_string(kMostPieces) + ", not " +
                                           std::to_string(quantity) + ".");
  }
  const char* word = change == LineChange::kAdd   ? "line-add"
                     : change == LineChange::kSet ? "line-set"
                                                  : "line-remove";
  return write(reference, OrderAct::kChange, word, [&](StoredOrder& order) {
    OrderEdits edits = read_edits(order.edited);
    const auto lines = system_lines(order.components, edits);
    const std::int64_t before = quantity_of(lines, sku);
    if (change != LineChange::kAdd && before == 0) {
      std::string skus;
      for (const SystemLine& line : lines) skus += (skus.empty() ? "" : ", ") + line.sku;
      throw Failure(Exit::kNotFound, "The order " + names_of(order) + " has no line " + sku +
                                         (skus.empty() ? "; it has no lines yet."
                                                       : "; its lines are " + skus + "."));
    }
    const std::int64_t after = change == LineChange::kAdd   ? before + quantity
                               : change == LineChange::kSet ? quantity
                                                            : 0;
    if (after > kMostPieces) {
      throw Failure(Exit::kInvalidInput, "A line has at most " + std::to_string(kMostPieces) +
                                             " pieces; " + sku + " would have " +
                                             std::to_string(after) + ".");
    }
    edits.lines[sku] = after;
    order.edited = write_edits(edits);
    return json{{"before", {{"system_sku", sku}, {"quantity", before}}},
                {"after", {{"system_sku", sku}, {"quantity", after}}}};
  });
}

StoredOrder OrderService::change_address(const OrderReference& reference,
                                         const std::map<std::string, std::string>& members,
                                         const std::vector<std::string>& lines) {
  if (members.empty() && lines.empty()) {
    throw Failure(Exit::kUsage, "Say what is to be changed: --name, --phone, --line and so on.");
  }
  for (const auto& [member, value] : members) {
    check_entered("The address's " + member, value, kMostFieldBytes, Lines::kOne);
  }
  for (const std::string& line : lines) {
    check_entered("The address's line", line, kMostFieldBytes, Lines::kOne);
  }
  return write(reference, OrderAct::kChange, "address", [&](StoredOrder& order) {
    const auto channel = nlohmann::ordered_json::parse(order.document);
    const json before = json(system_order(order, channel).at("address"));
    OrderEdits edits = read_edits(order.edited);
    for (const auto& [member, value] : members) edits.address[member] = value;
    if (!lines.empty()) edits.address_lines = lines;
    order.edited = write_edits(edits);
    return json{{"before", before}, {"after", json(system_order(order, channel).at("address"))}};
  });
}

void OrderService::note_platform_shipment(const std::string& store,
                                          const std::set<std::string>& done,
                                          const std::set<std::string>& already) {
  std::vector<std::string_view> ids(done.begin(), done.end());
  for (const std::string& id : already) {
    if (!done.contains(id)) ids.push_back(id);
  }
  for (StoredOrder& order : orders_.load(store, ids)) {
    const OrderState before = order.state;
    const bool moves = order.state == OrderState::kPending;
    if (moves) order.state = state_after(OrderAct::kPlatformShip, order.state);
    if (!moves && !done.contains(order.order_id)) continue;
    order.host_status = host_status_after(OrderAct::kPlatformShip, order);
    orders_.change(order);
    events_.add(order.store, order.order_id,
                {order.version + 1, installation_.now_ms(), actor_,
                 std::string(act_word(OrderAct::kPlatformShip)),
                 json{{"before", state_word(before)}, {"after", state_word(order.state)}}.dump()});
  }
}

std::vector<TimelineEntry> OrderService::timeline(const StoredOrder& order) {
  std::vector<TimelineEntry> entries;
  std::int64_t since = 1;
  std::string before;
  for (const OrderVersion& version : orders_.versions(order.store, order.order_id)) {
    json detail = {{"after", version.status}};
    if (!before.empty()) detail["before"] = before;
    entries.push_back({since, version.seen_at_ms, "marketplace",
                       before.empty() ? "arrived" : "new-version", detail.dump()});
    before = version.status;
    since = version.version + 1;
  }
  for (const OrderEvent& event : events_.of(order.store, order.order_id)) {
    entries.push_back({event.version, event.at_ms, event.actor, event.act, event.detail});
  }
  std::stable_sort(
      entries.begin(), entries.end(),
      [](const TimelineEntry& a, const TimelineEntry& b) { return a.version < b.version; });
  return entries;
}

}  // namespace channel_host
