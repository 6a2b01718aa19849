// Features B1, E1; guarantees G1 and G4: no order is lost, whatever moves and whatever crashes.
#include "plugin/flow/order_walk.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "simulated_store.hpp"
#include "support/ports.hpp"

namespace flow_test {
namespace {

using lazada::flow::Checkpoint;
using lazada::flow::ListAnswer;
using lazada::flow::ListQuery;
using lazada::flow::WalkedPage;
using lazada::flow::WalkSettings;

constexpr std::int64_t kNow = 1'790'000'000;
constexpr std::int64_t kLag = 5;
constexpr std::int64_t kOverlap = 600;

struct Crash {};

// A host: keeps the newest version of every order together with the checkpoint.
struct Host {
  std::map<std::string, std::int64_t> versions;
  std::optional<Checkpoint> checkpoint;
  std::int64_t since = kNow - 86'400;
  std::optional<std::int64_t> go_back_to;
  std::int64_t window_end = 0;
  int commits = 0;
  int delivered = 0;
  bool complete = false;

  void commit(const WalkedPage& page) {
    for (const auto& order : page.orders) {
      auto& version = versions[order.order_id];
      version = std::max(version, order.updated_at);
      ++delivered;
    }
    checkpoint = page.checkpoint;
    window_end = page.window_end;
    complete = page.last;
    ++commits;
  }
};

class OrderWalk : public testing::Test {
 protected:
  // One pull; dies right before (`stored` false) or right after its n-th commit.
  void pull(SimulatedStore& store, Host& host, int crash_at = 0, bool stored = false) {
    WalkSettings settings;
    settings.checkpoint = host.checkpoint;
    settings.since = host.since;
    settings.go_back_to = host.go_back_to;
    settings.lag = kLag;
    settings.overlap = kOverlap;
    int commit = 0;
    host.complete = false;
    try {
      lazada::flow::walk_orders(
          settings, chapi::module::Log(port_),
          [&](const ListQuery& query) { return store.list(query); },
          [&](WalkedPage page) {
            const bool crash = ++commit == crash_at;
            if (crash && !stored) throw Crash();
            host.commit(page);
            if (crash) throw Crash();
          });
    } catch (const Crash&) {
    }
  }

  // Pulls that die at every commit in turn, until one comes to its end.
  void pull_through_crashes(SimulatedStore& store, Host& host, std::mt19937& random) {
    for (int round = 0; round < 400; ++round) {
      pull(store, host, 1 + static_cast<int>(random() % 3), random() % 2 == 0);
      if (host.complete) return;
    }
    FAIL() << "400 pulls that each commit at least now and then never came to the end";
  }

  // Every order that is not newer than the window is there in its present version.
  static void expect_complete(const SimulatedStore& store, const Host& host) {
    ASSERT_TRUE(host.complete);
    for (const auto& row : store.rows()) {
      if (row.updated_at > host.window_end || row.updated_at < host.since) continue;
      const auto found = host.versions.find(row.id);
      ASSERT_NE(found, host.versions.end()) << "order " << row.id << " is lost";
      ASSERT_EQ(found->second, row.updated_at) << "order " << row.id << " is outdated";
    }
  }

  test_support::MemoryHost memory_;
  const chapi_port_log* port_ = static_cast<const chapi_port_log*>(
      memory_.host.raw()->get_port(memory_.host.raw(), CHAPI_PORT_LOG));
};

TEST_F(OrderWalk, B1_LosesNoOrderWhileOrdersMove) {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    SimulatedStore store(seed, kNow);
    const int orders = 200 + static_cast<int>(random() % 600);
    // Many share a stamp, some seconds more than a page.
    const std::int64_t span = 1 + static_cast<std::int64_t>(random() % 300);
    for (int i = 0; i < orders; ++i) {
      const std::int64_t updated = kNow - 3600 + static_cast<std::int64_t>(random() % span);
      store.add(updated - static_cast<std::int64_t>(random() % 1000), updated);
    }
    store.set_churn({.touched = 1 + static_cast<double>(random() % 8),
                     .created = 1,
                     .late = 0.3,
                     .most_late_s = kLag - 1,
                     .seconds = static_cast<int>(random() % 3)});
    Host host;
    for (int cycle = 0; cycle < 3; ++cycle) {
      pull(store, host);
      expect_complete(store, host);
      store.pass(static_cast<std::int64_t>(random() % 900));
    }
    if (HasFatalFailure()) return;
  }
}

TEST_F(OrderWalk, E1_LosesNoOrderWhenEveryPullCrashes) {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    SimulatedStore store(seed, kNow);
    const std::int64_t span = 1 + static_cast<std::int64_t>(random() % 2000);
    for (int i = 0; i < 700; ++i) {
      const std::int64_t updated = kNow - 3600 + static_cast<std::int64_t>(random() % span);
      store.add(updated, updated);
    }
    store.set_churn({.touched = 3, .created = 0.5, .late = 0.3, .most_late_s = 4, .seconds = 1});
    Host host;
    for (int cycle = 0; cycle < 3; ++cycle) {
      pull_through_crashes(store, host, random);
      if (HasFatalFailure()) return;
      expect_complete(store, host);
      if (HasFatalFailure()) return;
      store.pass(static_cast<std::int64_t>(random() % 900));
    }
  }
}

TEST_F(OrderWalk, B1_RepeatsNoRowWithinAQuietPull) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 1234; ++i) store.add(kNow - 5000, kNow - 4000 + i / 90);
  Host host;
  pull(store, host);
  expect_complete(store, host);
  EXPECT_EQ(host.delivered, 1234);
  pull(store, host);
  EXPECT_EQ(host.delivered, 1234) << "nothing changed within the overlap";
}

TEST_F(OrderWalk, B1_NeedsOneListCallForAHundredOrders) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 10'000; ++i) store.add(kNow - 80'000, kNow - 80'000 + i * 7);
  Host host;
  pull(store, host);
  expect_complete(store, host);
  // Each page begins with the last row of the one before it: 99 new rows.
  EXPECT_LE(store.list_calls(), 103U);
}

TEST_F(OrderWalk, B1_ReadsASecondThatFillsManyPages) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SimulatedStore store(seed, kNow);
    for (int i = 0; i < 150; ++i) store.add(kNow - 9000, kNow - 8001);
    for (int i = 0; i < 2300; ++i) store.add(kNow - 9000 + i, kNow - 8000);
    for (int i = 0; i < 150; ++i) store.add(kNow - 9000, kNow - 7999);
    store.set_churn({.touched = 15, .seconds = 1});
    Host host;
    pull(store, host);
    expect_complete(store, host);
    if (HasFatalFailure()) return;
  }
}

TEST_F(OrderWalk, B1_SplitsASecondBehindTheEndOfOffsets) {
  SimulatedStore store(3, kNow);
  for (int i = 0; i < 12'345; ++i) store.add(kNow - 30 * 86'400 + i * 100, kNow - 8000);
  for (int i = 0; i < 50; ++i) store.add(kNow - 9000, kNow - 7000);
  store.set_churn({.touched = 5, .seconds = 0});
  Host host;
  pull(store, host);
  expect_complete(store, host);
  store.set_churn({});
  store.pass(60);
  pull(store, host);
  EXPECT_EQ(host.versions.size(), 12'395U);
}

TEST_F(OrderWalk, B1_StopsWithANameBeforeItPassesOverOrders) {
  SimulatedStore store(3, kNow);
  for (int i = 0; i < 70; ++i) store.add(kNow - 9500, kNow - 9500 + i);
  for (int i = 0; i < 5'200; ++i) store.add(kNow - 8100, kNow - 8000);
  store.add(kNow - 7000, kNow - 7000);
  Host host;
  try {
    pull(store, host);
    FAIL() << "5200 orders of one second of update and creation cannot be listed";
  } catch (const chapi::module::Error& error) {
    EXPECT_EQ(error.reason, "second_too_full");
    EXPECT_EQ(error.status, CHAPI_BAD_RESPONSE);
  }
  ASSERT_TRUE(host.checkpoint);
  EXPECT_LE(host.checkpoint->at, kNow - 8000) << "the checkpoint passed over the second";
  EXPECT_FALSE(host.versions.contains(store.rows().back().id));
}

TEST_F(OrderWalk, B1_AnEmptyWindowMovesTheCheckpointToItsEnd) {
  SimulatedStore store(1, kNow);
  Host host;
  pull(store, host);
  ASSERT_TRUE(host.complete);
  EXPECT_EQ(host.checkpoint->at, kNow + 1 - kLag) << "Lazada's time minus the lag";
  EXPECT_EQ(host.checkpoint->end, host.checkpoint->at);
  EXPECT_EQ(host.commits, 1);
}

TEST_F(OrderWalk, B1_ABusyStoreDoesNotKeepAPullAlive) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 500; ++i) store.add(kNow - 4000, kNow - 4000 + i);
  // As many changes as a page has rows, with every call.
  store.set_churn({.touched = 0, .created = 120, .seconds = 1});
  Host host;
  pull(store, host);
  EXPECT_TRUE(host.complete);
  EXPECT_LE(store.list_calls(), 12U);
}

TEST_F(OrderWalk, E1_SurvivesALazadaClockThatJumpsAheadForOneAnswer) {
  SimulatedStore store(1, kNow);
  store.add(kNow - 4000, kNow - 4000);
  Host host;
  store.skew_date(7 * 86'400);
  pull(store, host);
  store.skew_date(0);
  store.pass(1800);
  for (int i = 0; i < 300; ++i) store.add(store.now() - 1500, store.now() - 1500 + i);
  pull(store, host);
  expect_complete(store, host);
  EXPECT_NE(memory_.log.text().find("pull.start_in_future"), std::string::npos)
      << "the jump must be told";
}

TEST_F(OrderWalk, B1_RefusesAPageThatIsNotSorted) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 150; ++i) store.add(kNow - 4000, kNow - 4000 + i);
  WalkSettings settings;
  settings.since = kNow - 86'400;
  EXPECT_THROW(
      {
        try {
          lazada::flow::walk_orders(
              settings, chapi::module::Log(port_),
              [&](const ListQuery& query) {
                ListAnswer answer = store.list(query);
                std::swap(answer.page.orders[10], answer.page.orders[20]);
                return answer;
              },
              [](WalkedPage) {});
        } catch (const chapi::module::Error& error) {
          EXPECT_EQ(error.reason, "page_not_sorted");
          throw;
        }
      },
      chapi::module::Error);
}

TEST_F(OrderWalk, B1_OneUnreadableStampStopsNothing) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 350; ++i) store.add(kNow - 4000, kNow - 4000 + i / 3);
  WalkSettings settings;
  settings.since = kNow - 86'400;
  std::set<std::string> ids;
  lazada::flow::walk_orders(
      settings, chapi::module::Log(port_),
      [&](const ListQuery& query) {
        ListAnswer answer = store.list(query);
        for (auto& order : answer.page.orders) {
          if (order.order_id == store.rows()[99].id || order.order_id == store.rows()[120].id) {
            order.updated_at = 0;
          }
        }
        return answer;
      },
      [&](WalkedPage page) {
        for (const auto& order : page.orders) ids.insert(order.order_id);
      });
  EXPECT_EQ(ids.size(), 350U);
}

TEST_F(OrderWalk, B1_EndsAtUntilAndGoesOnFromThere) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 350; ++i) store.add(kNow - 4000, kNow - 4000 + i);
  Host host;
  WalkSettings settings;
  settings.since = kNow - 86'400;
  settings.until = kNow - 3800;
  settings.overlap = 0;
  lazada::flow::walk_orders(
      settings, chapi::module::Log(port_),
      [&](const ListQuery& query) { return store.list(query); },
      [&](WalkedPage page) { host.commit(page); });
  EXPECT_TRUE(host.complete);
  EXPECT_EQ(host.versions.size(), 201U) << "both ends of the window belong to it";
  EXPECT_EQ(host.checkpoint->end, kNow - 3800);
  pull(store, host);
  EXPECT_EQ(host.versions.size(), 350U);
}

// G1: whoever goes back to a day must not lose what lies between it and the last pull.
TEST_F(OrderWalk, D2_GoesBackAndNeverForward) {
  for (const std::int64_t back_to : {kNow - 200, kNow - 4000}) {
    SCOPED_TRACE(std::to_string(kNow - back_to) + " s back");
    SimulatedStore store(1, kNow);
    for (int i = 0; i < 350; ++i) store.add(kNow - 4000, kNow - 4000 + 10 * i);
    Host host;
    pull(store, host, 2, true);
    ASSERT_LT(host.versions.size(), 250U);
    host.go_back_to = back_to;
    pull(store, host);
    expect_complete(store, host);

    const int before = host.delivered;
    pull(store, host);
    const int again = host.delivered - before;
    EXPECT_EQ(again >= 350, back_to == kNow - 4000) << again << " were delivered again";
  }
}

}  // namespace
}  // namespace flow_test
