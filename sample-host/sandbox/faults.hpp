// Bad days on request.
#pragma once

#include <cstdint>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sandbox/random.hpp"

namespace sandbox {

enum class FaultKind : uint8_t {
  kBan,             // seconds, scope api|app: the flow limit refuses
  kError,           // code, type, message: the platform answers an error
  kHttp,            // status, body: a bare HTTP error
  kHtml,            // status: an HTML page instead of JSON
  kRedirect,        // status, location
  kReset,           // the connection is reset without an answer
  kTruncate,        // keep bytes of the body; length matching|full
  kChunkCut,        // chunked encoding that ends in the middle
  kSlow,            // ms until the answer starts
  kDrip,            // bytes at a time, interval_ms between them
  kWrongTypes,      // numbers, texts and lists change places in the answer
  kMalformedOrder,  // one order (or item group) of the page cannot be read
  kHuge,            // bytes of padding in the answer
  kItemError,       // code, message, retry: the first item of a fulfilment call fails
  kChurn,           // orders: so many are touched after an /orders/get
  kLateRows,        // seconds: what the call changes is listed only later
};

struct Fault {
  int64_t id = 0;
  FaultKind kind = FaultKind::kError;
  std::string api = "*";     // API path, or *
  std::string region = "*";  // country code, or *
  int64_t skip = 0;          // calls that pass before it strikes
  int64_t count = 1;         // times it strikes; below zero: until it is taken away
  double rate = 1.0;         // chance for each call
  // Whether the call takes effect before its answer is lost (reset, error, http, html, redirect).
  bool after_effect = false;

  int64_t seconds = 1;
  std::string scope = "api";
  std::string type = "ISP";
  std::string code = "ServiceTimeout";
  std::string message = "The service answered too late";
  int status = 503;
  std::string body = "Service Unavailable";
  std::string location = "https://www.lazada.example/";
  int64_t keep = -1;             // bytes; below zero: half of the body
  bool matching_length = false;  // Content-Length says what is sent, else what was meant
  int64_t ms = 1000;
  int64_t bytes = 1;
  int64_t interval_ms = 20;
  bool retry = true;
  int orders = 1;
  int64_t struck = 0;  // times it has struck
};

// Any thread.
class Faults {
 public:
  explicit Faults(uint64_t seed) : random_(Mix(seed, 1717)) {}

  // Reads one fault; throws ControlError with a sentence about what is wrong.
  static Fault Read(const nlohmann::json& document);

  // Returns the id of the fault.
  int64_t Add(const Fault& fault);
  bool Remove(int64_t id);
  void Clear();
  nlohmann::json Describe() const;

  // The faults that strike this call, in the order they were added.
  std::vector<Fault> Take(const std::string& api, const std::string& region);

 private:
  mutable std::mutex mutex_;
  Random random_;
  int64_t next_id_ = 1;
  std::vector<Fault> faults_;
};

std::string KindName(FaultKind kind);

}  // namespace sandbox
