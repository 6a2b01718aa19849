// What may happen to items and packages, and what the platform says when it may not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/shop.hpp"

namespace sandbox {

struct Outcome {
  std::string code = "0";
  std::string message = "success";
  bool retry = false;
  bool ok() const { return code == "0"; }
};

// Every function below needs the shop's mutex, exclusively when it changes something. With `again`
// what has happened already happens once more, as no marketplace should let it: a caller that
// repeats a change blindly then leaves a trace, such as a second package.

// Whether an item may go into a package now.
Outcome CheckPack(const Item& item, bool again);
// Puts the items (indexes within one order) into packages: one for each way of shipping and
// warehouse.
void Pack(Shop& shop, uint32_t row, const std::vector<size_t>& items, uint8_t carrier);

// `pending` leaves the items waiting for the carrier's answer.
Outcome MakeReady(Shop& shop, std::string_view package_id, bool pending, bool again);
// Dissolves a package; its items must be packed again.
Outcome Repack(Shop& shop, std::string_view package_id);
// The seller's own fleet reports.
Outcome ReportOwnFleet(Shop& shop, std::string_view package_id, bool delivered, bool again);
// Digital goods were sent.
Outcome DeliverDigitalItem(Shop& shop, const Order& order, size_t k, bool again);

// Moves every item of a package; returns their indexes in the order.
std::vector<size_t> MoveItems(Shop& shop, const Package& package, Status status);

}  // namespace sandbox
