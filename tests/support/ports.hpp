// The ports of a host in memory, with a clock that a test can hold.
#pragma once

#include <atomic>
#include <chapi/host.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace test_support {

// Keeps every line.
class MemoryLog : public chapi::host::Log {
 public:
  void write(int level, std::string_view json) override;
  std::vector<std::string> lines() const;
  // All lines in one text, to look for what must not stand in a log.
  std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

// Real time plus what was slept or moved: a sleep takes no time and moves the clock.
class TestClock : public chapi::host::Clock {
 public:
  std::int64_t now_ms() override;
  std::int64_t monotonic_ms() override;
  bool sleep_ms(std::int64_t ms, const chapi_call* call) override;

  // Moves the wall clock only, as an administrator or a time server does.
  void move_wall(std::int64_t ms) { wall_moved_ += ms; }
  std::int64_t slept_ms() const { return slept_; }

 private:
  std::atomic<std::int64_t> slept_{0};
  std::atomic<std::int64_t> wall_moved_{0};
};

// A vault without a disk; leases and versions as the contract says.
class MemoryVault : public chapi::host::TokenVault {
 public:
  chapi_status acquire(const std::string& key, std::int64_t ttl_ms, const chapi_call* call,
                       std::uint64_t* lease) override;
  bool renew(const std::string& key, std::uint64_t lease, std::int64_t ttl_ms) override;
  void release(const std::string& key, std::uint64_t lease) override;
  std::optional<Document> load(const std::string& key) override;
  bool store(const std::string& key, std::uint64_t version, std::uint64_t lease,
             std::string_view json) override;
  bool erase(const std::string& key, std::uint64_t version, std::uint64_t lease) override;

  // The n-th store from now on (1 is the next) throws, as a full disk does; 0: never.
  void fail_store(int n) { fail_store_ = n; }
  int stores() const { return stores_; }

 private:
  std::mutex mutex_;
  std::condition_variable released_;
  std::map<std::string, Document> documents_;
  std::map<std::string, std::uint64_t> leases_;
  std::uint64_t next_lease_ = 0;
  int fail_store_ = 0;
  int stores_ = 0;
};

// Ports and host of one test.
struct MemoryHost {
  MemoryLog log;
  TestClock clock;
  MemoryVault vault;
  chapi::host::Host host{"test", "0", log, clock, vault};
};

}  // namespace test_support
