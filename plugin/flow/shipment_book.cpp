#include "plugin/flow/shipment_book.hpp"

#include "plugin/flow/order_items.hpp"
#include "plugin/mapping/order_document.hpp"

namespace lazada::flow {

using open_platform::Error;

std::string_view name(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kDone:
      return "done";
    case Outcome::Kind::kAlready:
      return "already";
    case Outcome::Kind::kPlanned:
      return "planned";
    case Outcome::Kind::kWaiting:
      return "waiting";
    case Outcome::Kind::kRefused:
      return "refused";
    case Outcome::Kind::kFailed:
      return "failed";
    case Outcome::Kind::kUnknown:
      break;
  }
  return "unknown";
}

Outcome failed(const Error& error) {
  const bool refused = error.status == CHAPI_REJECTED || error.status == CHAPI_NOT_FOUND;
  return {refused ? Outcome::Kind::kRefused : Outcome::Kind::kFailed,
          error.reason,
          error.message,
          error.platform_code,
          error.request_id,
          error.retryable};
}

void ShipmentBook::read(const std::set<std::string>& order_ids) {
  const std::vector<std::string> ids(order_ids.begin(), order_ids.end());
  const OrderItems found = read_order_items(client_, call_, memory_, ids);
  for (const std::string& id : ids) {
    unreadable_.erase(id);
    if (const auto failure = found.failed.find(id); failure != found.failed.end()) {
      unreadable_.emplace(id, failure->second);
      continue;
    }
    std::vector<mapping::ItemState> states;
    try {
      states = mapping::read_items(found.items.at(id).text, store_);
    } catch (const mapping::Unreadable& e) {
      unreadable_.emplace(id, Error(CHAPI_BAD_RESPONSE, e.reason, e.what()));
      continue;
    }
    Order& order = orders_[id];
    for (mapping::ItemState& state : states) {
      if (ShipmentItem* known = find(id, state.item_id)) {
        known->state = std::move(state);
        continue;
      }
      order.push_back(std::make_unique<ShipmentItem>());
      order.back()->order_id = id;
      order.back()->state = std::move(state);
    }
  }
}

void ShipmentBook::read_back() {
  std::set<std::string> moved;
  each([&](const ShipmentItem& item) {
    if (item.state.status_raw.empty() && !item.steps.empty()) moved.insert(item.order_id);
  });
  if (moved.empty()) return;
  const std::vector<std::string> ids(moved.begin(), moved.end());
  OrderItems found;
  try {
    found = read_order_items(client_, call_, memory_, ids);
  } catch (const Error&) {  // the outcomes are known and recorded already
    return;
  }
  for (const auto& [id, items] : found.items) {
    std::vector<mapping::ItemState> states;
    try {
      states = mapping::read_items(items.text, store_);
    } catch (const mapping::Unreadable&) {
      continue;
    }
    for (mapping::ItemState& state : states) {
      ShipmentItem* item = find(id, state.item_id);
      if (item == nullptr || !item->state.status_raw.empty() || item->steps.empty()) continue;
      if (is_done(item->steps.back(), state)) item->state = std::move(state);
    }
  }
}

ShipmentItem* ShipmentBook::find(const std::string& order_id, const std::string& item_id) {
  const auto order = orders_.find(order_id);
  if (order == orders_.end()) return nullptr;
  for (const auto& item : order->second) {
    if (item->state.item_id == item_id) return item.get();
  }
  return nullptr;
}

std::vector<ShipmentItem*> ShipmentBook::items(const std::string& order_id) {
  std::vector<ShipmentItem*> items;
  if (const auto order = orders_.find(order_id); order != orders_.end()) {
    for (const auto& item : order->second) items.push_back(item.get());
  }
  return items;
}

void ShipmentBook::each(const std::function<void(ShipmentItem&)>& visit) {
  for (const auto& [id, order] : orders_) {
    for (const auto& item : order) visit(*item);
  }
}

}  // namespace lazada::flow
