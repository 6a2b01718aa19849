// What an administrator changed in the status table.
#ifndef SAMPLE_HOST_ORDERS_STATUS_RULE_TABLE_HPP_
#define SAMPLE_HOST_ORDERS_STATUS_RULE_TABLE_HPP_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "db/database.hpp"
#include "orders/host_status.hpp"

namespace channel_host {

struct StatusRule {
  std::string host_status;   // empty: as the program comes
  std::int64_t version = 0;  // rises with every change; 0: never changed
  std::int64_t changed_at_ms = 0;
  std::string changed_by;
};

class StatusRuleTable {
 public:
  StatusRuleTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  StatusTable table();
  // By status of the contract; those that were ever changed.
  std::map<std::string, StatusRule, std::less<>> rules();
  // seen: the version that the administrator looked at; nothing: whatever there is.  Throws
  // Failure: kInvalidInput for words that are not in the lists, or a version that never was;
  // kConflict when it is no longer the newest, telling what it says now.
  void set(std::string_view status, std::string_view host_status, std::string_view actor,
           std::int64_t now_ms, std::optional<std::int64_t> seen = std::nullopt);
  // Back to the built-in table; returns how many statuses that changed.
  std::int64_t reset(std::string_view actor, std::int64_t now_ms);

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_STATUS_RULE_TABLE_HPP_
