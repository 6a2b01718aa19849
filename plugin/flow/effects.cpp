#include "plugin/flow/effects.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "plugin/flow/time_text.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada::flow {
namespace {

using nlohmann::json;

std::string random_id() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw chapi::module::Error(CHAPI_INTERNAL, "no_randomness",
                               "The system gives no random numbers.");
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kDigits[byte >> 4];
    id += kDigits[byte & 15];
  }
  return id;
}

const char* word(EffectResult result) {
  switch (result) {
    case EffectResult::kDone:
      return "done";
    case EffectResult::kNone:
      return "none";
    case EffectResult::kUnknown:
      break;
  }
  return "unknown";
}

void put(json& object, const char* member, const std::string& text) {
  if (!text.empty()) object[member] = text;
}

}  // namespace

std::string Effects::intend(Step step, const std::string& path,
                            const std::vector<OrderItemIds>& orders,
                            const std::vector<std::string>& packages) {
  const std::string id = random_id();
  json intent{{"schema", "chapi.effect-intent/1"},
              {"intent_id", id},
              {"step", name(step)},
              {"call", path},
              {"at", now()},
              {"orders", json::array()}};
  for (const OrderItemIds& order : orders) {
    intent["orders"].push_back({{"order_id", order.order_id}, {"item_ids", order.item_ids}});
  }
  if (!packages.empty()) intent["packages"] = packages;
  sink_.intend(open_platform::to_text(intent));
  return id;
}

void Effects::record(const std::string& intent_id, const std::vector<ItemEffect>& items,
                     const PlatformWords& words) {
  const auto any = [&items](EffectResult result) {
    return std::any_of(items.begin(), items.end(),
                       [result](const ItemEffect& item) { return item.result == result; });
  };
  const bool unknown = any(EffectResult::kUnknown);
  const bool done = any(EffectResult::kDone);
  const char* result = "none";
  if (unknown) {
    result = "unknown";
  } else if (done) {
    result = any(EffectResult::kNone) ? "partial" : "done";
  }
  unknown_ |= unknown;
  changed_ |= done;

  json record{{"schema", "chapi.effect-record/1"},
              {"intent_id", intent_id},
              {"result", result},
              {"at", now()},
              {"items", json::array()}};
  put(record, "platform_code", words.code);
  put(record, "request_id", words.request_id);
  put(record, "message", words.message);
  for (const ItemEffect& item : items) {
    json entry{
        {"order_id", item.order_id}, {"item_id", item.item_id}, {"result", word(item.result)}};
    put(entry, "package_id", item.package_id);
    put(entry, "tracking_number", item.tracking_number);
    put(entry, "carrier", item.carrier);
    put(entry, "platform_code", item.platform_code);
    put(entry, "message", item.message);
    record["items"].push_back(std::move(entry));
  }
  sink_.record(open_platform::to_text(record));
}

int Effects::summary() const {
  if (unknown_) return CHAPI_EFFECT_UNKNOWN;
  return changed_ ? CHAPI_EFFECT_PARTIAL : CHAPI_EFFECT_NONE;
}

std::string Effects::now() const {
  return time_text(call_.clock().now_ms() / 1000, utc_offset_minutes_);
}

}  // namespace lazada::flow
