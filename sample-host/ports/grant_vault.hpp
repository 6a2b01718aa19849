// chapi.token-vault/1 in the database: documents sealed, leases and fences shared by all
// processes on the same data folder.  [any thread]
#ifndef SAMPLE_HOST_PORTS_GRANT_VAULT_HPP_
#define SAMPLE_HOST_PORTS_GRANT_VAULT_HPP_

#include <mutex>

#include "chapi/host.hpp"
#include "db/database.hpp"
#include "vault/cipher.hpp"

namespace channel_host {

class GrantVault final : public chapi::host::TokenVault {
 public:
  // `database` is used by the vault alone.
  GrantVault(std::unique_ptr<db::Database> database, const Cipher& cipher,
             chapi::host::Clock& clock);

  chapi_status acquire(const std::string& key, std::int64_t ttl_ms, const chapi_call* call,
                       std::uint64_t* lease) override;
  bool renew(const std::string& key, std::uint64_t lease, std::int64_t ttl_ms) override;
  void release(const std::string& key, std::uint64_t lease) override;
  std::optional<Document> load(const std::string& key) override;
  bool store(const std::string& key, std::uint64_t version, std::uint64_t lease,
             std::string_view json) override;
  bool erase(const std::string& key, std::uint64_t version, std::uint64_t lease) override;

 private:
  bool holds(const std::string& key, std::uint64_t lease);
  std::uint64_t stored_version(const std::string& key);

  std::mutex mutex_;
  std::unique_ptr<db::Database> database_;
  const Cipher& cipher_;
  chapi::host::Clock& clock_;
};

// Of a store that is deleted, within the caller's transaction; the lease's fence stays.
void erase_grant(db::Database& database, const std::string& key);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PORTS_GRANT_VAULT_HPP_
