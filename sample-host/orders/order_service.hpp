// What a person does with an order.  Every change carries who made it, is written together with
// its line of the timeline, and is refused when the order is no longer what the person saw.
#ifndef SAMPLE_HOST_ORDERS_ORDER_SERVICE_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_SERVICE_HPP_

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "installation.hpp"
#include "orders/order_edits.hpp"
#include "orders/order_event_table.hpp"
#include "orders/order_table.hpp"
#include "orders/review.hpp"
#include "orders/status_rule_table.hpp"

namespace channel_host {

struct OrderReference {
  std::string order;                    // own number (SO-000123), or the platform's
  std::string store;                    // when several stores have it
  std::optional<std::int64_t> version;  // that the person saw
};

enum class LineChange { kAdd, kSet, kRemove };

struct TimelineEntry {
  std::int64_t version;
  std::int64_t at_ms;
  std::string actor;
  std::string act;
  std::string detail;  // JSON object: before, after, reason
};

// Throws Failure: kNotFound; kConflict with what changed meanwhile; kRefused with the allowed
// states or all obstacles; kInvalidInput.
class OrderService {
 public:
  OrderService(Installation& installation, db::Database& database, std::string actor);

  StoredOrder get(const OrderReference& reference);
  std::vector<Obstacle> review(const StoredOrder& order);
  // Process, mark shipped, freeze, unfreeze, void (needs a reason) and reopen.
  StoredOrder act(const OrderReference& reference, OrderAct act, const std::string& reason);
  StoredOrder remark(const OrderReference& reference, const std::string& text);
  StoredOrder change_line(const OrderReference& reference, LineChange change,
                          const std::string& sku, std::int64_t quantity);
  // The members that are named; the others stay.
  StoredOrder change_address(const OrderReference& reference,
                             const std::map<std::string, std::string>& members,
                             const std::vector<std::string>& lines);
  // After a push to the marketplace, in the caller's transaction: the orders move on.  `done` were
  // changed there by this push, `already` had been before.
  void note_platform_shipment(const std::string& store, const std::set<std::string>& done,
                              const std::set<std::string>& already);
  // Oldest first: arrival, new versions of the marketplace, and acts.
  std::vector<TimelineEntry> timeline(const StoredOrder& order);

 private:
  template <typename Change>
  StoredOrder write(const OrderReference& reference, OrderAct act, std::string_view word,
                    Change change);
  void check_version(const OrderReference& reference, const StoredOrder& order);
  std::string reference_of(const StoredOrder& order) const;
  std::string host_status_after(OrderAct act, const StoredOrder& order);

  Installation& installation_;
  db::Database& database_;
  std::string actor_;
  OrderTable orders_;
  OrderEventTable events_;
  StatusRuleTable statuses_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_SERVICE_HPP_
