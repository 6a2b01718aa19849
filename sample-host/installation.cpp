#include "installation.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "db/migrations.hpp"
#include "embedded_text.hpp"
#include "failure.hpp"
#include "ports/logged_ports.hpp"
#include "stores/store.hpp"
#include "unique_fd.hpp"
#include "vault/key_file.hpp"

namespace channel_host {
namespace {

constexpr const char* kKeyCheckPlace = "installation/key_check";
constexpr const char* kKeyCheckText = "channel-host";

// Two first starts at once must not make two keys.
UniqueFd lock_folder(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "lock";
  UniqueFd lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0) {
    throw Failure(Exit::kFile, "The data folder " + folder.string() + " cannot be used (" +
                                   std::strerror(errno) + "). Check its owner and mode.");
  }
  return lock;
}

void check_key(db::Database& database, const Cipher& cipher, const std::filesystem::path& key,
               std::int64_t now_ms) {
  auto rows = database.query("SELECT key_check FROM installation WHERE \"only\" = 1");
  if (rows.next()) {
    try {
      static_cast<void>(cipher.open(rows.text(0), kKeyCheckPlace));
    } catch (const Failure&) {
      throw Failure(Exit::kKeyFile, "The key file " + key.string() +
                                        " is not the one this database was encrypted with. "
                                        "Restore the right one; nothing was changed.");
    }
    return;
  }
  database.run("INSERT INTO installation (\"only\", key_check, created_at_ms) VALUES (1, ?, ?)",
               db::Blob{cipher.seal(kKeyCheckText, kKeyCheckPlace)}, now_ms);
}

// What modules are given, and what it stands on.
struct Lent {
  Lent(chapi::host::Log& log, chapi::host::Clock& clock, chapi::host::TokenVault& lent_vault,
       chapi::host::Quota& lent_quota)
      : vault(lent_vault, log),
        quota(lent_quota, log),
        host("channel-host", CHANNEL_HOST_VERSION, log, clock, vault, &quota) {}
  LoggedVault vault;
  LoggedQuota quota;
  chapi::host::Host host;
};

}  // namespace

Installation::Installation(Settings settings, chapi::host::Clock& clock,
                           const std::atomic<bool>& cancelled)
    : settings_(std::move(settings)), clock_(clock), cancelled_(cancelled) {
  if (!is_store_id(settings_.tenant)) {
    throw Failure(Exit::kUsage,
                  "--tenant has lower-case letters, digits, '-' and '_' only: " + settings_.tenant);
  }
  std::error_code error;
  if (std::filesystem::create_directories(settings_.folder, error)) {
    std::filesystem::permissions(settings_.folder, std::filesystem::perms::owner_all, error);
  }
  if (std::error_code hidden; !std::filesystem::is_directory(settings_.folder, hidden)) {
    throw Failure(Exit::kFile,
                  "The data folder " + settings_.folder.string() + " cannot be made (" +
                      (error ? error : hidden).message() +
                      "). Check the owner and mode of the folder above it, or name another with "
                      "--data.");
  }
  settings_.folder = std::filesystem::canonical(settings_.folder);
  const UniqueFd lock = lock_folder(settings_.folder);
  const auto key_file = settings_.folder / "key";
  location_.emplace(settings_.folder, settings_.database);
  database_ = connect();
  location_->refuse_emptied(*database_);
  cipher_ =
      std::make_shared<Cipher>(read_key_file(key_file, !database_->has_table("schema_migration")));
  db::migrate(*database_, migration_files(), clock_.now_ms());
  check_key(*database_, *cipher_, key_file, clock_.now_ms());
  location_->remember();
  log_ = std::make_shared<JsonLog>(settings_.folder / "channel-host.log", clock_);
  vault_ = std::make_shared<GrantVault>(connect(), *cipher_, clock_);
  quota_ = std::make_shared<CallQuota>(location_->connect_expendable("quota.db"), clock_,
                                       kCallsPerSecond);
  const auto lent = std::make_shared<Lent>(*log_, clock_, *vault_, *quota_);
  host_ = {lent, &lent->host};
}

Installation::Installation(const Installation& whole, const std::atomic<bool>& cancelled)
    : settings_(whole.settings_),
      clock_(whole.clock_),
      cancelled_(cancelled),
      location_(whole.location_),
      database_(whole.connect()),
      cipher_(whole.cipher_),
      log_(whole.log_),
      vault_(whole.vault_),
      quota_(whole.quota_),
      host_(whole.host_) {}

std::unique_ptr<Installation> Installation::worker(const std::atomic<bool>& cancelled) const {
  return std::unique_ptr<Installation>(new Installation(*this, cancelled));
}

std::unique_ptr<db::Database> Installation::connect() const { return location_->connect(); }

}  // namespace channel_host
