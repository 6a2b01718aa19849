// The states of an order in outbound and who may move it from one to another.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_WORKFLOW_HPP_
#define SAMPLE_HOST_ORDERS_WORKFLOW_HPP_

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace channel_host {

enum class OrderState { kPending, kProcessed, kMarkedShipped, kVoid };
inline constexpr std::array<OrderState, 4> kOrderStates = {
    OrderState::kPending, OrderState::kProcessed, OrderState::kMarkedShipped, OrderState::kVoid};

std::string_view state_word(OrderState state);  // as the database has it: "marked_shipped"
OrderState state_of_word(std::string_view word);

// What a person does.  Platform ship pushes to the marketplace, mark shipped never does.
enum class OrderAct {
  kProcess,
  kMarkShipped,
  kPlatformShip,
  kFreeze,
  kUnfreeze,
  kVoid,
  kReopen,
  kChange
};
std::string_view act_word(OrderAct act);  // "mark-shipped"

// Why the act is refused in this state, with the states it is allowed in and a way there; empty
// when it is allowed.
std::string refusal(OrderAct act, OrderState state, bool frozen);

// The state after an allowed act.
OrderState state_after(OrderAct act, OrderState state);

// An order that the marketplace has moved on before it was first seen is nothing to work on.
OrderState state_on_arrival(std::string_view status);

// The marketplace's status has changed.  Where the host leads, nothing moves by itself; what was
// marked as shipped or voided stays so.
OrderState state_after_status(OrderState state, std::string_view owner, std::string_view status);

// The tab that shows the order: "frozen", else its state.
std::string_view tab_of(OrderState state, bool frozen);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_WORKFLOW_HPP_
