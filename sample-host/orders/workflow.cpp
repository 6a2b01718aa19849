#include "orders/workflow.hpp"

#include <algorithm>
#include <vector>

#include "failure.hpp"

namespace channel_host {
namespace {

struct ActRule {
  OrderAct act;
  std::string_view word;
  std::string_view done;  // "An order can be … when"
  std::vector<OrderState> from;
  bool while_frozen;
  std::optional<OrderState> to;
};

const ActRule& rule_of(OrderAct act) {
  using S = OrderState;
  static const std::vector<ActRule> kRules = {
      {OrderAct::kProcess, "process", "processed", {S::kPending}, false, S::kProcessed},
      {OrderAct::kMarkShipped,
       "mark-shipped",
       "marked as shipped",
       {S::kProcessed},
       false,
       S::kMarkedShipped},
      {OrderAct::kPlatformShip,
       "platform-ship",
       "shipped at the marketplace",
       {S::kPending, S::kProcessed},
       false,
       S::kProcessed},
      {OrderAct::kFreeze, "freeze", "frozen", {S::kPending, S::kProcessed}, false, std::nullopt},
      {OrderAct::kUnfreeze,
       "unfreeze",
       "unfrozen",
       {kOrderStates.begin(), kOrderStates.end()},
       true,
       std::nullopt},
      {OrderAct::kVoid, "void", "voided", {S::kPending, S::kProcessed}, true, S::kVoid},
      {OrderAct::kReopen,
       "reopen",
       "reopened",
       {S::kProcessed, S::kMarkedShipped, S::kVoid},
       false,
       S::kPending},
      {OrderAct::kChange, "change", "changed", {S::kPending}, true, std::nullopt}};
  return *std::find_if(kRules.begin(), kRules.end(),
                       [&](const ActRule& rule) { return rule.act == act; });
}

std::string_view way_on(OrderState state, bool frozen, OrderAct act) {
  if (frozen) return " Unfreeze it first (order unfreeze).";
  switch (state) {
    case OrderState::kPending:
      return act == OrderAct::kMarkShipped ? " Process it first (order process)." : "";
    case OrderState::kProcessed:
    case OrderState::kMarkedShipped:
    case OrderState::kVoid:
      return act == OrderAct::kReopen || act == OrderAct::kUnfreeze
                 ? ""
                 : " It goes back to pending with order reopen.";
  }
  return "";
}

}  // namespace

std::string_view state_word(OrderState state) {
  switch (state) {
    case OrderState::kPending:
      return "pending";
    case OrderState::kProcessed:
      return "processed";
    case OrderState::kMarkedShipped:
      return "marked_shipped";
    case OrderState::kVoid:
      return "void";
  }
  return "";
}

OrderState state_of_word(std::string_view word) {
  for (const OrderState state : kOrderStates) {
    if (state_word(state) == word) return state;
  }
  throw Failure(Exit::kDatabase, "The database has an order in the unknown state " +
                                     std::string(word) + "; a newer program wrote it.");
}

std::string_view act_word(OrderAct act) { return rule_of(act).word; }

std::string refusal(OrderAct act, OrderState state, bool frozen) {
  const ActRule& rule = rule_of(act);
  const bool from = std::find(rule.from.begin(), rule.from.end(), state) != rule.from.end();
  if (act == OrderAct::kUnfreeze && !frozen) return "It is not frozen.";
  if (act == OrderAct::kFreeze && frozen) return "It is frozen already.";
  if (from && (!frozen || rule.while_frozen)) return "";
  std::string allowed;
  for (const OrderState one : rule.from) {
    allowed.append(allowed.empty() ? "" : " or ").append(tab_of(one, false));
  }
  return "It is " + std::string(tab_of(state, frozen)) + "; an order can be " +
         std::string(rule.done) + " when it is " + allowed +
         (rule.while_frozen ? "" : " and not frozen") + "." +
         std::string(way_on(state, frozen, act));
}

OrderState state_after(OrderAct act, OrderState state) { return rule_of(act).to.value_or(state); }

OrderState state_on_arrival(std::string_view status) {
  if (status == "unpaid" || status == "pending" || status == "unknown") return OrderState::kPending;
  return status == "cancelled" ? OrderState::kVoid : OrderState::kProcessed;
}

OrderState state_after_status(OrderState state, std::string_view owner, std::string_view status) {
  if (owner == "host" || state == OrderState::kVoid || state == OrderState::kMarkedShipped) {
    return state;
  }
  const OrderState there = state_on_arrival(status);
  return there == OrderState::kPending ? state : there;
}

std::string_view tab_of(OrderState state, bool frozen) {
  if (frozen) return "frozen";
  return state == OrderState::kMarkedShipped ? "marked-shipped" : state_word(state);
}

}  // namespace channel_host
