// The tester's side door: /_sandbox/.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sandbox/answer.hpp"
#include "sandbox/control_body.hpp"
#include "sandbox/marketplace.hpp"

namespace sandbox {

// `path` is what follows /_sandbox. Any thread.
Answer HandleControl(Marketplace& market, const std::string& method, const std::string& path,
                     const Parameters& query, const std::string& body);

// The store that "seller_id" or "region" of a control call names; throws ControlError.
Shop& NamedShop(Marketplace& market, ControlBody& body);

// control_settings.cpp
nlohmann::json DescribeSettings(const Settings& settings);
nlohmann::json ChangeSettings(Marketplace& market, const nlohmann::json& request);

// control_orders.cpp: each takes the body of the call and gives the answer.
nlohmann::json CreateOrders(Marketplace& market, const nlohmann::json& request);
nlohmann::json ShowOrder(Marketplace& market, const nlohmann::json& request);
nlohmann::json TouchOrders(Marketplace& market, const nlohmann::json& request);
nlohmann::json MoveItemStatuses(Marketplace& market, const nlohmann::json& request);

}  // namespace sandbox
