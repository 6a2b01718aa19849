// chapi.push-request/1, checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/flow/shipment_step.hpp"

namespace lazada::flow {

struct OrderItemIds {
  std::string order_id;
  std::vector<std::string> item_ids;
};

struct WantedOrder {
  std::string order_id;
  std::vector<std::string> item_ids;  // empty: all
  std::string provider;               // carrier code; empty: none named
};

// An intent whose end the host does not know.
struct OpenIntent {
  std::string id;
  Step step = Step::kPack;
  std::vector<OrderItemIds> orders;
};

struct PushRequest {
  Goal goal = Goal::kReadyToShip;
  bool dry_run = false;
  bool label = true;
  std::vector<WantedOrder> orders;  // each order once
  std::vector<OpenIntent> open_intents;
};

// Throws Error (invalid_argument, reason request_invalid) that names the member.
PushRequest read_push_request(std::string_view text);

}  // namespace lazada::flow
