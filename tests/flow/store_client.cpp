#include "store_client.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "plugin/flow/time_text.hpp"
#include "plugin/mapping/stamp.hpp"

namespace flow_test {
namespace {

using nlohmann::json;

std::optional<std::int64_t> time_of(const lazada::open_platform::Request& request,
                                    const char* name) {
  const std::string text = parameter(request, name);
  if (text.empty()) return std::nullopt;
  // Lazada: anything else answers code 17.
  if (text.size() != 25 || text[10] != 'T' || text[22] != ':') {
    throw std::runtime_error("no date that Lazada takes: " + text);
  }
  return lazada::mapping::parse_stamp(text).value().unix_seconds;
}

std::string stamp(std::int64_t seconds) {
  std::string text = lazada::flow::time_text(seconds, 480);  // "2026-01-31T09:30:00+08:00"
  text[10] = ' ';
  text.erase(22, 1);
  text.insert(19, " ");
  return text;
}

json order_json(const SimulatedStore::Row& row) {
  const json address{{"first_name", "A***n"},
                     {"last_name", ""},
                     {"phone", "65******59"},
                     {"phone2", ""},
                     {"address1", "1***************4"},
                     {"address2", ""},
                     {"address3", "S*******e"},
                     {"address4", "S*******e"},
                     {"address5", "6****9"},
                     {"city", "Singapore"},
                     {"post_code", "644669"},
                     {"country", "Singapore"}};
  return {{"order_id", std::stoll(row.id)},
          {"order_number", std::stoll(row.id)},
          {"created_at", stamp(row.created_at)},
          {"updated_at", stamp(row.updated_at)},
          {"statuses", {"pending"}},
          {"price", "1,020.50"},
          {"voucher", 0},
          {"voucher_seller", 0},
          {"voucher_platform", 0},
          {"shipping_fee", 0},
          {"payment_method", "COD"},
          {"items_count", 1},
          {"customer_first_name", "A***n"},
          {"customer_last_name", ""},
          {"address_billing", address},
          {"address_shipping", address}};
}

json item_json(const std::string& order_id, std::int64_t updated_at) {
  return {{"order_item_id", std::stoll(order_id) + 1'000'000},
          {"order_id", std::stoll(order_id)},
          {"status", "pending"},
          {"sku", "SKU-1"},
          {"shop_sku", "206803194_SGAMZ-311484853"},
          {"name", "Sample product"},
          {"variation", ""},
          {"item_price", 1020.5},
          {"paid_price", 1020.5},
          {"currency", "SGD"},
          {"shipping_type", "Dropshipping"},
          {"shipping_provider_type", "standard"},
          {"is_digital", 0},
          {"package_id", ""},
          {"tracking_code", ""},
          {"shipment_provider", ""},
          {"created_at", stamp(updated_at)},
          {"updated_at", stamp(updated_at)}};
}

}  // namespace

std::string parameter(const lazada::open_platform::Request& request, const std::string& name) {
  for (const auto& p : request.parameters) {
    if (p.name == name) return p.value;
  }
  return {};
}

StoreClient::Response StoreClient::send(const Request& request, const Call& call) {
  call.check();
  ++calls_;
  if (before) before(request);
  json body{{"code", "0"}, {"request_id", "0"}};
  Response response;
  const std::unique_lock lock(mutex_);
  if (request.path == "/orders/get") {
    lazada::flow::ListQuery query;
    query.update_after = time_of(request, "update_after").value();
    query.update_before = time_of(request, "update_before");
    query.created_after = time_of(request, "created_after");
    query.created_before = time_of(request, "created_before");
    query.offset = std::stoi(parameter(request, "offset"));
    if (query.offset > 5000 || parameter(request, "limit") != "100" ||
        parameter(request, "sort_by") != "updated_at" ||
        parameter(request, "sort_direction") != "ASC") {
      throw std::runtime_error("a list request that Lazada would refuse");
    }
    const auto answer = store_.list(query);
    json orders = json::array();
    for (const auto& slice : answer.page.orders) {
      orders.push_back(order_json({slice.order_id, slice.created_at, slice.updated_at, 0}));
    }
    body["data"] = {{"countTotal", answer.page.count_total},
                    {"count", orders.size()},
                    {"orders", std::move(orders)}};
    response.server_time_ms = answer.server_time_ms;
  } else if (request.path == "/orders/items/get") {
    const json ids = json::parse(parameter(request, "order_ids"));
    if (ids.size() > 50) throw std::runtime_error("Lazada takes 50 orders in one call");
    json data = json::array();
    for (const json& id : ids) {
      data.push_back({{"order_number", id},
                      {"order_id", id},
                      {"order_items", {item_json(id.dump(), store_.now())}}});
    }
    body["data"] = std::move(data);
  } else if (request.path == "/order/items/get") {
    body["data"] = {item_json(parameter(request, "order_id"), store_.now())};
  } else {
    throw std::runtime_error("a pull does not call " + request.path);
  }
  response.body = body.dump();
  if (after) after(request, response.body);
  return response;
}

std::string StoreClient::download(const std::string&, const Call&) {
  throw std::runtime_error("a pull downloads nothing");
}

}  // namespace flow_test
