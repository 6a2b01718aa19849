#include "orders/status_rule_table.hpp"

#include "failure.hpp"
#include "orders/order_status.hpp"
#include "orders/word_list.hpp"

namespace channel_host {

StatusTable StatusRuleTable::table() {
  std::map<std::string, std::string, std::less<>> changed;
  auto rows = database_.query("SELECT status, host_status FROM order_status_rule WHERE tenant = ?",
                              tenant_);
  while (rows.next()) changed.emplace(rows.string(0), rows.string(1));
  return StatusTable(std::move(changed));
}

void StatusRuleTable::set(std::string_view status, std::string_view host_status,
                          std::string_view actor, std::int64_t now_ms) {
  check_word(status, kStatuses, "status of the marketplace's contract");
  check_word(host_status, kHostStatuses, "status of the host");
  database_.run(
      "INSERT INTO order_status_rule (tenant, status, host_status, changed_at_ms, changed_by) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, status) DO UPDATE SET host_status = "
      "excluded.host_status, changed_at_ms = excluded.changed_at_ms, changed_by = "
      "excluded.changed_by",
      tenant_, status, host_status, now_ms, actor);
}

std::int64_t StatusRuleTable::reset() {
  return database_.run("DELETE FROM order_status_rule WHERE tenant = ?", tenant_);
}

}  // namespace channel_host
