// What is still missing between an item and the goal of a push.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/mapping/item.hpp"

namespace lazada::flow {

enum class Goal { kPacked, kReadyToShip, kDelivered, kDeliveryFailed };

// In the order in which they are done.  kLabel changes nothing: it makes sure that a label can be
// printed.
enum class Step { kPack, kLabel, kReadyToShip, kDelivered, kDeliveryFailed, kDigitalDelivered };

// The contract's words.
std::string_view name(Step step);
std::optional<Goal> read_goal(std::string_view word);
std::optional<Step> read_step(std::string_view word);

struct Decision {
  enum class Kind { kStep, kAlready, kRefused };

  Kind kind = Kind::kAlready;
  Step step = Step::kPack;  // kStep: the next one
  std::string reason;       // kRefused
  std::string message;      // kRefused
  bool retryable = false;   // kRefused: time or a person may change it
};

// The next step of an item, label checks aside.
Decision decide(const mapping::ItemState& item, Goal goal);

// Whether the item's state shows that the step was done, by whomever.
bool is_done(Step step, const mapping::ItemState& item);

// How an item stands after a step that succeeded.
void advance(Step step, mapping::ItemState& item);

// Lazada prints labels for what its carriers take; a seller's own fleet has none.
bool has_label(const mapping::ItemState& item);

// All steps to the goal, in order; empty when there is none or the item is refused.
std::vector<Step> plan(mapping::ItemState item, Goal goal, bool label);

}  // namespace lazada::flow
