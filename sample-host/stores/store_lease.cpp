#include "stores/store_lease.hpp"

#include <chrono>
#include <utility>

#include "failure.hpp"
#include "process_identity.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

// Longer than a lease with two machines' clocks apart: a lease that ends later was taken while a
// clock was wrong.
constexpr std::int64_t kLongestMs = 600'000;

}  // namespace

StoreLease::StoreLease(Installation& installation, db::Database& database, std::string store,
                       std::string work)
    : installation_(installation), store_(std::move(store)), work_(std::move(work)) {
  const std::int64_t now = installation_.now_ms();
  const ProcessIdentity self = this_process();
  {
    db::Transaction transaction(database, store_scope(installation_.tenant(), store_));
    auto rows = database.query(
        "SELECT fence, held, pid, pid_started, host, since_ms, expires_at_ms FROM store_lease "
        "WHERE "
        "tenant = ? AND store = ? AND work = ?",
        installation_.tenant(), store_, work_);
    if (rows.next()) {
      fence_ = rows.integer(0);
      const bool dead = has_ended(rows.text(4), rows.integer(2), rows.integer(3));
      const bool lives = rows.integer(6) > now && rows.integer(6) <= now + kLongestMs;
      if (rows.integer(1) != 0 && lives && !dead) {
        throw Failure(Exit::kBusy,
                      "Another process is at work on the store " + store_ + " (" + work_ +
                          ", process " + std::to_string(rows.integer(2)) + " on " + rows.string(4) +
                          ", since " + format_rfc3339(rows.integer(5)) +
                          "). Wait until it has ended; a process that was killed is noticed by "
                          "itself.");
      }
    }
    ++fence_;
    database.run(
        "INSERT INTO store_lease (tenant, store, work, fence, held, pid, pid_started, host, "
        "since_ms, expires_at_ms) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (tenant, "
        "store, "
        "work) DO UPDATE SET fence = excluded.fence, held = 1, pid = excluded.pid, pid_started = "
        "excluded.pid_started, host = excluded.host, since_ms = excluded.since_ms, expires_at_ms = "
        "excluded.expires_at_ms",
        installation_.tenant(), store_, work_, fence_, self.pid, self.started, self.host, now,
        now + kLifeMs);
    transaction.commit();
  }
  own_ = installation_.connect();
  renewing_ = std::thread([this] { keep_alive(); });
}

StoreLease::~StoreLease() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stop_changed_.notify_all();
  renewing_.join();
  try {
    own_->run(
        "UPDATE store_lease SET held = 0 WHERE tenant = ? AND store = ? AND work = ? AND fence = ?",
        installation_.tenant(), store_, work_, fence_);
  } catch (const Failure&) {  // a full disk: the lease of an ended process is taken over anyway
  }
}

void StoreLease::keep_alive() {
  std::unique_lock lock(mutex_);
  while (!stop_changed_.wait_for(lock, std::chrono::milliseconds(kLifeMs / 4),
                                 [this] { return stop_; })) {
    try {
      own_->run(
          "UPDATE store_lease SET expires_at_ms = ? WHERE tenant = ? AND store = ? AND work = ? "
          "AND "
          "fence = ?",
          installation_.now_ms() + kLifeMs, installation_.tenant(), store_, work_, fence_);
    } catch (const Failure& failure) {
      installation_.log().write(
          CHAPI_LOG_WARNING,
          std::string(R"({"event":"lease_not_renewed","store":")") + store_ + "\"}");
    }
  }
}

void StoreLease::confirm(db::Database& database) {
  auto rows = database.query(
      "SELECT 1 FROM store_lease WHERE tenant = ? AND store = ? AND work = ? AND fence = ? AND "
      "held "
      "= 1",
      installation_.tenant(), store_, work_, fence_);
  if (rows.next()) return;
  throw Failure(Exit::kBusy, "Another process has taken over the store " + store_ +
                                 ", because this one was silent for too long. Nothing of the last "
                                 "page was stored here.");
}

}  // namespace channel_host
