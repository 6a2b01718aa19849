#include "ports/grant_vault.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace channel_host {
namespace {

constexpr std::int64_t kPollMs = 25;
// Longer than any lease with two machines' clocks apart: a lease that ends later was taken while a
// clock was wrong.
constexpr std::int64_t kLongestLeaseMs = 3'600'000;

std::string place(const std::string& key) { return "grant_document/" + key; }

}  // namespace

GrantVault::GrantVault(std::unique_ptr<db::Database> database, const Cipher& cipher,
                       chapi::host::Clock& clock)
    : database_(std::move(database)), cipher_(cipher), clock_(clock) {}

chapi_status GrantVault::acquire(const std::string& key, std::int64_t ttl_ms,
                                 const chapi_call* call, std::uint64_t* lease) {
  const std::int64_t budget = call != nullptr ? call->budget_ms : 0;
  const std::int64_t give_up =
      budget > 0 ? clock_.monotonic_ms() + budget : std::numeric_limits<std::int64_t>::max();
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      db::Transaction transaction(*database_, place(key));
      const std::int64_t now = clock_.now_ms();
      // One statement: the lease is free, or its time is over, or it stays where it is.
      auto rows = database_->query(
          "INSERT INTO grant_lease (grant_key, fence, held, expires_at_ms) VALUES (?1, 1, 1, ?2) "
          "ON CONFLICT (grant_key) DO UPDATE SET fence = grant_lease.fence + 1, held = "
          "grant_lease.fence + 1, "
          "expires_at_ms = ?2 WHERE grant_lease.held = 0 OR grant_lease.expires_at_ms <= ?3 "
          "OR grant_lease.expires_at_ms > ?4 RETURNING fence",
          key, now + ttl_ms, now, now + std::max(ttl_ms, kLongestLeaseMs));
      bool got = false;
      while (rows.next()) {
        *lease = static_cast<std::uint64_t>(rows.integer(0));
        got = true;
      }
      transaction.commit();
      if (got) return CHAPI_OK;
    }
    if (clock_.monotonic_ms() >= give_up) return CHAPI_DEADLINE;
    if (!clock_.sleep_ms(kPollMs, call)) return CHAPI_CANCELLED;
  }
}

bool GrantVault::renew(const std::string& key, std::uint64_t lease, std::int64_t ttl_ms) {
  const std::lock_guard lock(mutex_);
  return database_->run("UPDATE grant_lease SET expires_at_ms = ? WHERE grant_key = ? AND held = ?",
                        clock_.now_ms() + ttl_ms, key, static_cast<std::int64_t>(lease)) == 1;
}

void GrantVault::release(const std::string& key, std::uint64_t lease) {
  const std::lock_guard lock(mutex_);
  database_->run("UPDATE grant_lease SET held = 0 WHERE grant_key = ? AND held = ?", key,
                 static_cast<std::int64_t>(lease));
}

std::optional<GrantVault::Document> GrantVault::load(const std::string& key) {
  const std::lock_guard lock(mutex_);
  auto rows =
      database_->query("SELECT version, document FROM grant_document WHERE grant_key = ?", key);
  if (!rows.next()) return std::nullopt;
  return Document{static_cast<std::uint64_t>(rows.integer(0)),
                  cipher_.open(rows.text(1), place(key))};
}

bool GrantVault::holds(const std::string& key, std::uint64_t lease) {
  if (lease == 0) return true;
  auto rows = database_->query("SELECT 1 FROM grant_lease WHERE grant_key = ? AND held = ?", key,
                               static_cast<std::int64_t>(lease));
  return rows.next();
}

std::uint64_t GrantVault::stored_version(const std::string& key) {
  auto rows = database_->query("SELECT version FROM grant_document WHERE grant_key = ?", key);
  return rows.next() ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
}

bool GrantVault::store(const std::string& key, std::uint64_t version, std::uint64_t lease,
                       std::string_view json) {
  const std::string sealed = cipher_.seal(json, place(key));
  const std::lock_guard lock(mutex_);
  db::Transaction transaction(*database_, place(key));
  if (!holds(key, lease) || stored_version(key) != version) return false;
  database_->run(
      "INSERT INTO grant_document (grant_key, version, document, stored_at_ms) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (grant_key) DO UPDATE SET version = excluded.version, document = "
      "excluded.document, stored_at_ms = excluded.stored_at_ms",
      key, static_cast<std::int64_t>(version + 1), db::Blob{sealed}, clock_.now_ms());
  transaction.commit();
  return true;
}

bool GrantVault::erase(const std::string& key, std::uint64_t version, std::uint64_t lease) {
  const std::lock_guard lock(mutex_);
  db::Transaction transaction(*database_, place(key));
  if (!holds(key, lease) || stored_version(key) != version) return false;
  database_->run("DELETE FROM grant_document WHERE grant_key = ?", key);
  transaction.commit();
  return true;
}

void erase_grant(db::Database& database, const std::string& key) {
  database.run("DELETE FROM grant_document WHERE grant_key = ?", key);
}

}  // namespace channel_host
