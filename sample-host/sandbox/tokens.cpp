#include "sandbox/tokens.hpp"

#include <algorithm>

namespace sandbox {
namespace {

constexpr int64_t kCodeLifeMs = 30 * 60 * 1000;

}  // namespace

std::string Tokens::NewCode(const std::string& app_key, const Consent& consent, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  std::string code = "0_" + app_key + "_" + random_.Letters(25);
  codes_[code] = {consent, now_ms + kCodeLifeMs};
  return code;
}

std::optional<Consent> Tokens::SpendCode(const std::string& code, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto at = codes_.find(code);
  if (at == codes_.end()) return std::nullopt;
  const Held held = at->second;
  codes_.erase(at);
  if (held.end_ms <= now_ms) return std::nullopt;
  return held.consent;
}

TokenPair Tokens::IssueLocked(const Consent& consent, const Settings& settings, int64_t now_ms,
                              std::optional<int64_t> refresh_end_ms) {
  TokenPair pair;
  pair.consent = consent;
  pair.access_token = "50000" + random_.Digits(3) + random_.Letters(54);
  pair.refresh_token = "50001" + random_.Digits(3) + random_.Letters(54);
  pair.expires_in_s = settings.token_life_s;
  access_[pair.access_token] = {consent, now_ms + settings.token_life_s * 1000};
  // The life of a token that was bought in the service market is the subscription's.
  if (settings.market_subscription) return pair;
  const int64_t end = refresh_end_ms.value_or(now_ms + settings.refresh_life_s * 1000);
  pair.refresh_expires_in_s = (end - now_ms) / 1000;
  refresh_[pair.refresh_token] = {consent, end};
  return pair;
}

TokenPair Tokens::Issue(const Consent& consent, const Settings& settings, int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  return IssueLocked(consent, settings, now_ms, std::nullopt);
}

std::optional<TokenPair> Tokens::Refresh(const std::string& refresh_token, const Settings& settings,
                                         int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto at = refresh_.find(refresh_token);
  if (at == refresh_.end() || at->second.end_ms <= now_ms) return std::nullopt;
  const Held old = at->second;
  if (settings.rotation == Rotation::kStrict) {
    refresh_.erase(at);
  } else if (settings.rotation == Rotation::kGrace) {
    at->second.end_ms = std::min(old.end_ms, now_ms + settings.rotation_grace_s * 1000);
  }
  std::optional<int64_t> end;
  if (!settings.refresh_extends) end = old.end_ms;
  TokenPair pair = IssueLocked(old.consent, settings, now_ms, end);
  if (settings.rotation == Rotation::kNone) {
    refresh_.erase(pair.refresh_token);
    pair.refresh_token = refresh_token;
    if (settings.refresh_extends) {
      refresh_[refresh_token].end_ms = now_ms + settings.refresh_life_s * 1000;
    }
  }
  return pair;
}

std::optional<Consent> Tokens::Check(const std::string& access_token, int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  const auto at = access_.find(access_token);
  if (at == access_.end() || at->second.end_ms <= now_ms) return std::nullopt;
  return at->second.consent;
}

template <typename Change>
size_t Tokens::Each(const std::string& account, bool access, bool refresh, Change change) {
  const std::lock_guard lock(mutex_);
  size_t changed = 0;
  for (auto* tokens : {access ? &access_ : nullptr, refresh ? &refresh_ : nullptr}) {
    if (tokens == nullptr) continue;
    for (auto& [token, held] : *tokens) {
      if (!account.empty() && held.consent.account != account) continue;
      change(held);
      ++changed;
    }
  }
  return changed;
}

size_t Tokens::Revoke(const std::string& account, bool access, bool refresh) {
  return Each(account, access, refresh, [](Held& held) { held.end_ms = 0; });
}

size_t Tokens::MoveEnd(const std::string& account, bool access, bool refresh, int64_t end_ms) {
  return Each(account, access, refresh, [&](Held& held) { held.end_ms = end_ms; });
}

}  // namespace sandbox
