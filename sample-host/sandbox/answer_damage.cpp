#include "sandbox/answer_damage.hpp"

#include <nlohmann/json.hpp>

namespace sandbox {
namespace {

using nlohmann::json;

// Numbers become objects, texts become lists, lists become texts.
json WrongType(const json& value) {
  if (value.is_number() || value.is_boolean()) return {{"value", value}};
  if (value.is_string()) return json::array({value});
  if (value.is_array()) return value.dump();
  return 0;
}

// The list of orders, item groups, items or products in an answer; nothing when there is none.
json* ListIn(json& document) {
  json* data = document.contains("data") ? &document["data"] : nullptr;
  if (data == nullptr) return nullptr;
  if (data->is_array()) return data;
  for (const char* name : {"orders", "products"}) {
    if (data->is_object() && data->contains(name)) return &(*data)[name];
  }
  return nullptr;
}

void SpoilOne(json& entry) {
  if (!entry.is_object()) return;
  if (entry.contains("order_items")) {
    json& items = entry["order_items"];
    if (items.is_array() && !items.empty()) items[0] = "not an item";
    return;
  }
  for (const char* name : {"created_at", "updated_at", "price", "statuses", "item_price"}) {
    if (entry.contains(name)) entry[name] = json::object({{"broken", true}});
  }
}

}  // namespace

Answer ReplacementAnswer(const Fault& fault, std::string_view request_id) {
  Answer answer;
  switch (fault.kind) {
    case FaultKind::kError:
      return ErrorAnswer(ApiError(fault.type, fault.code, fault.message), request_id);
    case FaultKind::kHtml:
      answer = HtmlAnswer(
          "<html><head><title>Error</title></head><body><h1>" + fault.body + "</h1></body></html>",
          fault.status);
      break;
    case FaultKind::kRedirect:
      answer = HtmlAnswer("", fault.status);
      answer.location = fault.location;
      break;
    default:
      answer.http_status = fault.status;
      answer.content_type = "text/plain";
      answer.body = fault.body;
  }
  answer.code = KindName(fault.kind);
  return answer;
}

void Damage(Answer& answer, const Fault& fault) {
  if (fault.kind == FaultKind::kHuge) {
    const size_t end = answer.body.rfind('}');
    if (end == std::string::npos) return;
    answer.body.insert(
        end, ",\"padding\":\"" + std::string(static_cast<size_t>(fault.bytes), 'x') + "\"");
    return;
  }
  if (fault.kind != FaultKind::kWrongTypes && fault.kind != FaultKind::kMalformedOrder) return;
  json document = json::parse(answer.body, nullptr, false);
  if (!document.is_object()) return;
  json* list = ListIn(document);
  if (fault.kind == FaultKind::kMalformedOrder) {
    if (list != nullptr && list->is_array() && !list->empty()) SpoilOne((*list)[list->size() / 2]);
  } else if (list != nullptr && list->is_array()) {
    for (json& entry : *list) {
      if (!entry.is_object()) continue;
      for (auto& [name, value] : entry.items()) value = WrongType(value);
    }
  } else {
    for (auto& [name, value] : document.items()) {
      if (name != "code") value = WrongType(value);
    }
  }
  answer.body = document.dump();
}

}  // namespace sandbox
