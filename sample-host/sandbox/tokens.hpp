// Authorisation codes and tokens.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/accounts.hpp"
#include "sandbox/random.hpp"
#include "sandbox/settings.hpp"

namespace sandbox {

// What a seller agreed to.
struct Consent {
  std::string account;
  std::string site;  // sg … ph, or cb
  std::vector<const Shop*> shops;
};

struct TokenPair {
  std::string access_token;
  std::string refresh_token;
  int64_t expires_in_s = 0;
  int64_t refresh_expires_in_s = 0;  // 0: not refreshable
  Consent consent;
};

// Any thread. All times are epoch milliseconds of the sandbox clock.
class Tokens {
 public:
  explicit Tokens(uint64_t seed) : random_(Mix(seed, 4711)) {}

  // A code that works once within 30 minutes.
  std::string NewCode(const std::string& app_key, const Consent& consent, int64_t now_ms);
  // Spends a code; nothing when it is unknown, spent or too old.
  std::optional<Consent> SpendCode(const std::string& code, int64_t now_ms);

  TokenPair Issue(const Consent& consent, const Settings& settings, int64_t now_ms);
  // A new pair for a refresh token, or nothing. The refresh period keeps its end unless the
  // settings say otherwise.
  std::optional<TokenPair> Refresh(const std::string& refresh_token, const Settings& settings,
                                   int64_t now_ms);
  // What an access token stands for while it is valid.
  std::optional<Consent> Check(const std::string& access_token, int64_t now_ms) const;

  // Ends every token of a login (all logins when empty); returns how many ended.
  size_t Revoke(const std::string& account, bool access, bool refresh);
  // Lets the tokens of a login end at `end_ms` instead; returns how many changed.
  size_t MoveEnd(const std::string& account, bool access, bool refresh, int64_t end_ms);

 private:
  struct Held {
    Consent consent;
    int64_t end_ms = 0;
  };
  template <typename Change>
  size_t Each(const std::string& account, bool access, bool refresh, Change change);
  TokenPair IssueLocked(const Consent& consent, const Settings& settings, int64_t now_ms,
                        std::optional<int64_t> refresh_end_ms);

  mutable std::mutex mutex_;
  Random random_;
  std::map<std::string, Held> codes_;
  std::map<std::string, Held> access_;
  std::map<std::string, Held> refresh_;
};

}  // namespace sandbox
