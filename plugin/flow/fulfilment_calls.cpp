#include "plugin/flow/fulfilment_calls.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/open_platform/error_table.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada::flow {
namespace {

using nlohmann::json;
using open_platform::Error;
using open_platform::Request;
using open_platform::Response;

// Lazada's own examples write ids as numbers.
json id_json(const std::string& id) {
  const bool number =
      !id.empty() && id.size() <= 18 &&
      std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? json(std::stoll(id)) : json(id);
}

json ids_json(const std::vector<std::string>& ids) {
  json list = json::array();
  for (const auto& id : ids) list.push_back(id_json(id));
  return list;
}

json orders_json(const std::vector<FulfilmentEntry>& entries, const char* items) {
  json list = json::array();
  for (const auto& entry : entries) {
    list.push_back({{"order_id", id_json(entry.order_id)}, {items, ids_json(entry.item_ids)}});
  }
  return list;
}

json packages_json(const std::vector<FulfilmentEntry>& entries) {
  json list = json::array();
  for (const auto& entry : entries) list.push_back({{"package_id", entry.package_id}});
  return list;
}

Request make(Request::Kind kind, const char* path, const char* field, const json& value) {
  Request request;
  request.kind = kind;
  request.method = kind == Request::Kind::kChange ? Request::Method::kPost : Request::Method::kGet;
  request.path = path;
  request.parameters = {{field, value.dump()}};
  return request;
}

// Only a flag that reads as true is true.
bool truthy(const json& object, const char* member) {
  const auto word = open_platform::text_of(object, member);
  return word && (*word == "true" || *word == "True" || *word == "1");
}

std::string text(const json& object, const char* member) {
  return open_platform::text_of(object, member).value_or("");
}

// Both spellings exist.
std::string either(const json& object, const char* one, const char* other) {
  const std::string value = text(object, one);
  return value.empty() ? text(object, other) : value;
}

const json& list(const json& object, const char* member) {
  static const json none = json::array();
  const auto found = object.find(member);
  return found != object.end() && found->is_array() ? *found : none;
}

// Fills what all answers share; `data` of the result, which may be null.
template <typename Answer>
json read_result(const Response& response, Answer& answer, int effect = CHAPI_EFFECT_NONE) {
  json document = open_platform::parse_small(response.body);
  const auto result = document.is_object() ? document.find("result") : document.end();
  if (!document.is_object() || result == document.end() || !result->is_object()) {
    Error error(CHAPI_BAD_RESPONSE, "result_missing",
                "Lazada's fulfilment answer has no \"result\"; what happened cannot be told.");
    error.effect = effect;
    error.request_id = response.request_id;
    throw error;
  }
  answer.success = truthy(*result, "success");
  answer.code = either(*result, "error_code", "errorCode");
  answer.message = either(*result, "error_msg", "errorMsg");
  answer.request_id = response.request_id;
  const auto data = result->find("data");
  return data == result->end() ? json() : std::move(*data);
}

EntryAnswer read_entry(const json& entry) {
  EntryAnswer answer;
  answer.item_id = text(entry, "order_item_id");
  answer.package_id = text(entry, "package_id");
  answer.tracking_number = text(entry, "tracking_number");
  answer.carrier = text(entry, "shipment_provider");
  answer.code = text(entry, "item_err_code");
  answer.message = text(entry, "msg");
  if (!text(entry, "retry").empty()) answer.retry = truthy(entry, "retry");
  return answer;
}

void read_entries(const json& entries, const std::string& order_id, FulfilmentAnswer& answer) {
  for (const json& entry : entries) {
    if (!entry.is_object()) continue;
    answer.entries.push_back(read_entry(entry));
    answer.entries.back().order_id = order_id;
  }
}

constexpr const char* kLabelPath = "/order/package/document/get";

}  // namespace

Error judge_code(const std::string& path, const std::string& code, const std::string& message,
                 const std::string& request_id) {
  open_platform::Envelope envelope;
  envelope.code = open_platform::normal_code(code);
  envelope.message = message;
  envelope.request_id = request_id;
  return open_platform::judge(envelope, path, Request::Kind::kChange).error;
}

Request change_request(Step step, const std::vector<FulfilmentEntry>& entries,
                       const Allocation& allocation) {
  constexpr auto kChange = Request::Kind::kChange;
  switch (step) {
    case Step::kPack: {
      json body{{"pack_order_list", orders_json(entries, "order_item_list")},
                {"delivery_type", "dropship"},
                {"shipping_allocate_type", allocation.type}};
      if (!allocation.provider_code.empty()) {
        body["shipment_provider_code"] = allocation.provider_code;
      }
      return make(kChange, "/order/fulfill/pack", "packReq", body);
    }
    case Step::kReadyToShip:
      return make(kChange, "/order/package/rts", "readyToShipReq",
                  {{"packages", packages_json(entries)}});
    case Step::kDelivered:
      return make(kChange, "/order/package/sof/delivered", "dbsDeliveryReq",
                  {{"packages", packages_json(entries)}});
    case Step::kDeliveryFailed:
      return make(kChange, "/order/package/sof/failed_delivery", "dbsFailedDeliveryReq",
                  {{"packages", packages_json(entries)}});
    case Step::kDigitalDelivered:
      return make(kChange, "/order/digital/delivered", "digitalDeliveryReq",
                  {{"orders", orders_json(entries, "order_item_list")}});
    case Step::kLabel:
      break;
  }
  throw Error(CHAPI_INTERNAL, "internal", "A label check is not a change.");
}

FulfilmentAnswer read_change_answer(const Response& response) {
  FulfilmentAnswer answer;
  const json data = read_result(response, answer, CHAPI_EFFECT_UNKNOWN);
  if (!data.is_object()) return answer;
  for (const char* member : {"pack_order_list", "orders"}) {
    for (const json& order : list(data, member)) {
      if (order.is_object()) {
        read_entries(list(order, "order_item_list"), text(order, "order_id"), answer);
      }
    }
  }
  read_entries(list(data, "packages"), {}, answer);
  return answer;
}

Request providers_request(const FulfilmentEntry& entry) {
  return make(Request::Kind::kRead, "/order/shipment/providers/get", "getShipmentProvidersReq",
              {{"orders", orders_json({entry}, "order_item_ids")}});
}

ProvidersAnswer read_providers_answer(const Response& response) {
  ProvidersAnswer answer;
  const json data = read_result(response, answer);
  if (!data.is_object()) return answer;
  answer.allocation_type = text(data, "shipping_allocate_type");
  answer.platform_chooses = truthy(data, "platform_default");
  for (const json& provider : list(data, "shipment_providers")) {
    if (provider.is_object()) {
      answer.providers.push_back({text(provider, "name"), text(provider, "provider_code")});
    }
  }
  return answer;
}

Request label_request(const std::vector<std::string>& packages, bool pdf) {
  json list = json::array();
  for (const auto& id : packages) list.push_back({{"package_id", id}});
  return make(Request::Kind::kRead, kLabelPath, "getDocumentReq",
              {{"doc_type", pdf ? "PDF" : "HTML"}, {"print_item_list", false}, {"packages", list}});
}

LabelAnswer read_label_answer(const Response& response) {
  LabelAnswer answer;
  const json data = read_result(response, answer);
  if (!data.is_object()) return answer;
  answer.file = text(data, "file");
  answer.pdf_url = text(data, "pdf_url");
  return answer;
}

Error label_error(const LabelAnswer& answer) {
  if (!answer.code.empty()) {
    Error error = judge_code(kLabelPath, answer.code, answer.message, answer.request_id);
    error.effect = CHAPI_EFFECT_NONE;
    return error;
  }
  Error error(CHAPI_UNAVAILABLE, "label_not_ready",
              "Lazada has not made the label yet; ask again in half a minute.");
  error.retryable = true;
  error.request_id = answer.request_id;
  error.call = kLabelPath;
  return error;
}

}  // namespace lazada::flow
