// What an administrator changed in the status table.
#ifndef SAMPLE_HOST_ORDERS_STATUS_RULE_TABLE_HPP_
#define SAMPLE_HOST_ORDERS_STATUS_RULE_TABLE_HPP_

#include <string>
#include <string_view>
#include <utility>

#include "db/database.hpp"
#include "orders/host_status.hpp"

namespace channel_host {

class StatusRuleTable {
 public:
  StatusRuleTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  StatusTable table();
  // Throws Failure (kInvalidInput) for words that are not in the lists.
  void set(std::string_view status, std::string_view host_status, std::string_view actor,
           std::int64_t now_ms);
  // Back to the built-in table; returns how many statuses that changed.
  std::int64_t reset();

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_STATUS_RULE_TABLE_HPP_
