// One data folder, opened: database, key, log, and the ports that modules are lent.
#ifndef SAMPLE_HOST_INSTALLATION_HPP_
#define SAMPLE_HOST_INSTALLATION_HPP_

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "chapi/host.hpp"
#include "db/database.hpp"
#include "db/location.hpp"
#include "ports/call_quota.hpp"
#include "ports/grant_vault.hpp"
#include "ports/json_log.hpp"
#include "vault/cipher.hpp"

namespace channel_host {

// Except for the database connection, everything here may be used from any thread.
class Installation {
 public:
  struct Settings {
    std::filesystem::path folder;
    std::string tenant = "default";  // the company this process acts for
    std::string database = {};       // PostgreSQL address; empty: the one of the folder
  };

  // Creates the folder, the key and the database when there are none.  `clock` and `cancelled`
  // must outlive the object.  Throws Failure.
  Installation(Settings settings, chapi::host::Clock& clock, const std::atomic<bool>& cancelled);

  // The same installation as one thread of a run sees it: the connection database() and the stop
  // flag are its own, everything else is shared.  `cancelled` must outlive it.  [any thread]
  std::unique_ptr<Installation> worker(const std::atomic<bool>& cancelled) const;

  const std::filesystem::path& folder() const { return settings_.folder; }
  const std::string& tenant() const { return settings_.tenant; }
  db::Database& database() { return *database_; }  // of the main thread
  std::unique_ptr<db::Database> connect() const;   // another one, for another thread
  const Cipher& cipher() const { return *cipher_; }
  chapi::host::Clock& clock() { return clock_; }
  std::int64_t now_ms() { return clock_.now_ms(); }
  chapi::host::Log& log() { return *log_; }
  const chapi::host::Host& host() const { return *host_; }
  // Marketplaces do not publish their limits; the answer "banned for N seconds" is obeyed in any
  // case, so this only keeps a burst from running into it.
  static constexpr int kCallsPerSecond = 50;
  void limit_calls(int per_second) { quota_->set_rate(per_second); }

  bool cancelled() const { return cancelled_.load(); }
  const std::atomic<bool>& cancel_flag() const { return cancelled_; }

 private:
  Installation(const Installation& whole, const std::atomic<bool>& cancelled);

  Settings settings_;
  chapi::host::Clock& clock_;
  const std::atomic<bool>& cancelled_;
  std::optional<db::Location> location_;
  std::unique_ptr<db::Database> database_;
  std::shared_ptr<Cipher> cipher_;
  std::shared_ptr<JsonLog> log_;
  std::shared_ptr<GrantVault> vault_;
  std::shared_ptr<CallQuota> quota_;
  std::shared_ptr<chapi::host::Host> host_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_INSTALLATION_HPP_
