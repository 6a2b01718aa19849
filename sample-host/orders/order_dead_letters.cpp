#include "json_text.hpp"
#include "orders/order_table.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kDigestSize = 16;

}  // namespace

void OrderTable::resolve_dead_letters(std::string_view store,
                                      const std::vector<std::string_view>& order_ids,
                                      std::int64_t now_ms) {
  database_.run(
      "UPDATE dead_letter SET resolved_at_ms = ? WHERE tenant = ? AND store = ? AND resolved_at_ms "
      "IS NULL AND letter IN (SELECT value FROM json_each(?))",
      now_ms, tenant_, store, json_array(order_ids));
}

bool OrderTable::keep_dead_letter(std::string_view store, const RejectedOrder& rejected,
                                  std::int64_t now_ms) {
  const std::string letter = rejected.order_id.empty()
                                 ? "sha256:" + hex(sha256(rejected.raw).substr(0, kDigestSize))
                                 : rejected.order_id;
  const std::string sealed = cipher_.seal(
      rejected.raw, "dead_letter/" + tenant_ + "/" + std::string(store) + "/" + letter);
  auto known = database_.query(
      "SELECT 1 FROM dead_letter WHERE tenant = ? AND store = ? AND letter = ? AND resolved_at_ms "
      "IS NULL",
      tenant_, store, letter);
  const bool is_new = !known.next();
  database_.run(
      "INSERT INTO dead_letter (tenant, store, letter, order_id, updated_at_ms, reason, message, "
      "raw, first_seen_at_ms, last_seen_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) ON "
      "CONFLICT (tenant, store, letter) DO UPDATE SET updated_at_ms = excluded.updated_at_ms, "
      "reason = excluded.reason, message = excluded.message, raw = excluded.raw, last_seen_at_ms = "
      "excluded.last_seen_at_ms, resolved_at_ms = NULL",
      tenant_, store, letter, rejected.order_id, rejected.updated_at_ms, rejected.reason,
      rejected.message, db::Blob{sealed}, now_ms);
  return is_new;
}

std::int64_t OrderTable::open_dead_letters(std::string_view store) {
  auto rows = database_.query(
      "SELECT count(*) FROM dead_letter WHERE tenant = ? AND store = ? AND resolved_at_ms IS NULL",
      tenant_, store);
  rows.next();
  return rows.integer(0);
}

void OrderTable::each_dead_letter(std::string_view store,
                                  const std::function<void(const DeadLetter&)>& visit) {
  auto rows = database_.query(
      "SELECT store, order_id, reason, message, last_seen_at_ms FROM dead_letter WHERE tenant = ?1 "
      "AND (?2 = '' OR store = ?2) AND resolved_at_ms IS NULL ORDER BY last_seen_at_ms DESC, "
      "store, "
      "letter",
      tenant_, store);
  while (rows.next()) {
    visit({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4)});
  }
}

}  // namespace channel_host
