// G5, A10, A12: one refresh at a time, and no crash costs a shop its access.
#include "plugin/open_platform/grants.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "open_platform/open_call.hpp"
#include "open_platform/raw_server.hpp"
#include "plugin/open_platform/granted_client.hpp"

namespace open_platform_test {
namespace {

using namespace lazada::open_platform;
using lazada::Config;
using nlohmann::json;
using test_support::MemoryHost;

constexpr std::int64_t kDay = 86'400'000;

// What becomes of a refresh token that was used.
enum class Rotation { kStrict, kGrace, kNone };

// The token calls of Lazada, with a memory.
class TokenServer {
 public:
  explicit TokenServer(Rotation rotation)
      : rotation_(rotation), server_([this](Peer& peer) {
          for (std::string request = peer.read_request(); !request.empty();
               request = peer.read_request()) {
            const std::string answer = serve(request);
            if (before_answer) before_answer();
            if (lose_answer) {
              lose_answer = false;
              peer.reset();
              return;
            }
            if (!peer.send(http_answer(answer))) return;
          }
        }) {}

  std::string url() const { return server_.url(); }
  Endpoint endpoint() const { return parse_endpoint(server_.url() + "/auth/rest", "the server"); }

  int refreshes() {
    const std::lock_guard lock(mutex_);
    return refreshes_;
  }
  bool accepts(const std::string& access) {
    const std::lock_guard lock(mutex_);
    return access_.contains(access);
  }

  std::atomic<bool> lose_answer{false};  // the next answer only; its effect stays
  std::atomic<bool> busy{false};
  std::function<void()> before_answer;
  json life = {{"expires_in", 30 * 86'400}, {"refresh_expires_in", 180 * 86'400}};

 private:
  std::string serve(const std::string& request) {
    const std::lock_guard lock(mutex_);
    if (busy) return R"({"code":"SystemBusy","type":"ISP","message":"busy"})";
    if (path_of(request).starts_with("/sg/")) {
      return R"({"code":"IllegalAccessToken","type":"ISV","message":"refused"})";
    }
    if (path_of(request) == "/auth/rest/auth/token/refresh") {
      ++refreshes_;
      const std::string used = parameter_of(request, "refresh_token");
      if (!refresh_.contains(used)) {
        return R"({"code":"IllegalRefreshToken","type":"ISV","message":"refused"})";
      }
      if (rotation_ == Rotation::kStrict) refresh_.erase(used);
      return pair("country_user_info_list", rotation_ == Rotation::kNone ? used : "");
    }
    return pair("country_user_info", "");
  }

  std::string pair(const char* list, std::string refresh) {
    const std::string access = "access-" + std::to_string(++number_);
    if (refresh.empty()) refresh = "refresh-" + std::to_string(number_);
    access_.insert(access);
    refresh_.insert(refresh);
    json answer = {{"access_token", access},
                   {"refresh_token", refresh},
                   {"country", "sg"},
                   {"account", "owner@example.com"},
                   {"account_platform", "seller_center"},
                   {list, {{{"country", "SG"}, {"seller_id", "1001"}, {"short_code", "SG1"}}}},
                   {"code", "0"},
                   {"request_id", "r"}};
    answer.update(life);
    return answer.dump();
  }

  const Rotation rotation_;
  std::mutex mutex_;
  std::set<std::string> access_;
  std::set<std::string> refresh_;
  int number_ = 0;
  int refreshes_ = 0;
  RawServer server_;
};

// A vault whose process can die at a store, before or after the store was made durable.  What a
// dead process calls fails; revive() is the next process, to which the leases have run out.
class MortalVault : public chapi::host::TokenVault {
 public:
  chapi_status acquire(const std::string& key, std::int64_t, const chapi_call* call,
                       std::uint64_t* lease) override {
    std::unique_lock lock(mutex_);
    live();
    // Who waits behind a thief may be cancelled.
    if (stolen_ && chapi::host::detail::cancelled(call)) return CHAPI_CANCELLED;
    released_.wait(lock, [&] { return !leases_.contains(key); });
    *lease = leases_[key] = ++next_lease_;
    return CHAPI_OK;
  }
  bool renew(const std::string& key, std::uint64_t lease, std::int64_t) override {
    const std::lock_guard lock(mutex_);
    live();
    ++renewals;
    return holds(key, lease);
  }
  void release(const std::string& key, std::uint64_t lease) override {
    const std::lock_guard lock(mutex_);
    live();
    if (holds(key, lease)) leases_.erase(key);
    released_.notify_all();
  }
  std::optional<Document> load(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    live();
    const auto found = documents_.find(key);
    return found == documents_.end() ? std::nullopt : std::optional(found->second);
  }
  bool store(const std::string& key, std::uint64_t version, std::uint64_t lease,
             std::string_view text) override {
    const std::lock_guard lock(mutex_);
    live();
    if (--until_death_ == 0 && !after_) die();
    Document& document = documents_[key];
    if (document.version != version || (lease != 0 && !holds(key, lease))) return false;
    document = {version + 1, std::string(text)};
    if (until_death_ == 0 && after_) die();
    return true;
  }
  bool erase(const std::string& key, std::uint64_t, std::uint64_t) override {
    const std::lock_guard lock(mutex_);
    live();
    documents_.erase(key);
    return true;
  }

  void die_at(int nth_store, bool after) {
    until_death_ = nth_store;
    after_ = after;
  }
  bool dead() const { return dead_; }
  void revive() {
    const std::lock_guard lock(mutex_);
    dead_ = false;
    until_death_ = 0;
    leases_.clear();
  }
  void steal_lease(const std::string& key) {
    const std::lock_guard lock(mutex_);
    leases_.erase(key);
    stolen_ = true;
  }
  bool stolen() const { return stolen_; }
  std::atomic<int> renewals{0};

 private:
  bool holds(const std::string& key, std::uint64_t lease) const {
    const auto found = leases_.find(key);
    return found != leases_.end() && found->second == lease;
  }
  void live() const {
    if (dead_) throw std::runtime_error("the process is dead");
  }
  [[noreturn]] void die() {
    dead_ = true;
    throw std::runtime_error("the process died");
  }

  std::mutex mutex_;
  std::condition_variable released_;
  std::map<std::string, Document> documents_;
  std::map<std::string, std::uint64_t> leases_;
  std::uint64_t next_lease_ = 0;
  int until_death_ = 0;
  bool after_ = false;
  bool dead_ = false;
  std::atomic<bool> stolen_{false};
};

Config config() {
  Config config;
  config.store = "s1";
  config.grant = "g1";
  config.app_key = "500100";
  config.app_secret = Secret("grants-secret");
  config.request_timeout_ms = 3000;
  config.calls_per_second = 1000;
  return config;
}

// Vault and clock outlive processes; a Process is what a crash ends.
struct World {
  explicit World(Rotation rotation) : server(rotation) {}

  test_support::MemoryLog log;
  test_support::TestClock clock;
  MortalVault vault;
  TokenServer server;
};

struct Process {
  explicit Process(World& world, const Config& with = config())
      : host("test", "0", world.log, world.clock, world.vault),
        ports(host.raw()),
        call(nullptr, ports.clock()),
        gateway(with, ports),
        grants(with, ports, gateway, world.server.endpoint(), "sg") {}

  void authorise() {
    grants.obtain("code", call);
    grants.confirm_held("", call);
    grants.accept("", call);
  }
  std::string token() { return grants.token(call).text.reveal(); }

  chapi::host::Host host;
  chapi::module::Host ports;
  chapi::module::Call call;
  Gateway gateway;
  Grants grants;
};

class GrantsTest : public testing::TestWithParam<Rotation> {
 protected:
  World world_{GetParam()};
};

TEST_P(GrantsTest, ATokenIsRenewedAtHalfOfItsLifeAndNotBefore) {
  Process process(world_);
  process.authorise();
  EXPECT_EQ(process.token(), "access-1");
  world_.clock.move_wall(14 * kDay);
  EXPECT_EQ(process.token(), "access-1");
  EXPECT_EQ(world_.server.refreshes(), 0);
  world_.clock.move_wall(1 * kDay + 60'000);
  EXPECT_EQ(process.token(), "access-2");
  EXPECT_EQ(process.token(), "access-2");
  EXPECT_EQ(world_.server.refreshes(), 1);
  const Grant grant = process.grants.load();
  EXPECT_EQ(grant.generation, 2);
  EXPECT_FALSE(grant.refresh_intended_at);
  EXPECT_TRUE(grant.refresh_answer.empty());
}

// A refresh makes three stores: the intent, the raw answer, the new tokens.
TEST_P(GrantsTest, NoCrashPointCostsTheShopItsAccess) {
  for (int nth = 1; nth <= 3; ++nth) {
    for (const bool after : {false, true}) {
      SCOPED_TRACE("death " + std::string(after ? "after" : "before") + " store " +
                   std::to_string(nth));
      World world(GetParam());
      {
        Process first(world);
        first.authorise();
        world.clock.move_wall(16 * kDay);
        world.vault.die_at(nth, after);
        // The proactive refresh fails with its process; the call itself has a token to use.
        EXPECT_EQ(first.token(), "access-1");
        ASSERT_TRUE(world.vault.dead());
      }
      world.vault.revive();
      Process second(world);
      const std::string at_once = second.token();
      EXPECT_TRUE(world.server.accepts(at_once)) << at_once;

      world.clock.move_wall(6 * 60'000);
      EXPECT_TRUE(world.server.accepts(Process(world).token()));
      const Grant grant = second.grants.load();
      const bool answer_was_lost = nth == 2 && !after;
      if (answer_was_lost && GetParam() == Rotation::kStrict) {
        EXPECT_EQ(grant.authorize_again, "refresh_token_refused");
        EXPECT_EQ(grant.active->access.reveal(), "access-1") << "it lives for days";
      } else {
        EXPECT_EQ(grant.authorize_again, "");
        EXPECT_EQ(grant.generation, 2);
        EXPECT_FALSE(grant.refresh_intended_at);
        EXPECT_TRUE(grant.refresh_answer.empty());
      }
      const bool answer_was_kept = nth > 2 || (nth == 2 && after);
      EXPECT_EQ(world.server.refreshes(), answer_was_lost ? 2 : 1)
          << (answer_was_kept ? "a kept answer needs no second request" : "");
    }
  }
}

TEST_P(GrantsTest, AfterALostAnswerTheOldTokenStaysInUseAndTheRefreshComesLater) {
  Process process(world_);
  process.authorise();
  world_.clock.move_wall(16 * kDay);
  world_.server.lose_answer = true;
  EXPECT_EQ(process.token(), "access-1");
  EXPECT_EQ(process.token(), "access-1");
  EXPECT_EQ(world_.server.refreshes(), 1) << "not tried again at once";
  world_.clock.move_wall(6 * 60'000);
  const std::string later = process.token();
  EXPECT_EQ(world_.server.refreshes(), 2);
  if (GetParam() == Rotation::kStrict) {
    EXPECT_EQ(later, "access-1");
    EXPECT_EQ(process.grants.load().authorize_again, "refresh_token_refused");
  } else {
    EXPECT_NE(later, "access-1");
  }
}

TEST_P(GrantsTest, OneRefreshAtATimeAcrossThreadsAndChannels) {
  Process first(world_);
  Process second(world_);
  first.authorise();
  world_.clock.move_wall(16 * kDay);
  std::atomic<int> refused{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        for (int n = 0; n < 20; ++n) {
          if (!world_.server.accepts((i % 2 == 0 ? first : second).token())) ++refused;
        }
      });
    }
  }
  EXPECT_EQ(world_.server.refreshes(), 1);
  EXPECT_EQ(refused, 0);
}

TEST_P(GrantsTest, ARefusedTokenIsRenewedOnceAndOnlyIfNobodyWasFaster) {
  Process first(world_);
  Process second(world_);
  first.authorise();
  const AccessToken old = first.grants.token(first.call);
  EXPECT_EQ(first.grants.after_refusal(old.generation, first.call).text.reveal(), "access-2");
  EXPECT_EQ(second.grants.after_refusal(old.generation, second.call).text.reveal(), "access-2");
  EXPECT_EQ(world_.server.refreshes(), 1);
}

TEST_P(GrantsTest, TokensThatComeWhenTheLeaseIsLostAreStillKept) {
  Process process(world_);
  process.authorise();
  // A store that is refused because the lease ran out, as when the machine slept meanwhile.
  class Stealing : public chapi::host::Log {
   public:
    explicit Stealing(World& world) : world_(world) {}
    void write(int, std::string_view line) override {
      if (line.find("/auth/token/refresh") != std::string_view::npos) {
        world_.vault.steal_lease("g1");
      }
    }

   private:
    World& world_;
  } stealing(world_);
  const chapi::host::Host host("test", "0", stealing, world_.clock, world_.vault);
  const chapi::module::Host ports(host.raw());
  chapi_call raw{};
  raw.struct_size = sizeof raw;
  raw.ctx = &world_.vault;
  raw.is_cancelled = [](void* ctx) -> std::int32_t {
    return static_cast<MortalVault*>(ctx)->stolen() ? 1 : 0;
  };
  const chapi::module::Call call(&raw, ports.clock());
  Gateway gateway(config(), ports);
  Grants grants(config(), ports, gateway, world_.server.endpoint(), "sg");
  EXPECT_EQ(grants.refresh(call).generation, 2);
  EXPECT_EQ(process.grants.load().active->access.reveal(), "access-2");
}

TEST_P(GrantsTest, AHeldGrantChangesNothingUntilItIsAccepted) {
  Process process(world_);
  process.authorise();
  process.grants.obtain("another code", process.call);
  EXPECT_EQ(process.token(), "access-1");
  process.grants.accept("", process.call);
  EXPECT_EQ(process.token(), "access-1") << "what was not checked is not accepted";
  process.grants.confirm_held("", process.call);
  EXPECT_EQ(process.token(), "access-1");
  EXPECT_EQ(process.grants.accept("", process.call).generation, 2);
  EXPECT_EQ(process.token(), "access-2");
  EXPECT_EQ(process.grants.accept("", process.call).generation, 2) << "said twice";

  process.grants.obtain("a third code", process.call);
  EXPECT_FALSE(process.grants.drop("", process.call).held);
  EXPECT_EQ(process.token(), "access-2");
  process.grants.forget(process.call);
  EXPECT_EQ(error_of([&] { process.token(); }).reason, "not_authorized");
  EXPECT_EQ(error_of([&] { process.grants.accept("", process.call); }).reason, "nothing_held");
}

// A13: two administrators; the tokens that were checked are not those that are held by now.
TEST_P(GrantsTest, TokensOfAnotherAuthorisationAreNeitherConfirmedNorAcceptedNorDropped) {
  Process process(world_);
  process.authorise();
  const auto mine = process.grants.obtain("my code", process.call);
  const auto theirs = process.grants.obtain("their code", process.call);
  const auto reason = [&](auto&& body) { return error_of(body).reason; };
  EXPECT_EQ(reason([&] { process.grants.confirm_held(mine.id, process.call); }), "superseded");
  EXPECT_TRUE(process.grants.drop(mine.id, process.call).held);
  process.grants.confirm_held(theirs.id, process.call);
  EXPECT_EQ(reason([&] { process.grants.accept(mine.id, process.call); }), "superseded");
  EXPECT_EQ(process.token(), "access-1");
  EXPECT_EQ(process.grants.accept(theirs.id, process.call).generation, 2);
  EXPECT_EQ(process.grants.accept(theirs.id, process.call).generation, 2) << "said twice";
  EXPECT_EQ(process.token(), "access-3");
}

INSTANTIATE_TEST_SUITE_P(Rotations, GrantsTest,
                         testing::Values(Rotation::kStrict, Rotation::kGrace, Rotation::kNone),
                         [](const auto& mode) {
                           return mode.param == Rotation::kStrict  ? "Strict"
                                  : mode.param == Rotation::kGrace ? "Grace"
                                                                   : "None";
                         });

TEST(Grants, A12_ARefusedRefreshTokenAsksForAuthorisationWhileTheOldAccessTokenWorks) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  world.server.lose_answer = true;
  EXPECT_EQ(error_of([&] { process.grants.refresh(process.call); }).effect, CHAPI_EFFECT_UNKNOWN);
  const Error refused = error_of([&] { process.grants.refresh(process.call); });
  EXPECT_EQ(refused.status, CHAPI_UNAUTHENTICATED);
  EXPECT_EQ(refused.reason, "refresh_token_refused");
  EXPECT_EQ(process.token(), "access-1");
  EXPECT_EQ(error_of([&] { process.grants.refresh(process.call); }).reason, "authorize_again");
  EXPECT_EQ(world.server.refreshes(), 2) << "a refused token is not sent again";
  const Error gone = error_of([&] { process.grants.after_refusal(1, process.call); });
  EXPECT_EQ(gone.status, CHAPI_UNAUTHENTICATED);
  EXPECT_EQ(gone.reason, "authorize_again");
}

TEST(Grants, A12_ALifeTimeThatCannotBeReadAsksForAuthorisationAndKeepsTheNewTokens) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  world.server.life = {{"expires_in", "soon"}, {"refresh_expires_in", 5}};
  process.grants.refresh(process.call);
  const Grant grant = process.grants.load();
  EXPECT_EQ(grant.authorize_again, "life_time_unreadable");
  EXPECT_FALSE(grant.active->access_expires_at);
  EXPECT_EQ(process.token(), "access-2");
}

TEST(Grants, ALostRefreshSaysNothingAboutAChangeThatWasNotSent) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  Config sandboxed = config();
  sandboxed.sandbox = world.server.url();
  GrantedClient client(sandboxed, *lazada::adapters::find("lazada.sg"), process.ports);
  Request pack;
  pack.kind = Request::Kind::kChange;
  pack.path = "/order/fulfill/pack";
  int answers = 0;
  world.server.before_answer = [&] { world.server.lose_answer = ++answers == 2; };
  const Error e = error_of([&] { client.send(pack, process.call); });
  EXPECT_EQ(e.reason, "answer_lost");
  EXPECT_EQ(e.call, "/auth/token/refresh");
  EXPECT_EQ(e.effect, CHAPI_EFFECT_NONE);
}

TEST(Grants, TheLeaseIsRenewedWhileTheAnswerIsWaitedFor) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  world.server.before_answer = [&] {
    for (int third = 0; third < 3; ++third) {
      const int before = world.vault.renewals;
      world.clock.sleep_ms(10'000, nullptr);
      while (world.vault.renewals == before) std::this_thread::yield();
    }
  };
  // Longer than the lease: the budget of the refresh is twice the time-out of a request.
  Config patient = config();
  patient.request_timeout_ms = 60'000;
  EXPECT_EQ(Process(world, patient).grants.refresh(process.call).generation, 2);
  EXPECT_EQ(world.vault.renewals, 3);
}

TEST(Grants, ABusyTokenServerIsAskedAgainLater) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  world.clock.move_wall(16 * kDay);
  world.server.busy = true;
  EXPECT_EQ(process.token(), "access-1");
  world.server.busy = false;
  EXPECT_EQ(process.token(), "access-1");
  world.clock.move_wall(6 * 60'000);
  EXPECT_EQ(process.token(), "access-2");
}

TEST(Grants, ACancelledCallDoesNotThrowTheAnswerOfARefreshAway) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  chapi_call raw{};
  raw.struct_size = sizeof raw;
  static std::atomic<int> asked;
  asked = 0;
  // The first question comes before the refresh is announced; afterwards it is always cancelled.
  raw.is_cancelled = [](void*) -> std::int32_t { return asked++ > 0 ? 1 : 0; };
  const chapi::module::Call call(&raw, process.ports.clock());
  EXPECT_EQ(process.grants.refresh(call).generation, 2);
}

TEST(Grants, AGrantOfAnotherShopOrRegionIsNotUsed) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  Config other = config();
  other.seller_id = "2002";
  Process wrong_shop(world, other);
  EXPECT_EQ(error_of([&] { wrong_shop.token(); }).reason, "seller_mismatch");
  Grants wrong_region(config(), process.ports, process.gateway, world.server.endpoint(), "th");
  EXPECT_EQ(error_of([&] { wrong_region.token(process.call); }).reason, "region_not_covered");
}

TEST(Grants, ADamagedDocumentIsToldAndCanBeAuthorisedOver) {
  World world(Rotation::kStrict);
  world.vault.store("g1", 0, 0, R"({"schema":"lazada.grant/9","access_token":"access-x"})");
  Process process(world);
  const Error e = error_of([&] { process.token(); });
  EXPECT_EQ(e.reason, "grant_unreadable");
  EXPECT_EQ(e.message.find("access-x"), std::string::npos);
  process.authorise();
  EXPECT_EQ(process.token(), "access-1");
}

TEST(Grants, NoTokenReachesTheLog) {
  World world(Rotation::kStrict);
  Process process(world);
  process.authorise();
  process.grants.refresh(process.call);
  world.server.lose_answer = true;
  error_of([&] { process.grants.refresh(process.call); });
  error_of([&] { process.grants.refresh(process.call); });
  EXPECT_FALSE(world.log.lines().empty());
  for (const char* secret : {"access-", "refresh-", "grants-secret", "owner@example.com"}) {
    EXPECT_EQ(world.log.text().find(secret), std::string::npos) << secret;
  }
}

struct LifeCase {
  const char* members;
  std::optional<std::int64_t> access_s;
  std::optional<std::int64_t> refresh_s;
  bool refreshable;
};

TEST(TokenAnswer, A10_LifeTimesComeFromTheAnswer) {
  for (const LifeCase& c : {
           LifeCase{R"("expires_in":864000,"refresh_expires_in":4320000)", 864000, 4320000, true},
           LifeCase{R"("expires_in":"10","refresh_expires_in":"60")", 10, 60, true},
           LifeCase{R"("expires_in":604800,"refresh_expires_in":0)", 604800, std::nullopt, false},
           LifeCase{R"("expires_in":604800)", 604800, std::nullopt, true},
           LifeCase{R"("refresh_expires_in":60)", std::nullopt, 60, true},
           LifeCase{R"("expires_in":"30 days","refresh_expires_in":null)", std::nullopt,
                    std::nullopt, true},
           LifeCase{R"("expires_in":-5,"refresh_expires_in":-1)", std::nullopt, std::nullopt, true},
           LifeCase{R"("expires_in":9e99,"refresh_expires_in":99999999999999999999)", std::nullopt,
                    std::nullopt, true},
           LifeCase{R"("expires_in":0,"refresh_expires_in":"0")", std::nullopt, std::nullopt,
                    false},
       }) {
    const Tokens tokens = read_tokens(
        std::string(R"({"code":"0","access_token":"a","refresh_token":"r",)") + c.members + "}",
        1000);
    const auto at = [](std::optional<std::int64_t> s) {
      return s ? std::optional(1000 + *s * 1000) : std::nullopt;
    };
    EXPECT_EQ(tokens.access_expires_at, at(c.access_s)) << c.members;
    EXPECT_EQ(tokens.refresh_expires_at, at(c.refresh_s)) << c.members;
    EXPECT_EQ(tokens.refreshable, c.refreshable) << c.members;
  }
}

TEST(TokenAnswer, ShopsAreReadFromBothListsInEitherCase) {
  const Tokens local = read_tokens(
      R"({"access_token":"a","country":"SG","country_user_info":[
          {"country":"SG","seller_id":1001,"user_id":"7","short_code":"SG1"}, {"country":"my"}, 5]})",
      0);
  EXPECT_EQ(local.country, "sg");
  ASSERT_EQ(local.shops.size(), 1u);
  EXPECT_EQ(local.shop_in("sg")->seller_id, "1001");
  EXPECT_FALSE(local.cross_border());
  const Tokens cross_border = read_tokens(
      R"({"access_token":"a","country":"cb","country_user_info_list":[
          {"country":"sg","seller_id":"1"},{"country":"th","seller_id":"2"}]})",
      0);
  EXPECT_TRUE(cross_border.cross_border());
  EXPECT_EQ(cross_border.shop_in("th")->seller_id, "2");
  EXPECT_EQ(cross_border.shop_in("vn"), nullptr);
}

TEST(TokenAnswer, WithoutAnAccessTokenItCannotBeUsed) {
  for (const char* body : {"{}", "[]", "", R"({"access_token":null})", R"({"access_token":"null"})",
                           R"({"access_token":["a"]})"}) {
    EXPECT_EQ(error_of([&] { read_tokens(body, 0); }).reason, "token_answer_unreadable") << body;
  }
}

TEST(GrantDocument, IsReadAsItWasWritten) {
  Grant grant;
  grant.generation = 7;
  grant.authorize_again = "why";
  grant.refresh_intended_at = 5;
  grant.refresh_answer = Secret("{\"raw\":1}");
  grant.active = read_tokens(
      R"({"access_token":"a","refresh_token":"r","expires_in":9,"account":"x","country":"sg",
          "country_user_info":[{"country":"sg","seller_id":"1","short_code":"c"}]})",
      4);
  grant.held = grant.active;
  grant.held_checked = true;
  EXPECT_EQ(write_grant(read_grant(write_grant(grant))), write_grant(grant));
  EXPECT_EQ(read_grant(write_grant(grant)).held->shops.at(0).short_code, "c");
}

}  // namespace
}  // namespace open_platform_test
