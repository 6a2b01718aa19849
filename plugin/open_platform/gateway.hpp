// Calls one API of the gateway: signs every attempt anew, judges the answer, repeats what can
// succeed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <string>

#include "plugin/config.hpp"
#include "plugin/open_platform/client.hpp"
#include "plugin/open_platform/endpoint.hpp"
#include "plugin/open_platform/envelope.hpp"
#include "plugin/open_platform/error_table.hpp"
#include "plugin/open_platform/rate_limit.hpp"
#include "plugin/open_platform/secret.hpp"
#include "plugin/open_platform/sign.hpp"
#include "plugin/open_platform/transport.hpp"

namespace lazada::open_platform {

using chapi::module::Host;
using chapi::module::Log;

// Any thread.
class Gateway {
 public:
  Gateway(const Config& config, const Host& host);

  enum class Repeats {
    kAsUseful,  // within the call's budget
    kNone,      // one attempt; only a wrong clock is corrected and tried again
  };
  // Sees each whole answer before it is read.
  using SeeAnswer = std::function<void(const std::string& body)>;

  // token: nullptr for calls that carry none.  Returns only answers with code "0"; throws Error
  // for everything else.  A refused access token is not renewed here (reason token_refused).
  // room: memory for the answer's body.
  Response call(const Endpoint& endpoint, const Request& request, const Secret* token,
                const Call& call, Repeats repeats = Repeats::kAsUseful,
                const SeeAnswer& see_answer = {}, const ReadWhole& read_whole = {},
                std::string room = {});

  // A file at an address: no signature, status 200 or an Error.
  std::string download(const Target& target, const Call& call);

  std::int64_t calls() const { return calls_; }
  int connections() const { return transport_.connections(); }

 private:
  struct Attempt;
  void run(const Endpoint& endpoint, const Request& request, const Secret* token, const Call& call,
           const SeeAnswer& see_answer, const ReadWhole& read_whole, std::string& room,
           Attempt& attempt);
  HttpRequest build(const Endpoint& endpoint, const Request& request, const Secret* token,
                    const Call& call) const;
  void log(const Attempt& attempt, const Call& call) const;
  std::int64_t back_off_ms(int attempt);

  std::string store_;
  std::string app_key_;
  Log log_;
  Signer signer_;
  EnvelopeReader envelopes_;
  RateLimit rate_limit_;
  Transport transport_;
  std::atomic<std::int64_t> calls_{0};
  std::atomic<std::int64_t> clock_behind_ms_{0};  // Lazada's time minus the host's
  std::mutex random_mutex_;
  std::mt19937_64 random_;
};

}  // namespace lazada::open_platform
