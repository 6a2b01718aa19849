#include "support/ports.hpp"

#include <chrono>
#include <stdexcept>

namespace test_support {
namespace {

template <typename C>
std::int64_t ms_of() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(C::now().time_since_epoch()).count();
}

}  // namespace

void MemoryLog::write(int, std::string_view json) {
  const std::lock_guard lock(mutex_);
  lines_.emplace_back(json);
}

std::vector<std::string> MemoryLog::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::string MemoryLog::text() const {
  std::string all;
  for (const auto& line : lines()) all += line + "\n";
  return all;
}

std::int64_t TestClock::now_ms() {
  return ms_of<std::chrono::system_clock>() + slept_ + wall_moved_;
}

std::int64_t TestClock::monotonic_ms() { return ms_of<std::chrono::steady_clock>() + slept_; }

bool TestClock::sleep_ms(std::int64_t ms, const chapi_call* call) {
  if (chapi::host::detail::cancelled(call)) return false;
  slept_ += ms;
  return true;
}

chapi_status MemoryVault::acquire(const std::string& key, std::int64_t, const chapi_call* call,
                                  std::uint64_t* lease) {
  std::unique_lock lock(mutex_);
  while (leases_.count(key) != 0) {
    if (chapi::host::detail::cancelled(call)) return CHAPI_CANCELLED;
    released_.wait_for(lock, std::chrono::milliseconds(20));
  }
  *lease = leases_[key] = ++next_lease_;
  return CHAPI_OK;
}

bool MemoryVault::renew(const std::string& key, std::uint64_t lease, std::int64_t) {
  const std::lock_guard lock(mutex_);
  const auto at = leases_.find(key);
  return at != leases_.end() && at->second == lease;
}

void MemoryVault::release(const std::string& key, std::uint64_t lease) {
  const std::lock_guard lock(mutex_);
  if (const auto at = leases_.find(key); at != leases_.end() && at->second == lease) {
    leases_.erase(at);
    released_.notify_all();
  }
}

std::optional<chapi::host::TokenVault::Document> MemoryVault::load(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto at = documents_.find(key);
  if (at == documents_.end()) return std::nullopt;
  return at->second;
}

bool MemoryVault::store(const std::string& key, std::uint64_t version, std::uint64_t lease,
                        std::string_view json) {
  const std::lock_guard lock(mutex_);
  if (fail_store_ > 0 && --fail_store_ == 0) throw std::runtime_error("no space left on device");
  const auto at = documents_.find(key);
  if ((at == documents_.end() ? 0 : at->second.version) != version) return false;
  if (lease != 0) {
    const auto held = leases_.find(key);
    if (held == leases_.end() || held->second != lease) return false;
  }
  documents_[key] = {version + 1, std::string(json)};
  ++stores_;
  return true;
}

bool MemoryVault::erase(const std::string& key, std::uint64_t version, std::uint64_t) {
  const std::lock_guard lock(mutex_);
  const auto at = documents_.find(key);
  if (at == documents_.end()) return true;
  if (at->second.version != version) return false;
  documents_.erase(at);
  return true;
}

}  // namespace test_support
