#include "orders/status_rule_table.hpp"

#include "failure.hpp"
#include "orders/entered_text.hpp"
#include "orders/order_status.hpp"
#include "orders/word_list.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

void check_seen(std::string_view status, const StatusRule& now, std::int64_t seen) {
  if (seen == now.version) return;
  const std::string row = "The row " + std::string(status) + " of the status table";
  if (seen > now.version) {
    throw Failure(Exit::kInvalidInput, row + " never had the version " + std::to_string(seen) +
                                           "; its version is " + std::to_string(now.version) + ".");
  }
  const std::string_view word =
      now.host_status.empty() ? default_host_status(status) : std::string_view(now.host_status);
  throw Failure(Exit::kConflict, row + " says " + std::string(word) + " by now (" + now.changed_by +
                                     ", " + format_rfc3339(now.changed_at_ms) +
                                     "). Nothing of yours was kept. Look at it with channel-host "
                                     "order status-table list and repeat with --version " +
                                     std::to_string(now.version) + ".");
}

}  // namespace

StatusTable StatusRuleTable::table() {
  std::map<std::string, std::string, std::less<>> changed;
  for (auto& [status, rule] : rules()) {
    if (!rule.host_status.empty()) changed.emplace(status, std::move(rule.host_status));
  }
  return StatusTable(std::move(changed));
}

std::map<std::string, StatusRule, std::less<>> StatusRuleTable::rules() {
  std::map<std::string, StatusRule, std::less<>> rules;
  auto rows = database_.query(
      "SELECT status, host_status, version, changed_at_ms, changed_by FROM order_status_rule WHERE "
      "tenant = ?",
      tenant_);
  while (rows.next()) {
    rules[rows.string(0)] = {rows.string(1), rows.integer(2), rows.integer(3), rows.string(4)};
  }
  return rules;
}

void StatusRuleTable::set(std::string_view status, std::string_view host_status,
                          std::string_view actor, std::int64_t now_ms,
                          std::optional<std::int64_t> seen) {
  check_word(status, kStatuses, "status of the marketplace's contract");
  check_word(host_status, kHostStatuses, "status of the host");
  check_entered("The actor", actor, kMostFieldBytes, Lines::kOne);
  db::Transaction transaction(database_);
  if (seen) check_seen(status, rules()[std::string(status)], *seen);
  database_.run(
      "INSERT INTO order_status_rule (tenant, status, host_status, version, changed_at_ms, "
      "changed_by) VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (tenant, status) DO UPDATE SET "
      "host_status = excluded.host_status, version = order_status_rule.version + 1, changed_at_ms "
      "= excluded.changed_at_ms, changed_by = excluded.changed_by",
      tenant_, status, host_status, now_ms, actor);
  transaction.commit();
}

std::int64_t StatusRuleTable::reset(std::string_view actor, std::int64_t now_ms) {
  check_entered("The actor", actor, kMostFieldBytes, Lines::kOne);
  return database_.run(
      "UPDATE order_status_rule SET host_status = '', version = version + 1, changed_at_ms = ?, "
      "changed_by = ? WHERE tenant = ? AND host_status <> ''",
      now_ms, actor, tenant_);
}

}  // namespace channel_host
