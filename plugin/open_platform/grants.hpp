// Keeps one grant in the host's token vault: renews it, holds a new one, forgets it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "plugin/config.hpp"
#include "plugin/open_platform/endpoint.hpp"
#include "plugin/open_platform/gateway.hpp"
#include "plugin/open_platform/grant.hpp"

namespace lazada::open_platform {

using chapi::module::TokenVault;

// A token that may be sent, and the generation to name when it is refused.
struct AccessToken {
  Secret text;
  std::int64_t generation = 0;
};

// Tokens that are not in use yet.
struct Held {
  std::string id;
  Tokens tokens;
};

// Whatever changes the document happens under the vault's lease, and is durable before it is
// used.  Any thread.
class Grants {
 public:
  // `auth` is the endpoint of the token calls; `region` the channel's.  The gateway must outlive
  // this.
  Grants(const Config& config, const Host& host, Gateway& gateway, Endpoint auth,
         std::string region);

  // The active token.  Renewed before when half of its life is over; when that fails, the old
  // one stays in use.  Throws Error: unauthenticated when there is none, or when it belongs to
  // another shop or does not cover the region.
  AccessToken token(const Call& call);

  // After Lazada refused the token of `generation`: a newer one, from the vault or from a
  // refresh.  Throws Error (unauthenticated, reason authorize_again) when there can be none.
  AccessToken after_refusal(std::int64_t generation, const Call& call);

  // Renews now, whatever the token's age.  Returns the new state.
  Grant refresh(const Call& call);

  // What the vault holds; empty when there is nothing.
  Grant load() const;

  // Exchanges a code and keeps the tokens as `held`, unchecked; the active ones stay as they are.
  Held obtain(const std::string& code, const Call& call);
  // `hold` is the id of the tokens that are meant; empty: whatever is held.  Throws Error
  // (conflict, reason superseded) when another authorisation has taken their place.
  // The shop behind the held tokens is the right one; returns the state.
  Grant confirm_held(const std::string& hold, const Call& call);
  // Makes the held and checked tokens the active ones; returns the state.  Can be said twice.
  // Throws Error (not_found) when nothing is held.
  Grant accept(const std::string& hold, const Call& call);
  // Leaves the tokens of another authorisation alone.
  Grant drop(const std::string& hold, const Call& call);
  // Erases everything.
  void forget(const Call& call);

 private:
  class Session;
  struct Cached {
    Grant grant;
    std::chrono::steady_clock::time_point read_at;
  };

  Grant current();
  void remember(const Grant& grant);
  AccessToken usable(const Grant& grant) const;
  Grant renew(std::optional<std::int64_t> only_generation, const Call& call);
  void take_answer(Session& session, const std::string& body, std::int64_t at);
  bool due(const Grant& grant, std::int64_t now_ms) const;
  void log(int level, const char* event, const std::string& reason) const;

  std::string key_;
  std::string store_;
  std::string seller_id_;
  std::string region_;
  std::int64_t request_timeout_ms_;
  TokenVault vault_;
  Log log_;
  Gateway& gateway_;
  Endpoint auth_;
  std::mutex refreshing_;  // one thread of this channel tries; the others go on meanwhile
  std::mutex cache_mutex_;
  std::optional<Cached> cache_;
};

}  // namespace lazada::open_platform
