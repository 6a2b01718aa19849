#include "plugin/open_platform/grants.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "plugin/open_platform/random_text.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada::open_platform {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::int64_t kLeaseMs = 30'000;
constexpr std::int64_t kRenewEveryMs = kLeaseMs / 3;
constexpr milliseconds kCacheFor{1000};
// After a refresh whose outcome is unknown, the next one waits so long.
constexpr std::int64_t kTryAgainAfterMs = 5 * 60'000;

Error authorize_again(const std::string& why) {
  return Error(CHAPI_UNAUTHENTICATED, "authorize_again",
               "Lazada refuses the access token and it cannot be renewed (" + why +
                   "); ask the seller to authorise the store again.");
}

Error not_authorized() {
  return Error(CHAPI_UNAUTHENTICATED, "not_authorized",
               "The store is not authorised yet; authorise it first.");
}

Error nothing_held() {
  return Error(CHAPI_NOT_FOUND, "nothing_held",
               "There is no held grant to accept; finish an authorisation first.");
}

Error superseded() {
  return Error(CHAPI_CONFLICT, "superseded",
               "Another authorisation of the same grant was finished meanwhile. Nothing was "
               "changed by this one; begin it again when the other one is over.");
}

constexpr const char* kGrantChanged = "grant_changed";

Error lease_lost() {
  Error e(CHAPI_CONFLICT, kGrantChanged,
          "Somebody else changed the grant at the same time; try again.");
  e.retryable = true;
  return e;
}

}  // namespace

// Holds the lease, and keeps it alive while a request waits.  A request that has been sent is
// waited for even when the call is cancelled: its answer may be the only way to the new tokens.
class Grants::Session {
 public:
  Session(Grants& grants, const Call& call)
      : grants_(grants), lease_(grants.vault_, grants.key_, kLeaseMs, call) {
    raw_.struct_size = sizeof raw_;
    raw_.ctx = this;
    raw_.budget_ms = 2 * grants.request_timeout_ms_;
    raw_.correlation_id = call.correlation_id();
    raw_.is_cancelled = [](void* ctx) -> std::int32_t {
      static_cast<Session*>(ctx)->keep_alive();
      return 0;
    };
    patient_.emplace(&raw_, call.clock());
    next_renewal_ = call.clock().monotonic_ms() + kRenewEveryMs;
    const TokenVault::Document document = grants.vault_.load(grants.key_);
    version_ = document.version;
    if (version_ != 0) {
      try {
        grant = read_grant(document.json);
      } catch (const Error& e) {
        // It stays in the vault until something better is stored over it.
        grants.log(CHAPI_LOG_ERROR, "lazada.grant_unreadable", e.reason);
      }
    }
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Call& patient_call() const { return *patient_; }

  // Makes `grant` durable.
  void store() {
    if (!grants_.vault_.store(grants_.key_, version_, lease_.id(), write_grant(grant))) {
      throw lease_lost();
    }
    ++version_;
    grants_.remember(grant);
  }

  void erase() {
    if (version_ != 0 && !grants_.vault_.erase(grants_.key_, version_, lease_.id())) {
      throw lease_lost();
    }
    grants_.remember(Grant{});
  }

  Grant grant;

 private:
  void keep_alive() {
    const std::int64_t now = patient_->clock().monotonic_ms();
    if (now < next_renewal_) return;
    next_renewal_ = now + kRenewEveryMs;
    lease_.renew(kLeaseMs);  // when it is lost, the next store says so
  }

  Grants& grants_;
  TokenVault::Lease lease_;
  std::int64_t next_renewal_ = 0;
  chapi_call raw_{};
  std::optional<Call> patient_;
  std::uint64_t version_ = 0;
};

Grants::Grants(const Config& config, const Host& host, Gateway& gateway, Endpoint auth,
               std::string region)
    : key_(config.grant),
      store_(config.store),
      seller_id_(config.seller_id),
      region_(std::move(region)),
      request_timeout_ms_(config.request_timeout_ms),
      vault_(host.vault()),
      log_(host.log()),
      gateway_(gateway),
      auth_(std::move(auth)) {}

Grant Grants::load() const {
  const TokenVault::Document document = vault_.load(key_);
  return document.version == 0 ? Grant{} : read_grant(document.json);
}

Grant Grants::current() {
  {
    const std::lock_guard lock(cache_mutex_);
    if (cache_ && steady_clock::now() - cache_->read_at < kCacheFor) return cache_->grant;
  }
  Grant grant = load();
  remember(grant);
  return grant;
}

void Grants::remember(const Grant& grant) {
  const std::lock_guard lock(cache_mutex_);
  cache_ = Cached{grant, steady_clock::now()};
}

AccessToken Grants::usable(const Grant& grant) const {
  if (!grant.active) throw not_authorized();
  const GrantedShop* shop = grant.active->shop_in(region_);
  if (shop == nullptr) {
    throw Error(CHAPI_UNAUTHENTICATED, "region_not_covered",
                "The grant does not cover the region " + region_ +
                    "; authorise the store again and choose that site.");
  }
  if (!seller_id_.empty() && shop->seller_id != seller_id_) {
    throw Error(CHAPI_UNAUTHENTICATED, "seller_mismatch",
                "The grant belongs to the shop " + shop->seller_id + ", but this store is shop " +
                    seller_id_ + "; authorise the store again with the right account.");
  }
  return AccessToken{grant.active->access, grant.generation};
}

bool Grants::due(const Grant& grant, std::int64_t now_ms) const {
  if (!grant.can_refresh()) return false;
  if (!grant.refresh_answer.empty()) return true;
  if (!grant.active->half_over(now_ms)) return false;
  return !grant.refresh_intended_at || now_ms - *grant.refresh_intended_at >= kTryAgainAfterMs ||
         now_ms < *grant.refresh_intended_at;
}

AccessToken Grants::token(const Call& call) {
  Grant grant = current();
  AccessToken token = usable(grant);
  if (!due(grant, call.clock().now_ms())) return token;
  const std::unique_lock one(refreshing_, std::try_to_lock);
  if (!one.owns_lock()) return token;
  try {
    return usable(renew(grant.generation, call));
  } catch (const Error& e) {
    call.check();
    log(CHAPI_LOG_WARNING, "lazada.refresh_failed", e.reason);
    return token;
  }
}

AccessToken Grants::after_refusal(std::int64_t generation, const Call& call) {
  const std::lock_guard one(refreshing_);
  const Grant stored = load();
  remember(stored);
  if (stored.active && stored.generation != generation) return usable(stored);
  try {
    return usable(renew(generation, call));
  } catch (const Error& e) {
    if (e.status != CHAPI_UNAUTHENTICATED && e.status != CHAPI_UNSUPPORTED) throw;
    throw authorize_again(e.reason);
  }
}

Grant Grants::refresh(const Call& call) {
  const std::lock_guard one(refreshing_);
  return renew(std::nullopt, call);
}

// The steps of a refresh, each durable before the next: intent, raw answer, new tokens.  Whoever
// comes after a crash finds out by them what was done.
Grant Grants::renew(std::optional<std::int64_t> only_generation, const Call& call) {
  Session session(*this, call);
  Grant& grant = session.grant;
  if (!grant.active) throw not_authorized();
  if (only_generation && grant.generation != *only_generation) {
    remember(grant);
    return grant;
  }
  if (!grant.refresh_answer.empty()) {
    // A crash came between the answer and the new tokens.
    const std::string answer = grant.refresh_answer.reveal();
    grant.refresh_answer = Secret();
    Envelope envelope;
    std::string padded;
    padded.reserve(answer.size() + 64);
    padded = answer;
    if (EnvelopeReader().read(padded, envelope) && envelope.ok()) {
      take_answer(session, answer, grant.refresh_intended_at.value_or(call.clock().now_ms()));
      return grant;
    }
  }
  if (!grant.authorize_again.empty()) {
    throw Error(CHAPI_UNAUTHENTICATED, "authorize_again",
                "The tokens of the store cannot be renewed (" + grant.authorize_again +
                    "); ask the seller to authorise the store again.");
  }
  if (!grant.active->refreshable) {
    throw Error(CHAPI_UNSUPPORTED, "refresh_not_supported",
                "Lazada gave no token to renew this grant with; the seller must authorise the "
                "store again before the access token ends.");
  }
  call.check();
  const std::int64_t sent_at = call.clock().now_ms();
  grant.refresh_intended_at = sent_at;
  session.store();

  Request request;
  request.method = Request::Method::kPost;
  request.kind = Request::Kind::kChange;
  request.path = "/auth/token/refresh";
  request.parameters = {{"refresh_token", grant.active->refresh.reveal()}};
  std::string answer;
  const auto keep_answer = [&](const std::string& body) {
    answer = body;
    grant.refresh_answer = Secret(body);
    try {
      session.store();
    } catch (const Error& e) {
      // The tokens in it are stored below, or the failure is reported there.
      log(CHAPI_LOG_ERROR, "lazada.refresh_answer_not_stored", e.reason);
    }
  };
  try {
    gateway_.call(auth_, request, nullptr, session.patient_call(), Gateway::Repeats::kNone,
                  keep_answer);
  } catch (const Error& e) {
    grant.refresh_answer = Secret();
    if (e.reason == "refresh_token_refused") {
      grant.authorize_again = e.reason;
      grant.refresh_intended_at.reset();
    } else if (e.reason == "refresh_not_supported") {
      grant.active->refreshable = false;
      grant.refresh_intended_at.reset();
    }
    session.store();
    throw;
  }
  grant.refresh_answer = Secret();
  take_answer(session, answer, sent_at);
  return grant;
}

void Grants::take_answer(Session& session, const std::string& body, std::int64_t at) {
  Grant& grant = session.grant;
  grant.refresh_intended_at.reset();
  try {
    Tokens tokens = read_tokens(body, at);
    if (tokens.shops.empty()) tokens.shops = grant.active->shops;
    if (tokens.country.empty()) tokens.country = grant.active->country;
    if (tokens.account.empty()) tokens.account = grant.active->account;
    if (!tokens.access_expires_at) grant.authorize_again = "life_time_unreadable";
    grant.active = std::move(tokens);
    ++grant.generation;
  } catch (const Error& e) {
    grant.authorize_again = e.reason;
    session.store();
    throw;
  }
  try {
    session.store();
  } catch (const Error& e) {
    // The lease ran out while we waited.  Our tokens are lost unless somebody has newer ones, so
    // that even a cancelled call waits for a new lease.
    if (e.reason != kGrantChanged) throw;
    chapi_call patient{};
    patient.struct_size = sizeof patient;
    patient.budget_ms = 2 * kLeaseMs;
    patient.correlation_id = session.patient_call().correlation_id();
    Session later(*this, Call(&patient, session.patient_call().clock()));
    if (later.grant.generation >= grant.generation) throw;
    later.grant = grant;
    later.store();
  }
  log(CHAPI_LOG_INFO, "lazada.refreshed", grant.authorize_again);
}

Held Grants::obtain(const std::string& code, const Call& call) {
  Session session(*this, call);
  Request request;
  request.method = Request::Method::kPost;
  request.kind = Request::Kind::kChange;
  request.path = "/auth/token/create";
  request.parameters = {{"code", code}};
  const std::int64_t sent_at = call.clock().now_ms();
  const Response response =
      gateway_.call(auth_, request, nullptr, session.patient_call(), Gateway::Repeats::kNone);
  session.grant.held = read_tokens(response.body, sent_at);
  session.grant.held_checked = false;
  session.grant.hold = random_text(8);
  session.store();
  return {session.grant.hold, *session.grant.held};
}

Grant Grants::confirm_held(const std::string& hold, const Call& call) {
  Session session(*this, call);
  if (!session.grant.held) throw nothing_held();
  if (!hold.empty() && session.grant.hold != hold) throw superseded();
  session.grant.held_checked = true;
  session.store();
  return session.grant;
}

Grant Grants::accept(const std::string& hold, const Call& call) {
  Session session(*this, call);
  Grant& grant = session.grant;
  const bool meant = hold.empty() || grant.hold == hold;
  if (grant.held && grant.held_checked && meant) {
    grant.active = std::move(grant.held);
    grant.held.reset();
    grant.held_checked = false;
    grant.accepted = std::exchange(grant.hold, {});
    grant.refresh_intended_at.reset();
    grant.refresh_answer = Secret();
    grant.authorize_again = grant.active->access_expires_at ? "" : "life_time_unreadable";
    ++grant.generation;
    session.store();
  } else if (!grant.active && !grant.held) {
    throw nothing_held();
  } else if (!hold.empty() && grant.accepted != hold) {
    throw superseded();
  } else if (!grant.active) {
    throw nothing_held();
  }
  return grant;
}

Grant Grants::drop(const std::string& hold, const Call& call) {
  Session session(*this, call);
  if (session.grant.held && (hold.empty() || session.grant.hold == hold)) {
    session.grant.held.reset();
    session.grant.held_checked = false;
    session.grant.hold.clear();
    if (session.grant.active) {
      session.store();
    } else {
      session.erase();
    }
  }
  return session.grant;
}

void Grants::forget(const Call& call) { Session(*this, call).erase(); }

void Grants::log(int level, const char* event, const std::string& reason) const {
  nlohmann::json line = {{"event", event}, {"store", store_}};
  if (!reason.empty()) line["reason"] = reason;
  log_.write(level, to_text(line));
}

}  // namespace lazada::open_platform
