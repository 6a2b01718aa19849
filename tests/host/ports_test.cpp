// The ports that modules are lent: vault, quota, log, and the lease of a store.
#include "support/ports.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "failure.hpp"
#include "installation.hpp"
#include "ports/logged_ports.hpp"
#include "stores/store_lease.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using test_support::TestClock;
using ::testing::HasSubstr;
using ::testing::Not;

// Two openings of one data folder stand for two processes.
class Ports : public ::testing::Test {
 protected:
  host_test::TestDatabase database;
  host_test::TemporaryFolder folder;
  TestClock clock;
  std::atomic<bool> cancelled{false};
  std::int64_t banned = 0;
  Installation one{{folder / "data", "default", database.url()}, clock, cancelled};
  Installation two{{folder / "data", "default", database.url()}, clock, cancelled};
  GrantVault vault_one{one.connect(), one.cipher(), clock};
  GrantVault vault_two{two.connect(), two.cipher(), clock};
};

TEST_F(Ports, G5_lease_is_held_by_one_and_ends_by_itself) {
  std::uint64_t first = 0, second = 0;
  EXPECT_EQ(vault_one.acquire("g", 60'000, nullptr, &first), CHAPI_OK);
  chapi_call call{};
  call.struct_size = sizeof call;
  call.budget_ms = 1000;
  EXPECT_EQ(vault_two.acquire("g", 60'000, &call, &second), CHAPI_DEADLINE);
  EXPECT_TRUE(vault_one.renew("g", first, 60'000));
  call.budget_ms = 0;
  EXPECT_EQ(vault_two.acquire("g", 60'000, &call, &second), CHAPI_OK) << "after 60 s of waiting";
  EXPECT_GT(second, first);
  EXPECT_FALSE(vault_one.renew("g", first, 60'000)) << "a late holder";
}

TEST_F(Ports, G5_leases_taken_while_the_clock_was_ahead_do_not_last_until_then) {
  constexpr std::int64_t kYearMs = 31'536'000'000;
  std::uint64_t first = 0, second = 0;
  clock.move_wall(kYearMs);
  vault_one.acquire("g", 30'000, nullptr, &first);
  const StoreLease lease(one, one.database(), "shop", "pull");
  clock.move_wall(-kYearMs);
  chapi_call call{};
  call.struct_size = sizeof call;
  call.budget_ms = 1000;
  EXPECT_EQ(vault_two.acquire("g", 30'000, &call, &second), CHAPI_OK);
  EXPECT_GT(second, first);
  EXPECT_NO_THROW(StoreLease(two, two.database(), "shop", "pull"));
}

TEST_F(Ports, G5_late_holder_can_neither_store_nor_end_anothers_lease) {
  std::uint64_t late = 0, current = 0;
  vault_one.acquire("g", 1, nullptr, &late);
  vault_two.acquire("g", 60'000, nullptr, &current);
  EXPECT_FALSE(vault_one.store("g", 0, late, "late"));
  vault_one.release("g", late);
  EXPECT_TRUE(vault_two.store("g", 0, current, "current"));
  EXPECT_FALSE(vault_one.erase("g", 1, late));
  vault_two.release("g", current);
  EXPECT_EQ(vault_one.load("g")->json, "current");
}

TEST_F(Ports, G5_store_is_compare_and_swap) {
  EXPECT_TRUE(vault_one.store("g", 0, 0, "a"));
  EXPECT_FALSE(vault_two.store("g", 0, 0, "b")) << "version 0 stores only a new key";
  EXPECT_TRUE(vault_two.store("g", 1, 0, "b"));
  EXPECT_FALSE(vault_one.store("g", 1, 0, "c"));
  const auto document = vault_one.load("g");
  EXPECT_EQ(document->version, 2U);
  EXPECT_EQ(document->json, "b");
  EXPECT_TRUE(vault_one.erase("g", 2, 0));
  EXPECT_EQ(vault_two.load("g"), std::nullopt);
}

TEST_F(Ports, waiting_for_a_lease_ends_when_the_call_is_cancelled) {
  std::uint64_t lease = 0;
  vault_one.acquire("g", 1'000'000, nullptr, &lease);
  chapi_call call{};
  call.struct_size = sizeof call;
  call.is_cancelled = [](void*) -> std::int32_t { return 1; };
  EXPECT_EQ(vault_two.acquire("g", 1000, &call, &lease), CHAPI_CANCELLED);
}

TEST_F(Ports, E4_quota_is_shared_by_processes_and_obeys_bans) {
  CallQuota first(database.connect(folder.path()), clock, 10);
  CallQuota second(database.connect(folder.path()), clock, 10);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(first.acquire("key", "/a", 1, nullptr, banned), CHAPI_OK);
    EXPECT_EQ(second.acquire("key", "/a", 1, nullptr, banned), CHAPI_OK);
  }
  const std::int64_t before = clock.slept_ms();
  EXPECT_EQ(second.acquire("key", "/a", 10, nullptr, banned), CHAPI_OK);
  EXPECT_GT(clock.slept_ms(), before) << "the bucket of ten is empty";
  EXPECT_EQ(first.acquire("key", "/b", 1, nullptr, banned), CHAPI_OK) << "another API has its own";
  first.ban("key", "/b", 7000);
  chapi_call call{};
  call.struct_size = sizeof call;
  call.budget_ms = 1000;
  EXPECT_EQ(second.acquire("key", "/b", 1, &call, banned), CHAPI_RATE_LIMITED)
      << "the ban, not the budget, is what the caller has to know";
  EXPECT_GT(banned, 5000) << "what is left of the 7 seconds";
  EXPECT_LE(banned, 7000);
  first.ban("key", "", 9000);
  EXPECT_EQ(second.acquire("key", "/c", 1, &call, banned), CHAPI_RATE_LIMITED)
      << "the whole application";
  EXPECT_EQ(second.acquire("other", "/a", 100, &call, banned), CHAPI_DEADLINE)
      << "nobody banned it";
  EXPECT_EQ(second.acquire("other", "/c", 1, &call, banned), CHAPI_OK);
}

TEST_F(Ports, E4_calls_taken_ahead_are_counted_and_end_with_a_ban) {
  CallQuota first(database.connect(folder.path()), clock, 100);
  CallQuota second(database.connect(folder.path()), clock, 100);
  EXPECT_EQ(first.acquire("key", "/a", 1, nullptr, banned), CHAPI_OK);
  std::int64_t slept = clock.slept_ms();
  EXPECT_EQ(second.acquire("key", "/a", 90, nullptr, banned), CHAPI_OK);
  EXPECT_EQ(clock.slept_ms(), slept);
  EXPECT_EQ(second.acquire("key", "/a", 1, nullptr, banned), CHAPI_OK);
  EXPECT_GT(clock.slept_ms(), slept) << "the first one took ten at once";
  slept = clock.slept_ms();
  EXPECT_EQ(first.acquire("key", "/a", 8, nullptr, banned), CHAPI_OK);
  EXPECT_EQ(clock.slept_ms(), slept) << "it has them";
  first.ban("key", "/a", 90'000);
  EXPECT_EQ(first.acquire("key", "/a", 1, nullptr, banned), CHAPI_RATE_LIMITED);
}

TEST_F(Ports, E4_ban_that_a_clock_ahead_of_time_noted_does_not_last) {
  CallQuota quota(database.connect(folder.path()), clock, 10);
  quota.ban("key", "/a", 5000);
  clock.move_wall(-30LL * 86'400'000);
  EXPECT_EQ(quota.acquire("key", "/a", 1, nullptr, banned), CHAPI_OK);
  quota.ban("key", "/a", 90'000);
  EXPECT_EQ(quota.acquire("key", "/a", 1, nullptr, banned), CHAPI_RATE_LIMITED)
      << "a new one counts";
}

TEST_F(Ports, long_ban_is_told_and_not_waited_for) {
  CallQuota quota(database.connect(folder.path()), clock, 10);
  quota.ban("key", "/a", 900'000);
  EXPECT_EQ(quota.acquire("key", "/a", 1, nullptr, banned), CHAPI_RATE_LIMITED);
  quota.ban("key", "/b", 30'000);
  EXPECT_EQ(quota.acquire("key", "/b", 1, nullptr, banned), CHAPI_OK)
      << "a short one is waited for";
}

TEST_F(Ports, reason_why_a_port_failed_stands_in_the_log) {
  struct Broken : chapi::host::Quota {
    chapi_status acquire(const std::string&, const std::string&, int, const chapi_call*,
                         std::int64_t&) override {
      throw Failure(Exit::kDatabase, "The server is gone.");
    }
    void ban(const std::string&, const std::string&, std::int64_t) override {}
  } broken;
  JsonLog log(folder / "host.log", clock);
  LoggedQuota quota(broken, log);
  EXPECT_THROW(quota.acquire("key", "/a", 1, nullptr, banned), Failure);
  const std::string text = host_test::read_file(folder / "host.log");
  EXPECT_THAT(text, HasSubstr("The server is gone."));
  EXPECT_THAT(text, HasSubstr("quota"));
}

TEST(SqliteQuota, damaged_quota_file_costs_nothing) {
  host_test::TemporaryFolder folder;
  TestClock clock;
  host_test::write_file(folder / "quota.db", std::string(5000, 'x'));
  CallQuota quota(db::Location(folder.path(), "").connect_expendable("quota.db"), clock, 10);
  std::int64_t banned = 0;
  EXPECT_EQ(quota.acquire("key", "/a", 1, nullptr, banned), CHAPI_OK);
}

TEST_F(Ports, log_is_private_json_lines_whatever_a_module_writes) {
  one.log().write(CHAPI_LOG_WARNING, R"({"event":"late","n":1})");
  one.log().write(CHAPI_LOG_ERROR, "no json\n\xFF");
  const auto file = folder / "data/channel-host.log";
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  const std::string text = host_test::read_file(file);
  EXPECT_THAT(text, HasSubstr(R"("level":"warning","event":"late","n":1})"));
  EXPECT_THAT(text, HasSubstr(R"("event":"unreadable","text":"no json\n)"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(Ports, store_lease_names_its_holder_and_a_silent_one_is_fenced_off) {
  StoreLease lease(one, one.database(), "shop", "pull");
  try {
    StoreLease other(two, two.database(), "shop", "pull");
    FAIL() << "two processes at work on one store";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, Exit::kBusy);
    EXPECT_THAT(failure.what(), HasSubstr("process " + std::to_string(::getpid())));
  }
  EXPECT_NO_THROW(StoreLease(two, two.database(), "shop", "push"));
  EXPECT_NO_THROW(StoreLease(two, two.database(), "another", "pull"));
  clock.move_wall(StoreLease::kLifeMs + 1);
  StoreLease taken(two, two.database(), "shop", "pull");
  EXPECT_NO_THROW(taken.confirm(two.database()));
  EXPECT_THROW(lease.confirm(one.database()), Failure) << "a zombie's late page is refused (G9)";
}

}  // namespace
}  // namespace channel_host
