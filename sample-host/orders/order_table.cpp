#include "orders/order_table.hpp"

#include <algorithm>
#include <limits>

#include "json_text.hpp"
#include "orders/order_status.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kDigestSize = 16;

#define ORDER_COLUMNS \
  "store, order_id, status, updated_at_ms, pulled_at_ms, unmapped_items, components, document"

}  // namespace

std::string order_digest(std::string_view document) {
  return sha256(document).substr(0, kDigestSize);
}

std::string OrderTable::place(std::string_view store, std::string_view order_id) const {
  std::string text = "channel_order/" + tenant_ + "/";
  text.append(store).append("/").append(order_id);
  return text;
}

OrderChange OrderTable::compare(std::string_view store, const PulledOrder& order,
                                std::string_view digest) {
  auto rows = database_.query(
      "SELECT updated_at_ms, digest FROM channel_order WHERE tenant = ? AND store = ? AND order_id "
      "= ?",
      tenant_, store, order.order_id);
  if (!rows.next()) return OrderChange::kNew;
  const std::int64_t stored = rows.integer(0);
  if (order.updated_at_ms < stored) return OrderChange::kOlder;
  if (order.updated_at_ms == stored && rows.text(1) == digest) return OrderChange::kUnchanged;
  return OrderChange::kChanged;
}

void OrderTable::write(std::string_view store, const PulledOrder& order, std::string_view digest,
                       OrderChange change, const MappedOrder& mapped, std::int64_t now_ms) {
  if (change != OrderChange::kNew) {
    database_.run(
        "INSERT INTO channel_order_version (tenant, store, order_id, updated_at_ms, seen_at_ms, "
        "status, digest) SELECT tenant, store, order_id, updated_at_ms, pulled_at_ms, status, "
        "digest FROM channel_order WHERE tenant = ? AND store = ? AND order_id = ? ON CONFLICT DO "
        "NOTHING",
        tenant_, store, order.order_id);
  }
  const std::string sealed = cipher_.seal(order.document, place(store, order.order_id));
  database_.run(
      "INSERT INTO channel_order (tenant, store, order_id, order_number, created_at_ms, "
      "updated_at_ms, status, currency, paid, document, digest, first_pulled_at_ms, pulled_at_ms, "
      "unmapped_items, mapping_due, components) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "?11, ?12, ?12, ?13, 0, ?14) ON CONFLICT (tenant, store, order_id) DO UPDATE SET "
      "order_number "
      "= excluded.order_number, created_at_ms = excluded.created_at_ms, updated_at_ms = "
      "excluded.updated_at_ms, status = excluded.status, currency = excluded.currency, paid = "
      "excluded.paid, document = excluded.document, digest = excluded.digest, pulled_at_ms = "
      "excluded.pulled_at_ms, unmapped_items = excluded.unmapped_items, mapping_due = 0, "
      "components "
      "= excluded.components WHERE excluded.updated_at_ms >= channel_order.updated_at_ms",
      tenant_, store, order.order_id, order.order_number, order.created_at_ms, order.updated_at_ms,
      order.status, order.currency, order.paid, db::Blob{sealed}, db::Blob{digest}, now_ms,
      static_cast<std::int64_t>(mapped.unmapped.size()), mapped.components);
  if (change != OrderChange::kNew) {
    database_.run("DELETE FROM channel_order_item WHERE tenant = ? AND store = ? AND order_id = ?",
                  tenant_, store, order.order_id);
  }
  int position = 0;
  for (const PulledItem& item : order.items) {
    const bool unmapped = std::find(mapped.unmapped.begin(), mapped.unmapped.end(), item.item_id) !=
                          mapped.unmapped.end();
    database_.run(
        "INSERT INTO channel_order_item (tenant, store, order_id, item_id, position, sku, name, "
        "fulfilment, status, status_raw, package_id, tracking_number, carrier, mapping) VALUES (?, "
        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        tenant_, store, order.order_id, item.item_id, position++, item.sku, item.name,
        item.fulfilment, item.status, item.status_raw, item.package_id, item.tracking_number,
        item.carrier, status_is_dead(item.status) ? "ignored" : (unmapped ? "unmapped" : "mapped"));
  }
}

void OrderTable::resolve_dead_letters(std::string_view store,
                                      const std::vector<std::string_view>& order_ids,
                                      std::int64_t now_ms) {
  database_.run(
      "UPDATE dead_letter SET resolved_at_ms = ? WHERE tenant = ? AND store = ? AND resolved_at_ms "
      "IS NULL AND letter IN (SELECT value FROM json_each(?))",
      now_ms, tenant_, store, json_array(order_ids));
}

bool OrderTable::keep_dead_letter(std::string_view store, const RejectedOrder& rejected,
                                  std::int64_t now_ms) {
  const std::string letter =
      rejected.order_id.empty() ? "sha256:" + hex(order_digest(rejected.raw)) : rejected.order_id;
  const std::string sealed = cipher_.seal(
      rejected.raw, "dead_letter/" + tenant_ + "/" + std::string(store) + "/" + letter);
  auto known = database_.query(
      "SELECT 1 FROM dead_letter WHERE tenant = ? AND store = ? AND letter = ? AND resolved_at_ms "
      "IS NULL",
      tenant_, store, letter);
  const bool is_new = !known.next();
  database_.run(
      "INSERT INTO dead_letter (tenant, store, letter, order_id, updated_at_ms, reason, message, "
      "raw, first_seen_at_ms, last_seen_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) ON "
      "CONFLICT (tenant, store, letter) DO UPDATE SET updated_at_ms = excluded.updated_at_ms, "
      "reason = excluded.reason, message = excluded.message, raw = excluded.raw, last_seen_at_ms = "
      "excluded.last_seen_at_ms, resolved_at_ms = NULL",
      tenant_, store, letter, rejected.order_id, rejected.updated_at_ms, rejected.reason,
      rejected.message, db::Blob{sealed}, now_ms);
  return is_new;
}

std::vector<StoredItem> OrderTable::items(std::string_view store, std::string_view order_id) {
  std::vector<StoredItem> items;
  auto rows = database_.query(
      "SELECT item_id, sku, name, fulfilment, status, status_raw, package_id, tracking_number, "
      "carrier, mapping FROM channel_order_item WHERE tenant = ? AND store = ? AND order_id = ? "
      "ORDER BY position",
      tenant_, store, order_id);
  while (rows.next()) {
    items.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4),
                     rows.string(5), rows.string(6), rows.string(7), rows.string(8),
                     rows.string(9)});
  }
  return items;
}

StoredOrder OrderTable::read(const db::Rows& rows) {
  StoredOrder order;
  order.store = rows.string(0);
  order.order_id = rows.string(1);
  order.status = rows.string(2);
  order.updated_at_ms = rows.integer(3);
  order.pulled_at_ms = rows.integer(4);
  order.unmapped_items = static_cast<int>(rows.integer(5));
  order.components = rows.string(6);
  order.document = cipher_.open(rows.text(7), place(order.store, order.order_id));
  order.items = items(order.store, order.order_id);
  return order;
}

void OrderTable::each(const OrderFilter& filter, const std::function<void(StoredOrder&)>& visit) {
  std::string sql = "SELECT " ORDER_COLUMNS " FROM channel_order WHERE tenant = ?1";
  if (!filter.store.empty()) sql += " AND store = ?2";
  if (!filter.status.empty()) sql += " AND status = ?3";
  if (filter.unmapped_only) sql += " AND unmapped_items > 0";
  sql += " ORDER BY created_at_ms DESC, store, order_id LIMIT ?4";
  auto rows =
      database_.query(sql, tenant_, filter.store, filter.status,
                      filter.limit < 0 ? std::numeric_limits<std::int64_t>::max() : filter.limit);
  while (rows.next()) {
    StoredOrder order = read(rows);
    visit(order);
  }
}

std::vector<StoredOrder> OrderTable::find(std::string_view order_id, std::string_view store) {
  std::vector<StoredOrder> found;
  // A store that has orders has been pulled; so the key's beginning is known without an index of
  // order ids alone.
  auto rows =
      store.empty()
          ? database_.query("SELECT " ORDER_COLUMNS
                            " FROM channel_order WHERE tenant = ?1 AND store IN (SELECT store FROM "
                            "pull_state WHERE tenant = ?1) AND order_id = ?2 ORDER BY store",
                            tenant_, order_id)
          : database_.query("SELECT " ORDER_COLUMNS
                            " FROM channel_order WHERE tenant = ? AND order_id = ? AND "
                            "store = ?",
                            tenant_, order_id, store);
  while (rows.next()) found.push_back(read(rows));
  return found;
}

std::vector<OrderVersion> OrderTable::versions(std::string_view store, std::string_view order_id) {
  std::vector<OrderVersion> versions;
  auto rows = database_.query(
      "SELECT updated_at_ms, seen_at_ms, status FROM channel_order_version WHERE tenant = ?1 AND "
      "store = ?2 AND order_id = ?3 UNION ALL SELECT updated_at_ms, pulled_at_ms, status FROM "
      "channel_order WHERE tenant = ?1 AND store = ?2 AND order_id = ?3 ORDER BY 1, 2",
      tenant_, store, order_id);
  while (rows.next()) versions.push_back({rows.integer(0), rows.integer(1), rows.string(2)});
  return versions;
}

std::int64_t OrderTable::count(std::string_view store) {
  auto rows = database_.query("SELECT count(*) FROM channel_order WHERE tenant = ? AND store = ?",
                              tenant_, store);
  rows.next();
  return rows.integer(0);
}

std::int64_t OrderTable::open_dead_letters(std::string_view store) {
  auto rows = database_.query(
      "SELECT count(*) FROM dead_letter WHERE tenant = ? AND store = ? AND resolved_at_ms IS NULL",
      tenant_, store);
  rows.next();
  return rows.integer(0);
}

void OrderTable::each_dead_letter(std::string_view store,
                                  const std::function<void(const DeadLetter&)>& visit) {
  auto rows = database_.query(
      "SELECT store, order_id, reason, message, last_seen_at_ms FROM dead_letter WHERE tenant = ?1 "
      "AND (?2 = '' OR store = ?2) AND resolved_at_ms IS NULL ORDER BY last_seen_at_ms DESC, "
      "store, "
      "letter",
      tenant_, store);
  while (rows.next()) {
    visit({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4)});
  }
}

void OrderTable::mark_mapping_due(std::string_view store,
                                  const std::vector<std::string_view>& skus) {
  database_.run(
      "UPDATE channel_order SET mapping_due = 1 WHERE tenant = ?1 AND store = ?2 AND order_id IN "
      "(SELECT i.order_id FROM json_each(?3) w CROSS JOIN channel_order_item i WHERE i.tenant = ?1 "
      "AND i.mapping IN ('mapped', 'unmapped', 'ignored') AND i.store = ?2 AND i.sku = w.value)",
      tenant_, store, json_array(skus));
}

std::vector<std::string> OrderTable::due_orders(std::string_view store, int limit) {
  std::vector<std::string> ids;
  auto rows = database_.query(
      "SELECT order_id FROM channel_order WHERE tenant = ? AND store = ? AND mapping_due = 1 ORDER "
      "BY order_id LIMIT ?",
      tenant_, store, limit);
  while (rows.next()) ids.push_back(rows.string(0));
  return ids;
}

void OrderTable::apply_mapping(std::string_view store, const StoredOrder& order,
                               const MappedOrder& mapped) {
  database_.run(
      "UPDATE channel_order SET mapping_due = 0, components = ?, unmapped_items = ? WHERE tenant = "
      "? AND store = ? AND order_id = ?",
      mapped.components, static_cast<std::int64_t>(mapped.unmapped.size()), tenant_, store,
      order.order_id);
  for (const StoredItem& item : order.items) {
    const bool unmapped = std::find(mapped.unmapped.begin(), mapped.unmapped.end(), item.item_id) !=
                          mapped.unmapped.end();
    const char* state =
        status_is_dead(item.status) ? "ignored" : (unmapped ? "unmapped" : "mapped");
    if (item.mapping == state) continue;
    database_.run(
        "UPDATE channel_order_item SET mapping = ? WHERE tenant = ? AND store = ? AND order_id = ? "
        "AND item_id = ?",
        state, tenant_, store, order.order_id, item.item_id);
  }
}

std::vector<WaitingSku> OrderTable::waiting_skus(std::string_view store) {
  std::vector<WaitingSku> waiting;
  auto rows = database_.query(
      "SELECT store, sku, max(name), count(DISTINCT order_id), count(*) FROM channel_order_item "
      "WHERE tenant = ?1 AND mapping = 'unmapped' AND (?2 = '' OR store = ?2) GROUP BY store, sku "
      "ORDER BY 4 DESC, 5 DESC, 1, 2",
      tenant_, store);
  while (rows.next()) {
    waiting.push_back(
        {rows.string(0), rows.string(1), rows.string(2), rows.integer(3), rows.integer(4)});
  }
  return waiting;
}

std::vector<std::string> OrderTable::shippable(std::string_view store,
                                               const std::vector<std::string_view>& statuses) {
  std::vector<std::string> ids;
  auto rows = database_.query(
      "SELECT o.order_id FROM channel_order o WHERE o.tenant = ?1 AND o.store = ?2 AND "
      "o.unmapped_items = 0 AND EXISTS (SELECT 1 FROM channel_order_item i WHERE i.tenant = ?1 AND "
      "i.store = ?2 AND i.order_id = o.order_id AND i.fulfilment NOT IN ('marketplace', "
      "'store_pickup') AND i.status IN "
      "(SELECT value FROM json_each(?3))) ORDER BY o.created_at_ms, o.order_id",
      tenant_, store, json_array(statuses));
  while (rows.next()) ids.push_back(rows.string(0));
  return ids;
}

void OrderTable::apply_progress(std::string_view store, const ItemProgress& progress) {
  const std::int64_t changed = database_.run(
      "UPDATE channel_order_item SET status = coalesce(nullif(?5, ''), status), status_raw = "
      "coalesce(nullif(?6, ''), status_raw), package_id = coalesce(nullif(?7, ''), package_id), "
      "tracking_number = coalesce(nullif(?8, ''), tracking_number), carrier = coalesce(nullif(?9, "
      "''), carrier) WHERE tenant = ?1 AND store = ?2 AND order_id = ?3 AND item_id = ?4",
      tenant_, store, progress.order_id, progress.item_id, progress.status, progress.status_raw,
      progress.package_id, progress.tracking_number, progress.carrier);
  if (changed == 0 || progress.status.empty()) return;
  std::vector<std::string> statuses;
  for (StoredItem& item : items(store, progress.order_id)) statuses.push_back(item.status);
  database_.run(
      "UPDATE channel_order SET status = ? WHERE tenant = ? AND store = ? AND order_id = ?",
      order_status(statuses), tenant_, store, progress.order_id);
}

}  // namespace channel_host
