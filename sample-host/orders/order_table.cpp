#include "orders/order_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "db/batch.hpp"
#include "json_text.hpp"
#include "orders/attention.hpp"
#include "orders/line_mapping.hpp"
#include "orders/order_edits.hpp"
#include "orders/order_event_table.hpp"
#include "orders/order_status.hpp"
#include "orders/shipping_method.hpp"

namespace channel_host {
namespace {

struct Keys {
  std::optional<std::int64_t> recipient;
  std::optional<std::int64_t> phone;
};

// What the marketplace masked is never matched; what a person wrote over it is.
Keys keys_of(const RecipientKeys& keys, const PulledOrder& order, const OrderEdits& edits) {
  const auto value = [&](const char* member, std::string_view came) -> std::string_view {
    const auto edited = edits.address.find(member);
    if (edited != edits.address.end()) return edited->second;
    const bool masked =
        std::find(order.masked.begin(), order.masked.end(), member) != order.masked.end();
    return masked ? std::string_view() : came;
  };
  return {keys.of_name(value("name", order.recipient)), keys.of_phone(value("phone", order.phone))};
}

std::vector<std::string_view> ids_of(const std::vector<OrderWrite>& writes) {
  std::vector<std::string_view> ids;
  for (const OrderWrite& write : writes) ids.push_back(write.order->order_id);
  return ids;
}

}  // namespace

std::vector<KnownOrder> OrderTable::compare(std::string_view store,
                                            const std::vector<PulledOrder>& orders) {
  std::vector<KnownOrder> known(orders.size());
  std::unordered_map<std::string_view, std::size_t> newest;
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto [place, first] = newest.emplace(orders[i].order_id, i);
    if (first) {
      ids.push_back(orders[i].order_id);
    } else {
      // Twice in one batch: the older one has been overtaken already.
      std::size_t older = i;
      if (orders[i].updated_at_ms >= orders[place->second].updated_at_ms) {
        std::swap(older, place->second);
      }
      known[older].change = OrderChange::kOlder;
    }
  }
  std::vector<std::string_view> same_stamp;
  auto rows = database_.query(
      "SELECT order_id, updated_at_ms, status, state, frozen, owner, version, edited FROM "
      "channel_order WHERE tenant = ? AND store = ? AND order_id IN (SELECT value FROM "
      "json_each(?))",
      tenant_, store, json_array(ids));
  while (rows.next()) {
    const std::size_t at = newest.at(rows.text(0));
    KnownOrder& one = known[at];
    const std::int64_t stored = rows.integer(1);
    one.change = orders[at].updated_at_ms < stored ? OrderChange::kOlder : OrderChange::kChanged;
    if (orders[at].updated_at_ms == stored) same_stamp.push_back(orders[at].order_id);
    one.status = rows.string(2);
    one.state = state_of_word(rows.text(3));
    one.frozen = rows.integer(4) != 0;
    one.owner = rows.string(5);
    one.version = rows.integer(6);
    one.edited = open_edits(rows.text(7), store, orders[at].order_id);
  }
  if (same_stamp.empty()) return known;
  auto documents = database_.query(
      "SELECT order_id, document FROM channel_order WHERE tenant = ? AND store = ? AND order_id IN "
      "(SELECT value FROM json_each(?))",
      tenant_, store, json_array(same_stamp));
  while (documents.next()) {
    const std::size_t at = newest.at(documents.text(0));
    const PulledOrder& order = orders[at];
    if (open_document(documents.text(1), store, order.order_id) == order.document) {
      known[at].change = OrderChange::kUnchanged;
    }
  }
  return known;
}

void OrderTable::write(std::string_view store, const OrderPolicy& policy,
                       const StatusTable& statuses, const std::vector<OrderWrite>& writes,
                       std::int64_t now_ms) {
  std::vector<OrderWrite> added, changed;
  for (const OrderWrite& write : writes) {
    set_mapping(write.order->items, write.mapped->unmapped);
    (write.known->change == OrderChange::kNew ? added : changed).push_back(write);
  }
  if (!added.empty()) insert(store, policy, statuses, added, now_ms);
  if (!changed.empty()) update(store, changed, now_ms);
}

void OrderTable::insert(std::string_view store, const OrderPolicy& policy,
                        const StatusTable& statuses, const std::vector<OrderWrite>& writes,
                        std::int64_t now_ms) {
  std::int64_t number = take_numbers(static_cast<std::int64_t>(writes.size()));
  const bool host_leads = policy.owner == "host";
  db::Batch batch(
      database_,
      "INSERT INTO channel_order (tenant, store, order_id, order_number, created_at_ms, "
      "updated_at_ms, status, currency, paid, document, first_pulled_at_ms, pulled_at_ms, "
      "unmapped_items, mapping_due, components, number, state, owner, host_status, customer_id, "
      "include_shipping, attention, ways, recipient_key, phone_key, derived) VALUES (?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  OrderTermRows terms(database_, tenant_);
  std::set<std::string> all_ways;
  for (const OrderWrite& write : writes) {
    const PulledOrder& order = *write.order;
    const std::string ways = ways_of(order.items);
    all_ways.insert(ways);
    const OrderState state = state_on_arrival(order.status);
    const Keys keys = keys_of(keys_, order, {});
    const std::string sealed = seal_document(order.document, store, order.order_id);
    batch.add(tenant_, store, order.order_id, order.order_number, order.created_at_ms,
              order.updated_at_ms, order.status, order.currency, order.paid, db::Blob{sealed},
              now_ms, now_ms, write.mapped->unmapped.size(), 0, write.mapped->components, ++number,
              state_word(state), policy.owner,
              host_leads ? statuses.host_status(order.status) : std::string_view(),
              policy.customer_id, policy.include_shipping ? 1 : 0,
              attention_of(order_facts(order, {}, state, false, policy.owner)), ways,
              keys.recipient, keys.phone, 1);
    terms.add({order.created_at_ms, number}, terms_.of(store, order.status, ways, order.items));
  }
  batch.flush();
  terms.flush();
  keep_ways(all_ways);
}

std::int64_t OrderTable::take_numbers(std::int64_t count) {
  auto counter = database_.query(
      "INSERT INTO order_counter (tenant, last_number) VALUES (?, ?) ON CONFLICT (tenant) DO "
      "UPDATE SET last_number = order_counter.last_number + excluded.last_number RETURNING "
      "last_number",
      tenant_, count);
  counter.next();
  return counter.integer(0) - count;
}

void OrderTable::keep_ways(const std::set<std::string>& ways) {
  db::Batch batch(database_,
                  "INSERT INTO order_ways (tenant, ways) VALUES (?, ?) ON CONFLICT DO NOTHING");
  for (const std::string& one : ways) batch.add(tenant_, one);
  batch.flush();
}

void OrderTable::update(std::string_view store, const std::vector<OrderWrite>& writes,
                        std::int64_t now_ms) {
  const std::string ids = json_array(ids_of(writes));
  database_.run(
      "INSERT INTO order_version (tenant, store, order_id, version, updated_at_ms, seen_at_ms, "
      "status) SELECT tenant, store, order_id, version, updated_at_ms, pulled_at_ms, status FROM "
      "channel_order WHERE tenant = ? AND store = ? AND order_id IN (SELECT value FROM "
      "json_each(?))",
      tenant_, store, ids);
  // What pushes told is in the new document, or has been overtaken by it.
  const std::vector<StoredOrder> before = load(store, ids_of(writes));
  std::unordered_map<std::string_view, const StoredOrder*> before_by_id;
  for (const StoredOrder& order : before) before_by_id.emplace(order.order_id, &order);
  database_.run(
      "DELETE FROM item_progress WHERE tenant = ? AND store = ? AND order_id IN (SELECT value FROM "
      "json_each(?))",
      tenant_, store, ids);
  std::vector<std::pair<std::string_view, OrderEvent>> events;
  db::Batch batch(
      database_,
      "WITH r (tenant, store, order_id, order_number, created_at_ms, updated_at_ms, status, "
      "currency, paid, document, pulled_at_ms, unmapped_items, components, state, attention, ways, "
      "recipient_key, phone_key) AS (VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)) UPDATE channel_order SET order_number = r.order_number, created_at_ms = "
      "r.created_at_ms, updated_at_ms = r.updated_at_ms, status = r.status, currency = r.currency, "
      "paid = r.paid, document = r.document, pulled_at_ms = r.pulled_at_ms, unmapped_items = "
      "r.unmapped_items, mapping_due = 0, components = r.components, state = r.state, version = "
      "channel_order.version + 1, attention = r.attention, ways = r.ways, recipient_key = "
      "r.recipient_key, phone_key = r.phone_key, derived = 1 FROM r WHERE channel_order.tenant = "
      "r.tenant AND channel_order.store = r.store AND channel_order.order_id = r.order_id");
  OrderTermRows terms(database_, tenant_);
  std::set<std::string> all_ways;
  for (const OrderWrite& write : writes) {
    const PulledOrder& order = *write.order;
    const StoredOrder& old = *before_by_id.at(order.order_id);
    const std::string ways = ways_of(order.items);
    all_ways.insert(ways);
    const KnownOrder& known = *write.known;
    const OrderState state = state_after_status(known.state, known.owner, order.status);
    const OrderEdits edits = read_edits(known.edited);
    const Keys keys = keys_of(keys_, order, edits);
    const std::string sealed = seal_document(order.document, store, order.order_id);
    batch.add(tenant_, store, order.order_id, order.order_number, order.created_at_ms,
              order.updated_at_ms, order.status, order.currency, order.paid, db::Blob{sealed},
              now_ms, write.mapped->unmapped.size(), write.mapped->components, state_word(state),
              attention_of(order_facts(order, edits, state, known.frozen, known.owner)), ways,
              keys.recipient, keys.phone);
    terms.replace({old.created_at_ms, old.number},
                  terms_.of(store, old.status, ways_of(old.items), old.items),
                  {order.created_at_ms, old.number},
                  terms_.of(store, order.status, ways, order.items));
    if (state == known.state) continue;
    events.emplace_back(
        order.order_id,
        OrderEvent{known.version + 1, now_ms, "marketplace", "status",
                   nlohmann::json{{"before", state_word(known.state)},
                                  {"after", state_word(state)},
                                  {"reason", "The marketplace's status went from " + known.status +
                                                 " to " + order.status + "."}}
                       .dump()});
  }
  batch.flush();
  terms.flush();
  keep_ways(all_ways);
  OrderEventTable(database_, cipher_, tenant_).add(store, events);
}

bool OrderTable::change(const StoredOrder& changed) {
  const PulledOrder channel = channel_order(changed);
  const OrderEdits edits = read_edits(changed.edited);
  const Keys keys = keys_of(keys_, channel, edits);
  std::string sealed;
  std::optional<db::Blob> edited;
  if (!changed.edited.empty()) {
    sealed = cipher_.seal(changed.edited, edits_place(changed.store, changed.order_id));
    edited = db::Blob{sealed};
  }
  return database_.run(
             "UPDATE channel_order SET state = ?, frozen = ?, host_status = ?, attention = ?, "
             "edited = ?, recipient_key = ?, phone_key = ?, version = version + 1 WHERE tenant = ? "
             "AND store = ? AND order_id = ? AND version = ?",
             state_word(changed.state), changed.frozen ? 1 : 0, changed.host_status,
             attention_of(
                 order_facts(channel, edits, changed.state, changed.frozen, changed.owner)),
             edited, keys.recipient, keys.phone, tenant_, changed.store, changed.order_id,
             changed.version) == 1;
}

bool OrderTable::has_underived() {
  return database_
      .query("SELECT 1 FROM channel_order WHERE tenant = ? AND derived = 0 LIMIT 1", tenant_)
      .next();
}

int OrderTable::derive_columns(int limit) {
  std::vector<std::pair<std::string, std::string>> due;
  {
    auto rows = database_.query(
        "SELECT store, order_id FROM channel_order WHERE tenant = ? AND derived = 0 LIMIT ?",
        tenant_, limit);
    while (rows.next()) due.emplace_back(rows.string(0), rows.string(1));
  }
  OrderTermRows terms(database_, tenant_);
  std::set<std::string> all_ways;
  for (const auto& [store, order_id] : due) {
    for (const StoredOrder& order : find(order_id, store)) {
      const std::string ways = ways_of(order.items);
      all_ways.insert(ways);
      const PulledOrder channel = channel_order(order);
      const OrderEdits edits = read_edits(order.edited);
      const Keys keys = keys_of(keys_, channel, edits);
      database_.run(
          "UPDATE channel_order SET attention = ?, ways = ?, recipient_key = ?, phone_key = ?, "
          "derived = 1 WHERE tenant = ? AND store = ? AND order_id = ?",
          attention_of(order_facts(channel, edits, order.state, order.frozen, order.owner)), ways,
          keys.recipient, keys.phone, tenant_, store, order_id);
      terms.add({order.created_at_ms, order.number},
                terms_.of(store, order.status, ways, order.items));
    }
  }
  terms.flush();
  keep_ways(all_ways);
  return static_cast<int>(due.size());
}

void OrderTable::derive_all() {
  constexpr int kAtOnce = 500;
  while (has_underived()) {
    db::Transaction transaction(database_);
    derive_columns(kAtOnce);
    transaction.commit();
  }
}

}  // namespace channel_host
