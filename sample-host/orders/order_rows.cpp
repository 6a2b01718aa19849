#include <algorithm>
#include <map>
#include <utility>

#include "json_text.hpp"
#include "orders/line_mapping.hpp"
#include "orders/order_table.hpp"

namespace channel_host {
namespace {

#define ORDER_COLUMNS                                                                     \
  "store, order_id, status, created_at_ms, updated_at_ms, pulled_at_ms, unmapped_items, " \
  "components, document, number, state, frozen, owner, host_status, customer_id, "        \
  "include_shipping, version, attention, edited"

void take_over(std::string& member, std::string_view told) {
  if (!told.empty()) member = told;
}

// Here and not in the query: there it would tempt SQLite to read all orders in that order.
void newest_first(std::vector<StoredOrder>& orders) {
  std::sort(orders.begin(), orders.end(), [](const StoredOrder& a, const StoredOrder& b) {
    return std::pair(a.created_at_ms, a.number) > std::pair(b.created_at_ms, b.number);
  });
}

std::string json_numbers(const std::vector<std::int64_t>& numbers) {
  std::string out = "[";
  for (const std::int64_t number : numbers) {
    if (out.size() > 1) out += ',';
    out += std::to_string(number);
  }
  return out + "]";
}

}  // namespace

std::string OrderTable::place(std::string_view store, std::string_view order_id) const {
  std::string text = "channel_order/" + tenant_ + "/";
  text.append(store).append("/").append(order_id);
  return text;
}

std::string OrderTable::seal_document(std::string_view document, std::string_view store,
                                      std::string_view order_id) {
  return cipher_.seal(packer_.pack(document), place(store, order_id));
}

std::string OrderTable::open_document(std::string_view sealed, std::string_view store,
                                      std::string_view order_id) const {
  return unpack_document(cipher_.open(sealed, place(store, order_id)));
}

std::string OrderTable::edits_place(std::string_view store, std::string_view order_id) const {
  return "edited/" + place(store, order_id);
}

std::string OrderTable::open_edits(std::string_view sealed, std::string_view store,
                                   std::string_view order_id) const {
  return sealed.empty() ? "" : cipher_.open(sealed, edits_place(store, order_id));
}

StoredOrder OrderTable::read(const db::Rows& rows) {
  StoredOrder order;
  order.store = rows.string(0);
  order.order_id = rows.string(1);
  order.status = rows.string(2);
  order.created_at_ms = rows.integer(3);
  order.updated_at_ms = rows.integer(4);
  order.pulled_at_ms = rows.integer(5);
  order.unmapped_items = static_cast<int>(rows.integer(6));
  order.components = rows.string(7);
  order.document = open_document(rows.text(8), order.store, order.order_id);
  order.items = reader_.read_one(order.document).items;
  order.number = rows.integer(9);
  order.state = state_of_word(rows.text(10));
  order.frozen = rows.integer(11) != 0;
  order.owner = rows.string(12);
  order.host_status = rows.string(13);
  order.customer_id = rows.string(14);
  order.include_shipping = rows.integer(15) != 0;
  order.version = rows.integer(16);
  order.attention = rows.integer(17);
  order.edited = open_edits(rows.text(18), order.store, order.order_id);
  return order;
}

// One query for each store that has some of them.
void OrderTable::add_progress(std::vector<StoredOrder>& orders) {
  std::map<std::string_view, std::vector<std::string_view>> stores;
  std::map<std::pair<std::string_view, std::string_view>, StoredOrder*> places;
  for (StoredOrder& order : orders) {
    stores[order.store].push_back(order.order_id);
    places[{order.store, order.order_id}] = &order;
  }
  for (const auto& [store, ids] : stores) {
    auto rows = database_.query(
        "SELECT order_id, item_id, status, status_raw, package_id, tracking_number, carrier FROM "
        "item_progress WHERE tenant = ? AND store = ? AND order_id IN (SELECT value FROM "
        "json_each(?))",
        tenant_, store, json_array(ids));
    while (rows.next()) {
      for (OrderItem& item : places.at({store, rows.text(0)})->items) {
        if (item.item_id != rows.text(1)) continue;
        take_over(item.status, rows.text(2));
        take_over(item.status_raw, rows.text(3));
        take_over(item.package_id, rows.text(4));
        take_over(item.tracking_number, rows.text(5));
        take_over(item.carrier, rows.text(6));
      }
    }
  }
  for (StoredOrder& order : orders) {
    read_mapping(order.items, order.unmapped_items, order.components);
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
  add_progress(found);
  return found;
}

std::vector<StoredOrder> OrderTable::load(std::string_view store,
                                          const std::vector<std::string_view>& order_ids) {
  std::vector<StoredOrder> found;
  auto rows = database_.query("SELECT " ORDER_COLUMNS
                              " FROM channel_order WHERE tenant = ? AND store = ? AND order_id IN "
                              "(SELECT value FROM json_each(?))",
                              tenant_, store, json_array(order_ids));
  while (rows.next()) found.push_back(read(rows));
  newest_first(found);
  add_progress(found);
  return found;
}

std::vector<StoredOrder> OrderTable::load(const std::vector<std::int64_t>& numbers) {
  std::vector<StoredOrder> found;
  auto rows = database_.query("SELECT " ORDER_COLUMNS
                              " FROM channel_order WHERE tenant = ? AND number IN (SELECT "
                              "CAST(value AS BIGINT) FROM json_each(?))",
                              tenant_, json_numbers(numbers));
  while (rows.next()) found.push_back(read(rows));
  newest_first(found);
  add_progress(found);
  return found;
}

void OrderTable::each_page(const std::function<db::Rows(const OrderPlace&)>& page_after,
                           const std::function<void(const StoredOrder&)>& visit) {
  OrderPlace after{INT64_MIN, 0};
  while (true) {
    std::vector<std::int64_t> numbers;
    {
      auto rows = page_after(after);
      while (rows.next()) {
        after = {rows.integer(0), rows.integer(1)};
        numbers.push_back(after.number);
      }
    }
    if (numbers.empty()) return;
    for (const StoredOrder& order : load(numbers)) visit(order);
  }
}

std::optional<StoredOrder> OrderTable::find_number(std::int64_t number) {
  auto found = load({number});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

PulledOrder OrderTable::channel_order(const StoredOrder& order) {
  PulledOrder channel = reader_.read_one(order.document);
  channel.items = order.items;
  return channel;
}

std::vector<OrderVersion> OrderTable::versions(std::string_view store, std::string_view order_id) {
  std::vector<OrderVersion> versions;
  auto rows = database_.query(
      "SELECT updated_at_ms, seen_at_ms, status, version FROM order_version WHERE tenant = ?1 AND "
      "store = ?2 AND order_id = ?3 UNION ALL SELECT updated_at_ms, pulled_at_ms, status, version "
      "FROM channel_order WHERE tenant = ?1 AND store = ?2 AND order_id = ?3 ORDER BY 4",
      tenant_, store, order_id);
  while (rows.next()) {
    versions.push_back({rows.integer(0), rows.integer(1), rows.string(2), rows.integer(3)});
  }
  return versions;
}

std::int64_t OrderTable::count(std::string_view store) {
  auto rows = database_.query("SELECT count(*) FROM channel_order WHERE tenant = ? AND store = ?",
                              tenant_, store);
  rows.next();
  return rows.integer(0);
}

}  // namespace channel_host
