#include "ports/logged_ports.hpp"

#include <nlohmann/json.hpp>

namespace channel_host {
namespace {

template <typename Work>
auto logged(chapi::host::Log& log, const char* port, Work&& work) {
  try {
    return work();
  } catch (const std::exception& failure) {
    const nlohmann::json event = {
        {"event", "port_failed"}, {"port", port}, {"message", failure.what()}};
    log.write(CHAPI_LOG_ERROR,
              event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    throw;
  }
}

constexpr const char* kVault = "token vault";
constexpr const char* kQuota = "quota";

}  // namespace

chapi_status LoggedVault::acquire(const std::string& key, std::int64_t ttl_ms,
                                  const chapi_call* call, std::uint64_t* lease) {
  return logged(log_, kVault, [&] { return vault_.acquire(key, ttl_ms, call, lease); });
}

bool LoggedVault::renew(const std::string& key, std::uint64_t lease, std::int64_t ttl_ms) {
  return logged(log_, kVault, [&] { return vault_.renew(key, lease, ttl_ms); });
}

void LoggedVault::release(const std::string& key, std::uint64_t lease) {
  logged(log_, kVault, [&] { vault_.release(key, lease); });
}

std::optional<LoggedVault::Document> LoggedVault::load(const std::string& key) {
  return logged(log_, kVault, [&] { return vault_.load(key); });
}

bool LoggedVault::store(const std::string& key, std::uint64_t version, std::uint64_t lease,
                        std::string_view json) {
  return logged(log_, kVault, [&] { return vault_.store(key, version, lease, json); });
}

bool LoggedVault::erase(const std::string& key, std::uint64_t version, std::uint64_t lease) {
  return logged(log_, kVault, [&] { return vault_.erase(key, version, lease); });
}

chapi_status LoggedQuota::acquire(const std::string& app_key, const std::string& api, int count,
                                  const chapi_call* call, std::int64_t& banned_ms) {
  return logged(log_, kQuota, [&] { return quota_.acquire(app_key, api, count, call, banned_ms); });
}

void LoggedQuota::ban(const std::string& app_key, const std::string& api, std::int64_t ms) {
  logged(log_, kQuota, [&] { quota_.ban(app_key, api, ms); });
}

}  // namespace channel_host
