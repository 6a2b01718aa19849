#include "fulfilment/shipment_table.hpp"

#include "json_text.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kAtOnce = 500;

}  // namespace

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

void ShipmentTable::each(const std::string& store,
                         const std::function<void(std::vector<ListedShipment>&)>& visit) {
  std::vector<ListedShipment> some;
  auto rows = database_.query(
      "SELECT store, order_id, item_id, outcome, steps, reason, message, platform_code, "
      "request_id, "
      "retryable, pushed_at_ms FROM shipment_item WHERE tenant = ?1 AND (?2 = '' OR store = ?2) "
      "ORDER BY pushed_at_ms DESC, store, order_id, item_id",
      tenant_, store);
  while (rows.next()) {
    ListedShipment& shipment = some.emplace_back();
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
    if (some.size() < kAtOnce) continue;
    visit(some);
    some.clear();
  }
  if (!some.empty()) visit(some);
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
