#include "stores/store_lease.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <utility>

#include "failure.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

// When the process was started, in the kernel's ticks; tells a process from a later one with the
// same number.  0 when there is no such process.
std::int64_t started(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return 0;
  // proc(5): the name in parentheses may hold spaces; field 22 follows it as number 20.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  return std::stoll(field);
}

}  // namespace

StoreLease::StoreLease(Installation& installation, db::Database& database, std::string store,
                       std::string work)
    : installation_(installation), store_(std::move(store)), work_(std::move(work)) {
  const std::int64_t now = installation_.now_ms();
  const std::int64_t pid = ::getpid();
  {
    db::Transaction transaction(database, store_scope(installation_.tenant(), store_));
    auto rows = database.query(
        "SELECT fence, held, pid, pid_started, host, since_ms, expires_at_ms FROM store_lease "
        "WHERE "
        "tenant = ? AND store = ? AND work = ?",
        installation_.tenant(), store_, work_);
    if (rows.next()) {
      fence_ = rows.integer(0);
      const bool here = rows.text(4) == host_name();
      const bool dead = here && started(rows.integer(2)) != rows.integer(3);
      if (rows.integer(1) != 0 && rows.integer(6) > now && !dead) {
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
        installation_.tenant(), store_, work_, fence_, pid, started(pid), host_name(), now,
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
