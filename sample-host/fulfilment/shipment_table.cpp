#include "fulfilment/shipment_table.hpp"

#include <charconv>
#include <limits>

#include "json_text.hpp"
#include "page_cursor.hpp"

namespace channel_host {
namespace {

// In the order of the list; at first before every shipment.
struct Place {
  std::int64_t pushed_at_ms = std::numeric_limits<std::int64_t>::max();
  std::string store;
  std::string order_id;
  std::string item_id;
};

Place read_cursor(std::string_view cursor) {
  std::vector<std::string> key = read_page_cursor(cursor, 4);
  Place place{0, key[1], key[2], key[3]};
  const char* end = key[0].data() + key[0].size();
  const auto [stop, error] = std::from_chars(key[0].data(), end, place.pushed_at_ms);
  if (error != std::errc() || stop != end) refuse_page_cursor();
  return place;
}

}  // namespace

std::string write_shipment_cursor(const ListedShipment& shipment) {
  return write_page_cursor({std::to_string(shipment.pushed_at_ms), shipment.store,
                            shipment.item.order_id, shipment.item.item_id});
}

void ShipmentTable::put(const std::string& store, const ItemOutcome& item, std::int64_t now_ms) {
  database_.run(
      "INSERT INTO shipment_item (tenant, store, order_id, item_id, outcome, steps, reason, "
      "message, platform_code, request_id, retryable, pushed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, "
      "?, "
      "?, ?, ?, ?) ON CONFLICT (tenant, store, order_id, item_id) DO UPDATE SET outcome = "
      "excluded.outcome, steps = excluded.steps, reason = excluded.reason, message = "
      "excluded.message, platform_code = excluded.platform_code, request_id = excluded.request_id, "
      "retryable = excluded.retryable, pushed_at_ms = excluded.pushed_at_ms",
      tenant_, store, item.order_id, item.item_id, item.outcome, item.steps, item.reason,
      item.message, item.platform_code, item.request_id, item.retryable, now_ms);
}

void ShipmentTable::put(const std::string& store, const Package& package, std::int64_t now_ms) {
  database_.run(
      "INSERT INTO package (tenant, store, package_id, order_id, tracking_number, carrier, label, "
      "changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, store, package_id) DO "
      "UPDATE SET tracking_number = coalesce(nullif(excluded.tracking_number, ''), "
      "package.tracking_number), carrier = coalesce(nullif(excluded.carrier, ''), "
      "package.carrier), label = "
      "coalesce(nullif(excluded.label, ''), package.label), changed_at_ms = excluded.changed_at_ms",
      tenant_, store, package.package_id, package.order_id, package.tracking_number,
      package.carrier, package.label, now_ms);
}

std::string ShipmentTable::page_statement(bool of_one_store) {
  return std::string(
             "SELECT store, order_id, item_id, outcome, steps, reason, message, platform_code, "
             "request_id, retryable, pushed_at_ms FROM shipment_item WHERE tenant = ?1") +
         (of_one_store ? " AND store = ?2" : "") +
         " AND (pushed_at_ms, store, order_id, item_id) < (?3, ?4, ?5, ?6) ORDER BY pushed_at_ms "
         "DESC, store DESC, order_id DESC, item_id DESC LIMIT ?7";
}

std::vector<ListedShipment> ShipmentTable::page(const std::string& store, std::string_view after,
                                                int limit) {
  const Place last = after.empty() ? Place() : read_cursor(after);
  std::vector<ListedShipment> page;
  auto rows = database_.query(page_statement(!store.empty()), tenant_, store, last.pushed_at_ms,
                              last.store, last.order_id, last.item_id, limit);
  while (rows.next()) {
    ListedShipment& shipment = page.emplace_back();
    shipment.store = rows.string(0);
    shipment.item.order_id = rows.string(1);
    shipment.item.item_id = rows.string(2);
    shipment.item.outcome = rows.string(3);
    shipment.item.steps = rows.string(4);
    shipment.item.reason = rows.string(5);
    shipment.item.message = rows.string(6);
    shipment.item.platform_code = rows.string(7);
    shipment.item.request_id = rows.string(8);
    shipment.item.retryable = rows.integer(9) != 0;
    shipment.pushed_at_ms = rows.integer(10);
  }
  return page;
}

std::map<std::string, std::string> ShipmentTable::labels(
    const std::string& store, const std::vector<std::string_view>& package_ids) {
  auto rows = database_.query(
      "SELECT package_id, label FROM package WHERE tenant = ? AND store = ? AND package_id IN "
      "(SELECT value FROM json_each(?))",
      tenant_, store, json_array(package_ids));
  std::map<std::string, std::string> found;
  while (rows.next()) found.emplace(rows.string(0), rows.string(1));
  return found;
}

}  // namespace channel_host
