#include "fulfilment_client.hpp"

#include <stdexcept>

namespace flow_test {
namespace {

using nlohmann::json;

std::string id_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

json entry(const std::string& code, bool retry = false) {
  return {{"item_err_code", code}, {"msg", code == "0" ? "success" : "refused"}, {"retry", retry}};
}

}  // namespace

bool FulfilmentClient::packable(const Item& item) const {
  if (item.status == "pending" || item.status == "repacked") return true;
  return acts_again && (item.status == "packed" || item.status == "ready_to_ship");
}

// Whether the item's package may be marked ready to ship, or reported by the seller's fleet.
bool FulfilmentClient::movable(const Item& item, bool ready) const {
  if (ready) return item.status == "packed" || (acts_again && item.status == "ready_to_ship");
  if (item.status == "ready_to_ship" || item.status == "shipped") return true;
  return acts_again && (item.status == "delivered" || item.status == "failed_delivery");
}

FulfilmentClient::Response FulfilmentClient::answer(const json& result) const {
  Response response;
  response.body = json{{"code", "0"}, {"request_id", "r1"}, {"result", result}}.dump();
  response.request_id = "r1";
  return response;
}

json FulfilmentClient::items_json(const std::string& order_id) const {
  json list = json::array();
  for (const auto& [id, item] : orders.at(order_id)) {
    json row{{"order_item_id", std::stoll(id)},
             {"order_id", std::stoll(order_id)},
             {"status", item.status},
             {"package_id", item.package},
             {"tracking_code", item.package.empty() ? "" : "LEX" + item.package},
             {"shipment_provider", item.package.empty() ? "" : "LEX SG"},
             {"warehouse_code", item.warehouse},
             {"shipping_type", item.by_lazada ? "Own Warehouse" : "Dropshipping"},
             {"shipping_provider_type", item.digital ? "digital" : "standard"},
             {"is_digital", item.digital ? 1 : 0},
             {"is_fbl", item.by_lazada ? 1 : 0},
             {"biz_group", item.by_lazada ? 70020 : 70100},
             {"delivery_option_sof", item.own_fleet ? 1 : 0},
             {"order_type", item.presale_unpaid ? "PreSale" : "Normal"},
             {"stage_pay_status", item.presale_unpaid ? "unpaid final payment" : ""},
             {"need_cancel_confirm", item.cancel_requested},
             {"is_cancel_pending", false}};
    if (item.pickup) {
      row["pick_up_store_info"] = {{"pick_up_store_name", "Shop"}, {"pick_up_store_code", "S1"}};
    }
    list.push_back(row);
  }
  return list;
}

FulfilmentClient::Response FulfilmentClient::send(const Request& request, const Call& call) {
  call.check();
  return request.kind == Request::Kind::kChange ? change(request) : read(request);
}

FulfilmentClient::Response FulfilmentClient::read(const Request& request) {
  if (stop_reading) {
    throw Error(CHAPI_CANCELLED, "cancelled", "The call was cancelled by the host.");
  }
  if (blind) throw Error(CHAPI_UNAVAILABLE, "connection_lost", "The connection broke.");
  reads.push_back(request);
  const std::string& value = request.parameters.at(0).value;
  Response response;
  response.request_id = "r0";
  if (request.path == "/orders/items/get") {
    json data = json::array();
    for (const json& id : json::parse(value)) {
      if (!orders.contains(id_of(id))) {
        Error error(CHAPI_NOT_FOUND, "order_unknown", "Lazada does not know the order.");
        error.platform_code = "37";
        throw error;
      }
      data.push_back(
          {{"order_id", id}, {"order_number", id}, {"order_items", items_json(id_of(id))}});
    }
    response.body = json{{"code", "0"}, {"data", data}}.dump();
    return response;
  }
  const json body = json::parse(value);
  if (request.path == "/order/shipment/providers/get") {
    return answer({{"success", true},
                   {"data",
                    {{"platform_default", platform_chooses ? 1 : 0},
                     {"shipping_allocate_type", cross_border ? "NTFS" : "TFS"},
                     {"shipment_providers",
                      {{{"name", "Transit A"}, {"provider_code", "FM50"}},
                       {{"name", "Transit B"}, {"provider_code", "FM49"}}}}}}});
  }
  if (request.path == "/order/package/document/get") {
    if (body["packages"].size() > 20) throw std::runtime_error("20 packages at most");
    const bool late = label_delay > 0;
    if (late) --label_delay;
    for (const json& package : body["packages"]) {
      if (late || without_label.contains(package["package_id"].get<std::string>())) {
        return answer({{"success", false}, {"errorCode", "700040"}, {"errorMsg", "nothing"}});
      }
    }
    if (body["doc_type"] == "HTML") {
      return answer({{"success", true}, {"data", {{"file", "PGI+bGFiZWw8L2I+Cg=="}}}});
    }
    return answer({{"success", true},
                   {"data",
                    {{"file", "PGlmcmFtZSBzcmM9Ii9vc3MiPjwvaWZyYW1lPg=="},
                     {"pdf_url", "https://sellercenter.lazada.sg/oss/label"},
                     {"doc_type", "PDF"}}}});
  }
  throw std::runtime_error("no such read: " + request.path);
}

FulfilmentClient::Response FulfilmentClient::change(const Request& request) {
  if (before_change) before_change(request);
  changes.push_back(request);
  if (request.method != Request::Method::kPost) throw std::runtime_error("a change is a POST");
  const auto planned = faults.find(static_cast<int>(changes.size()));
  const Fault fault = planned == faults.end() ? Fault::kNone : planned->second;
  const json body = json::parse(request.parameters.at(0).value);
  if (fault == Fault::kNeverSent || fault == Fault::kLostBefore) {
    Error error(CHAPI_UNAVAILABLE, "connection_lost", "The connection broke.");
    error.effect = fault == Fault::kNeverSent ? CHAPI_EFFECT_NONE : CHAPI_EFFECT_UNKNOWN;
    error.retryable = true;
    throw error;
  }
  if (fault == Fault::kBatchRefused) {
    return answer({{"success", false}, {"error_code", "700100"}, {"error_msg", "batch failed"}});
  }
  const json data = act(request, body, fault == Fault::kItemBusy, fault == Fault::kItemBusyLied);
  switch (fault) {
    case Fault::kLostAfter: {
      Error error(CHAPI_UNAVAILABLE, "answer_lost", "The answer was lost.");
      error.effect = CHAPI_EFFECT_UNKNOWN;
      throw error;
    }
    case Fault::kBatchLied:
      return answer({{"success", false}, {"errorCode", "6"}, {"errorMsg", "system busy"}});
    case Fault::kNoEntries:
      return answer({{"success", true}, {"data", json::object()}});
    case Fault::kCutAnswer: {
      Response response;
      response.body = R"({"code":"0"})";
      return response;
    }
    default:
      return answer({{"success", true}, {"data", data}});
  }
}

json FulfilmentClient::pack(const json& body, bool skip_first, bool lie_about_first) {
  const bool ntfs = body["shipping_allocate_type"] == "NTFS";
  if (ntfs != body.contains("shipment_provider_code")) {
    throw std::runtime_error("TFS must not name a carrier, NTFS must");
  }
  json answers = json::array();
  bool first = true;
  for (const json& wanted : body["pack_order_list"]) {
    const std::string order_id = id_of(wanted["order_id"]);
    std::map<std::string, std::string> made;  // warehouse to package of this order
    std::set<std::string> warehouses;
    for (const json& id : wanted["order_item_list"]) {
      warehouses.insert(orders.at(order_id).at(id_of(id)).warehouse);
    }
    json entries = json::array();
    for (const json& id : wanted["order_item_list"]) {
      Item& item = orders.at(order_id).at(id_of(id));
      const bool skip = first && skip_first;
      json row = entry("0");
      if (skip) {
        row = entry("700024", true);
      } else if (separate_warehouses && warehouses.size() > 1) {
        row = entry("700029");
      } else if (item.by_lazada) {
        row = entry("700027");
      } else if (item.digital) {
        row = entry("700030");
      } else if (!packable(item)) {
        row = entry("700026");
      } else {
        std::string& package = made[item.warehouse];
        if (package.empty()) package = "FP" + std::to_string(100 + ++packages_made);
        item.package = package;
        item.status = "packed";
        ++item.packed;
        row["package_id"] = package;
        row["tracking_number"] = "LEX" + package;
        row["shipment_provider"] = "LEX SG";
      }
      if (first && lie_about_first) row = entry("6", true);
      first = false;
      row["order_item_id"] = id;
      entries.push_back(row);
    }
    answers.push_back({{"order_id", wanted["order_id"]}, {"order_item_list", entries}});
  }
  return {{"pack_order_list", answers}};
}

json FulfilmentClient::act(const Request& request, const json& body, bool skip_first,
                           bool lie_about_first) {
  const std::size_t entries = body.contains("packages") ? body["packages"].size()
                              : body.contains("orders") ? body["orders"].size()
                                                        : body["pack_order_list"].size();
  if (entries > 20) throw std::runtime_error("20 entries at most");
  if (request.path == "/order/fulfill/pack") return pack(body, skip_first, lie_about_first);
  bool first = true;
  json answers = json::array();
  if (request.path == "/order/digital/delivered") {
    for (const json& wanted : body["orders"]) {
      json rows = json::array();
      for (const json& id : wanted["order_item_list"]) {
        Item& item = orders.at(id_of(wanted["order_id"])).at(id_of(id));
        json row = entry("0");
        if (first && skip_first) {
          row = entry("700024", true);
        } else if (!item.digital ||
                   (item.status != "pending" && !(acts_again && item.status == "delivered"))) {
          row = entry(item.digital ? "700000" : "700020");
        } else {
          item.status = "delivered";
          ++item.delivered;
        }
        if (first && lie_about_first) row = entry("6", true);
        first = false;
        row["order_item_id"] = id;
        rows.push_back(row);
      }
      answers.push_back({{"order_id", wanted["order_id"]}, {"order_item_list", rows}});
    }
    return {{"orders", answers}};
  }
  const bool ready = request.path == "/order/package/rts";
  const bool failed = request.path == "/order/package/sof/failed_delivery";
  if (!ready && !failed && request.path != "/order/package/sof/delivered") {
    throw std::runtime_error("no such change: " + request.path);
  }
  for (const json& wanted : body["packages"]) {
    const std::string package_id = wanted["package_id"];
    json row = entry("600001");
    const bool skip = first && skip_first;
    for (auto& [order_id, items] : orders) {
      for (auto& [item_id, item] : items) {
        if (item.package != package_id || item.status == "canceled") continue;
        if (skip) {
          row = entry("700024", true);
        } else if (!movable(item, ready)) {
          row = entry("700000");
        } else if (!ready && !item.own_fleet) {
          row = entry("700009");
        } else {
          item.status = ready ? "ready_to_ship" : failed ? "failed_delivery" : "delivered";
          ++(ready ? item.ready : item.delivered);
          row = entry("0");
        }
      }
    }
    if (first && lie_about_first) row = entry("6", true);
    first = false;
    row["package_id"] = package_id;
    answers.push_back(row);
  }
  return {{"packages", answers}};
}

std::string FulfilmentClient::download(const std::string& url, const Call&) {
  return files.at(url);
}

}  // namespace flow_test
