#include "tasks/expiry_warnings.hpp"

#include <map>
#include <tuple>

namespace channel_host {

std::optional<ExpiryWarning> expiry_step(const Store& store, std::int64_t now_ms) {
  if (store.grant_state != "active" && store.grant_state != "authorize_again") return std::nullopt;
  const auto end = access_ends_at_ms(store);
  if (!end) return std::nullopt;
  if (*end <= now_ms) return ExpiryWarning{store.id, *end, 0, now_ms};
  if (const auto days = expiry_warning_days(store, now_ms)) {
    return ExpiryWarning{store.id, *end, *days, now_ms};
  }
  return std::nullopt;
}

std::vector<ExpiryWarning> ExpiryWarningTable::keep_new(std::span<const Store> stores,
                                                        std::int64_t now_ms) {
  std::vector<ExpiryWarning> reached;
  for (const Store& store : stores) {
    if (const auto step = expiry_step(store, now_ms)) reached.push_back(*step);
  }
  if (reached.empty()) return reached;
  const auto find_new = [&] {
    std::map<std::tuple<std::string, std::int64_t, int>, std::int64_t> given;
    for (const ExpiryWarning& old : list()) {
      given[{old.store, old.ends_at_ms, old.days}] = old.warned_at_ms;
    }
    std::erase_if(reached, [&](const ExpiryWarning& step) {
      const auto found = given.find({step.store, step.ends_at_ms, step.days});
      // A stamp of the future is from a clock that was wrong.
      return found != given.end() && found->second <= now_ms;
    });
  };
  find_new();
  if (reached.empty()) return reached;
  db::Transaction transaction(database_);
  find_new();  // another process may have been faster
  for (const ExpiryWarning& step : reached) {
    database_.run(
        "INSERT INTO expiry_warning (tenant, store, ends_at_ms, days, warned_at_ms) VALUES (?, ?, "
        "?, ?, ?) ON CONFLICT (tenant, store, ends_at_ms, days) DO UPDATE SET warned_at_ms = "
        "excluded.warned_at_ms",
        tenant_, step.store, step.ends_at_ms, step.days, step.warned_at_ms);
  }
  transaction.commit();
  return reached;
}

std::vector<ExpiryWarning> ExpiryWarningTable::list(std::string_view store) {
  std::vector<ExpiryWarning> warnings;
  auto rows = database_.query(
      "SELECT store, ends_at_ms, days, warned_at_ms FROM expiry_warning WHERE tenant = ?1 AND (?2 "
      "= '' OR store = ?2) ORDER BY warned_at_ms DESC, store, days",
      tenant_, store);
  while (rows.next()) {
    warnings.push_back(
        {rows.string(0), rows.integer(1), static_cast<int>(rows.integer(2)), rows.integer(3)});
  }
  return warnings;
}

}  // namespace channel_host
