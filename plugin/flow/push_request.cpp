#include "plugin/flow/push_request.hpp"

#include <chapi/module.hpp>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "plugin/open_platform/small_json.hpp"

namespace lazada::flow {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& message) {
  throw chapi::module::Error(CHAPI_INVALID_ARGUMENT, "request_invalid", message);
}

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (!found->is_string()) refuse(std::string("The member \"") + name + "\" must be text.");
  return found->get<std::string>();
}

std::string needed_text(const json& object, const char* name) {
  std::string value = text(object, name);
  if (value.empty()) refuse(std::string("A member \"") + name + "\" is missing or empty.");
  return value;
}

bool flag(const json& object, const char* name, bool absent) {
  const auto found = object.find(name);
  if (found == object.end()) return absent;
  if (!found->is_boolean())
    refuse(std::string("The member \"") + name + "\" must be true or false.");
  return found->get<bool>();
}

const json& list(const json& object, const char* name) {
  static const json none = json::array();
  const auto found = object.find(name);
  if (found == object.end()) return none;
  if (!found->is_array()) refuse(std::string("The member \"") + name + "\" must be a list.");
  for (const json& element : *found) {
    if (!element.is_object()) {
      refuse(std::string("The list \"") + name + "\" must hold objects only.");
    }
  }
  return *found;
}

std::vector<std::string> ids(const json& object, const char* name) {
  std::vector<std::string> result;
  const auto found = object.find(name);
  if (found == object.end()) return result;
  if (!found->is_array() || found->empty()) {
    refuse(std::string("The member \"") + name + "\" must be a list with at least one id.");
  }
  for (const json& id : *found) {
    if (!id.is_string()) refuse(std::string("The ids of \"") + name + "\" must be text.");
    result.push_back(id.get<std::string>());
  }
  return result;
}

OpenIntent read_intent(const json& object) {
  OpenIntent intent;
  intent.id = needed_text(object, "intent_id");
  const auto step = read_step(needed_text(object, "step"));
  if (!step || *step == Step::kLabel) refuse("An open intent has an unknown step.");
  intent.step = *step;
  for (const json& order : list(object, "orders")) {
    intent.orders.push_back({needed_text(order, "order_id"), ids(order, "item_ids")});
  }
  if (intent.orders.empty()) refuse("An open intent names no orders.");
  return intent;
}

// The same order may stand in the list several times, with some of its items each.
void merge(WantedOrder& into, const WantedOrder& order) {
  if (into.provider.empty()) into.provider = order.provider;
  if (into.item_ids.empty() || order.item_ids.empty()) {
    into.item_ids.clear();
  } else {
    into.item_ids.insert(into.item_ids.end(), order.item_ids.begin(), order.item_ids.end());
  }
}

}  // namespace

PushRequest read_push_request(std::string_view document) {
  const json object = open_platform::parse_small(document);
  if (!object.is_object() || text(object, "schema") != "chapi.push-request/1") {
    refuse("The request is not a chapi.push-request/1 document.");
  }
  PushRequest request;
  if (const std::string word = text(object, "goal"); !word.empty()) {
    const auto goal = read_goal(word);
    if (!goal) refuse("The goal \"" + word + "\" is not known.");
    request.goal = *goal;
  }
  request.dry_run = flag(object, "dry_run", false);
  request.label = flag(object, "label", true);
  if (!object.contains("orders")) refuse("The member \"orders\" is missing.");
  std::unordered_map<std::string, std::size_t> places;
  for (const json& member : list(object, "orders")) {
    WantedOrder order{needed_text(member, "order_id"), ids(member, "item_ids"),
                      text(member, "provider")};
    const auto [place, is_new] = places.try_emplace(order.order_id, request.orders.size());
    if (is_new) {
      request.orders.push_back(std::move(order));
    } else {
      merge(request.orders[place->second], order);
    }
  }
  for (const json& intent : list(object, "open_intents")) {
    request.open_intents.push_back(read_intent(intent));
  }
  return request;
}

}  // namespace lazada::flow
