// What was called and what it changed.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sandbox/regions.hpp"
#include "sandbox/signature.hpp"

namespace sandbox {

struct CallRecord {
  int64_t time_ms = 0;
  std::string region;  // country code; auth, or rest for calls without a venue
  std::string api;
  std::string method;
  Parameters parameters;  // as sent; secrets are taken out when it is added
  std::string code;
  std::string request_id;
  std::string fault;  // kind of the fault that struck, or empty
  int http_status = 200;
  bool effect = false;
  int64_t duration_us = 0;
};

// A change of the marketplace by a call.
struct Effect {
  int64_t time_ms = 0;
  std::string region;
  std::string api;
  std::string what;  // packed, ready_to_ship, repacked, delivered, failed_delivery, …
  int64_t seller_id = 0;
  int64_t order_id = 0;
  int64_t order_item_id = 0;
  std::string package_id;
};

// Keeps the newest 100 000 calls and effects. Any thread.
class Journal {
 public:
  void AddCall(CallRecord record);
  void AddEffects(const std::vector<Effect>& effects);
  // Counts what runs at once in each region; `region` as in CallRecord.
  void Enter(const std::string& region);
  void Leave(const std::string& region);
  void Clear();

  // Newest last; `api` and `region` empty: all. At most `limit` from the end.
  nlohmann::json Calls(const std::string& api, const std::string& region, int64_t after_number,
                       size_t limit) const;
  nlohmann::json Effects(const std::string& api, int64_t after_number, size_t limit) const;
  // Calls, errors by code and effects of each API; most calls at once of each region.
  nlohmann::json Counters() const;

 private:
  struct Counter {
    int64_t calls = 0;
    int64_t effects = 0;
    std::map<std::string, int64_t> codes;
  };
  struct Concurrency {
    int now = 0;
    int most = 0;
  };

  mutable std::mutex mutex_;
  int64_t next_call_ = 1;
  int64_t next_effect_ = 1;
  std::deque<CallRecord> calls_;
  std::deque<Effect> effects_;
  std::map<std::string, Counter> counters_;
  std::map<std::string, Concurrency> concurrency_;
};

}  // namespace sandbox
