// The tester's side door: /_sandbox/.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>

#include "sandbox/answer.hpp"
#include "sandbox/marketplace.hpp"

namespace sandbox {

// A control call that cannot be done; the sentence goes to the caller with status 400.
class ControlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `path` is what follows /_sandbox. Any thread.
Answer HandleControl(Marketplace& market, const std::string& method, const std::string& path,
                     const Parameters& query, const std::string& body);

// The store that "seller_id" or "region" of a control call names; throws ControlError.
Shop& NamedShop(Marketplace& market, const nlohmann::json& request);

// control_orders.cpp: each takes the body of the call and gives the answer.
nlohmann::json CreateOrders(Marketplace& market, const nlohmann::json& request);
nlohmann::json ShowOrder(Marketplace& market, const nlohmann::json& request);
nlohmann::json TouchOrders(Marketplace& market, const nlohmann::json& request);
nlohmann::json MoveItemStatuses(Marketplace& market, const nlohmann::json& request);

}  // namespace sandbox
