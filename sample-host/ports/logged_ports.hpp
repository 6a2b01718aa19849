// The contract turns what a port throws into a bare status.  Here the reason goes into the log
// before, where the module's message sends the reader.
#ifndef SAMPLE_HOST_PORTS_LOGGED_PORTS_HPP_
#define SAMPLE_HOST_PORTS_LOGGED_PORTS_HPP_

#include "chapi/host.hpp"

namespace channel_host {

class LoggedVault final : public chapi::host::TokenVault {
 public:
  LoggedVault(chapi::host::TokenVault& vault, chapi::host::Log& log) : vault_(vault), log_(log) {}

  chapi_status acquire(const std::string& key, std::int64_t ttl_ms, const chapi_call* call,
                       std::uint64_t* lease) override;
  bool renew(const std::string& key, std::uint64_t lease, std::int64_t ttl_ms) override;
  void release(const std::string& key, std::uint64_t lease) override;
  std::optional<Document> load(const std::string& key) override;
  bool store(const std::string& key, std::uint64_t version, std::uint64_t lease,
             std::string_view json) override;
  bool erase(const std::string& key, std::uint64_t version, std::uint64_t lease) override;

 private:
  chapi::host::TokenVault& vault_;
  chapi::host::Log& log_;
};

class LoggedQuota final : public chapi::host::Quota {
 public:
  LoggedQuota(chapi::host::Quota& quota, chapi::host::Log& log) : quota_(quota), log_(log) {}

  chapi_status acquire(const std::string& app_key, const std::string& api, int count,
                       const chapi_call* call, std::int64_t& banned_ms) override;
  void ban(const std::string& app_key, const std::string& api, std::int64_t ms) override;

 private:
  chapi::host::Quota& quota_;
  chapi::host::Log& log_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_PORTS_LOGGED_PORTS_HPP_
