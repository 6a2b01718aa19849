// The process manager on a clock that the test moves, with work that the test does.
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "failure.hpp"
#include "rfc3339.hpp"
#include "stores/store_edit.hpp"
#include "stores/store_table.hpp"
#include "support/ports.hpp"
#include "tasks/task_runner.hpp"
#include "tasks/task_service.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using test_support::TestClock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 1'440 * kMinute;

class Runner : public ::testing::Test {
 protected:
  void connected_store(const std::string& id, std::int64_t access_days = 30,
                       std::int64_t refresh_days = 180) {
    StoreTable stores(installation.database(), "default");
    const std::int64_t now = clock.now_ms();
    if (!stores.find(id)) {
      Store store;
      store.id = store.name = id;
      store.platform = "fake";
      store.region = "aa";
      store.adapter = "fake.aa";
      store.grant_key = "default/" + id;
      store.created_at_ms = now;
      stores.insert(store);
      stores.set_seller(id, "seller-" + id);
    }
    stores.keep_grant(id,
                      {{"action", "accept"},
                       {"grant",
                        {{"state", "active"},
                         {"refreshable", true},
                         {"access_expires_at", format_rfc3339(now + access_days * kDay)},
                         {"refresh_expires_at", format_rfc3339(now + refresh_days * kDay)}}}},
                      now);
    request_sync(installation, installation.database(), id);
  }
  Task task(const std::string& store, TaskKind kind) {
    return TaskTable(installation.database(), "default").find(store, kind).value();
  }
  // Everything that is due; returns "store task result" in the order of the ends.
  std::vector<std::string> run_due() {
    std::vector<std::string> ends;
    TaskRunner::Settings settings;
    settings.once = true;
    settings.work = [this](Installation& worker, const Store& store, const Task& one,
                           const Progress& progress) {
      return work ? work(worker, store, one, progress) : TaskOutcome{};
    };
    TaskRunner runner(installation, settings, [&](const TaskEvent& event) {
      if (observe) observe(event);
      if (event.kind == TaskEvent::Kind::kExpiryWarning) {
        warned.push_back(event.warning.store + " " + std::to_string(event.warning.days));
      }
      if (event.kind != TaskEvent::Kind::kEnded) return;
      ends.push_back(event.task.store + " " + std::string(task_name(event.task.kind)) + " " +
                     (event.waits ? "waits" : event.task.last_result));
    });
    runner.run();
    return ends;
  }
  static TaskOutcome failed(RunEnd end, const std::string& message) {
    TaskOutcome outcome;
    outcome.end = end;
    outcome.error = nlohmann::json{{"message", message}}.dump();
    return outcome;
  }

  host_test::TestDatabase database;
  host_test::TemporaryFolder folder;
  TestClock clock;
  std::atomic<bool> cancelled{false};
  Installation installation{{folder / "data", "default", database.url()}, clock, cancelled};
  TaskRunner::Work work;
  std::function<void(const TaskEvent&)> observe;
  std::vector<std::string> warned;
};

TEST_F(Runner, D1_every_task_comes_again_after_its_interval) {
  connected_store("shop");
  EXPECT_THAT(run_due(), ElementsAre("shop products done", "shop orders done"));
  EXPECT_THAT(run_due(), IsEmpty());
  clock.move_wall(9 * kMinute);
  EXPECT_THAT(run_due(), IsEmpty());
  clock.move_wall(kMinute);
  EXPECT_THAT(run_due(), ElementsAre("shop orders done"));
  clock.move_wall(kDay);
  EXPECT_THAT(run_due(), ElementsAre("shop products done", "shop orders done"));
  clock.move_wall(9 * kDay);
  EXPECT_THAT(run_due(), ElementsAre("shop products done", "shop orders done", "shop token done"));
}

TEST_F(Runner, D1_failing_store_touches_no_other_and_is_tried_again_after_1_2_4_minutes) {
  connected_store("bad");
  connected_store("good");
  run_due();
  clock.move_wall(10 * kMinute);
  work = [](Installation&, const Store& store, const Task&, const Progress&) {
    return store.id == "bad" ? failed(RunEnd::kFailed, "The shop is closed.") : TaskOutcome{};
  };
  EXPECT_THAT(run_due(), UnorderedElementsAre("bad orders failed", "good orders done"));
  EXPECT_THAT(task("bad", TaskKind::kOrders).last_error, HasSubstr("The shop is closed."));
  EXPECT_THAT(run_due(), IsEmpty());
  for (const std::int64_t minutes : {1, 2, 4}) {
    clock.move_wall(minutes * kMinute);
    EXPECT_THAT(run_due(), ElementsAre("bad orders failed"));
    EXPECT_THAT(run_due(), IsEmpty());
  }
  work = nullptr;
  clock.move_wall(10 * kMinute);
  EXPECT_THAT(run_due(), UnorderedElementsAre("bad orders done", "good orders done"));
  EXPECT_EQ(task("bad", TaskKind::kOrders).failures, 0);
}

TEST_F(Runner, D1_work_that_throws_is_a_failure_and_no_end_of_the_runner) {
  connected_store("shop");
  work = [](Installation&, const Store&, const Task&, const Progress&) -> TaskOutcome {
    throw std::runtime_error("out of luck");
  };
  EXPECT_THAT(run_due(), ElementsAre("shop products failed", "shop orders failed"));
  EXPECT_THAT(task("shop", TaskKind::kOrders).last_error, HasSubstr("out of luck"));
}

TEST_F(Runner, D1_two_runners_share_the_work_and_double_none) {
  constexpr int kStores = 12;
  for (int i = 0; i < kStores; ++i) connected_store("shop-" + std::to_string(i));
  std::mutex mutex;
  std::map<std::string, int> runs, at_once;
  bool doubled = false;
  const auto count = [&](Installation&, const Store& store, const Task& one, const Progress&) {
    {
      const std::lock_guard lock(mutex);
      ++runs[store.id + " " + std::string(task_name(one.kind))];
      doubled = doubled || ++at_once[store.id] > 1;
    }
    std::this_thread::yield();
    const std::lock_guard lock(mutex);
    --at_once[store.id];
    return TaskOutcome{};
  };
  Installation other{{folder / "data", "default", database.url()}, clock, cancelled};
  const auto run = [&](Installation& mine) {
    TaskRunner::Settings settings;
    settings.once = true;
    settings.work = count;
    TaskRunner(mine, settings, [](const TaskEvent&) {}).run();
  };
  std::thread second([&] { run(other); });
  run(installation);
  second.join();
  run(installation);  // what the second one had begun on a store keeps the first one off it
  EXPECT_EQ(runs.size(), 2U * kStores);
  for (const auto& [name, times] : runs) EXPECT_EQ(times, 1) << name;
  EXPECT_FALSE(doubled) << "two tasks of one store at once";
}

TEST_F(Runner, D1_time_of_the_next_run_lies_ahead_although_another_runner_is_at_work) {
  connected_store("shop");
  clock.move_wall(kMinute);
  Installation other{{folder / "data", "default", database.url()}, clock, cancelled};
  std::optional<std::int64_t> next;
  work = [&](Installation&, const Store&, const Task& one, const Progress&) {
    if (one.kind != TaskKind::kProducts) return TaskOutcome{};
    TaskRunner::Settings settings;
    settings.once = true;
    settings.work = [](Installation&, const Store&, const Task&, const Progress&) {
      return TaskOutcome{};
    };
    next = TaskRunner(other, settings, [](const TaskEvent&) {}).run().next_run_at_ms;
    return TaskOutcome{};
  };
  EXPECT_EQ(run_due().size(), 2U);
  ASSERT_TRUE(next) << "the renewal of the token is still to come";
  EXPECT_GT(*next, installation.now_ms());
}

TEST_F(Runner, D1_stores_are_at_work_beside_each_other) {
  connected_store("one");
  connected_store("two");
  std::atomic<int> met{0};
  work = [&](Installation& worker, const Store&, const Task& one, const Progress&) {
    if (one.kind != TaskKind::kProducts) return TaskOutcome{};
    ++met;
    while (met.load() < 2 && !worker.cancelled()) std::this_thread::yield();
    return TaskOutcome{};
  };
  EXPECT_EQ(run_due().size(), 4U);
}

TEST_F(Runner, D1_clock_that_jumps_years_makes_neither_a_storm_nor_a_stall) {
  connected_store("shop");
  run_due();
  clock.move_wall(3'650 * kDay);
  EXPECT_THAT(run_due(), IsEmpty()) << "by this clock the access has ended long ago";
  connected_store("shop");
  EXPECT_EQ(run_due().size(), 2U);
  EXPECT_THAT(run_due(), IsEmpty()) << "what was missed is not made up for";
  clock.move_wall(-3'650 * kDay);
  EXPECT_THAT(run_due(), IsEmpty());
  clock.move_wall(10 * kMinute);
  EXPECT_THAT(run_due(), ElementsAre("shop orders done"));
}

TEST_F(Runner, D3_cancel_stops_one_run_and_keeps_the_schedule) {
  connected_store("shop");
  work = [](Installation& worker, const Store&, const Task& one, const Progress&) {
    if (one.kind != TaskKind::kOrders) return TaskOutcome{};
    while (!worker.cancelled()) std::this_thread::yield();
    return failed(RunEnd::kCancelled, "stopped");
  };
  observe = [this](const TaskEvent& event) {
    if (event.kind == TaskEvent::Kind::kStarted && event.task.kind == TaskKind::kOrders) {
      EXPECT_EQ(cancel_task(installation, installation.database(), "shop", TaskKind::kOrders),
                CancelEffect::kAsked);
    }
  };
  EXPECT_THAT(run_due(), ElementsAre("shop products done", "shop orders cancelled"));
  EXPECT_EQ(task("shop", TaskKind::kOrders).failures, 0);
  work = nullptr;
  EXPECT_THAT(run_due(), IsEmpty());
  clock.move_wall(10 * kMinute);
  EXPECT_THAT(run_due(), ElementsAre("shop orders done"));
}

TEST_F(Runner, D3_work_of_a_store_that_is_switched_off_is_stopped) {
  connected_store("shop");
  work = [](Installation& worker, const Store&, const Task&, const Progress&) {
    while (!worker.cancelled()) std::this_thread::yield();
    return failed(RunEnd::kCancelled, "stopped");
  };
  observe = [this](const TaskEvent& event) {
    if (event.kind == TaskEvent::Kind::kStarted) set_active(installation, "shop", false, "Somchai");
  };
  EXPECT_THAT(run_due(), ElementsAre("shop products cancelled"));
}

TEST_F(Runner, D3_work_that_was_asked_for_and_stopped_with_the_program_stays_asked_for) {
  connected_store("shop");
  run_due();
  change_task(installation, installation.database(), "shop", TaskKind::kOrders,
              {.interval_minutes = {}, .enabled = false, .days = {}, .version = {}});
  request_task(installation, installation.database(), "shop", TaskKind::kOrders,
               clock.now_ms() - kDay);
  work = [this](Installation& worker, const Store&, const Task&, const Progress&) {
    cancelled = true;
    while (!worker.cancelled()) std::this_thread::yield();
    return failed(RunEnd::kCancelled, "stopped");
  };
  EXPECT_THAT(run_due(), ElementsAre("shop orders stopped"));
  EXPECT_TRUE(task("shop", TaskKind::kOrders).since_ms) << "nothing was pulled yet";
  cancelled = false;
  work = nullptr;
  EXPECT_THAT(run_due(), ElementsAre("shop orders done"));
  EXPECT_FALSE(task("shop", TaskKind::kOrders).since_ms);
}

TEST_F(Runner, D3_task_of_a_process_that_is_gone_or_silent_is_taken_over) {
  connected_store("shop");
  run_due();
  clock.move_wall(10 * kMinute);
  TaskTable table(installation.database(), "default");
  const auto begin_elsewhere = [&](std::int64_t pid, const std::string& host) {
    RunnerMark runner;
    runner.id = "elsewhere";
    runner.pid = pid;
    runner.pid_started = 1;
    runner.host = host;
    runner.alive_at_ms = clock.now_ms();
    table.keep_runner(runner);
    Task orders = task("shop", TaskKind::kOrders);
    orders.runner = runner.id;
    orders.began_at_ms = clock.now_ms();
    EXPECT_TRUE(table.begin(orders));
  };
  begin_elsewhere(1, "another-machine");
  EXPECT_THAT(run_due(), IsEmpty()) << "it is at work there";
  clock.move_wall(46'000);
  EXPECT_THAT(run_due(), ElementsAre("shop orders interrupted", "shop orders done"));

  clock.move_wall(10 * kMinute);
  std::array<char, 256> here{};
  ::gethostname(here.data(), here.size() - 1);
  begin_elsewhere(4'000'000, here.data());
  EXPECT_THAT(run_due(), ElementsAre("shop orders interrupted", "shop orders done"));
}

TEST_F(Runner, D3_late_end_of_a_silent_process_is_refused) {
  connected_store("shop");
  TaskTable table(installation.database(), "default");
  Task late = task("shop", TaskKind::kOrders);
  late.runner = "late";
  late.began_at_ms = clock.now_ms();
  EXPECT_TRUE(table.begin(late));
  EXPECT_THAT(run_due(), testing::Contains("shop orders done"));
  late.last_began_at_ms = late.last_ended_at_ms = clock.now_ms();
  late.last_result = "failed";
  EXPECT_FALSE(table.end(late));
  EXPECT_EQ(task("shop", TaskKind::kOrders).last_result, "done");
}

TEST_F(Runner, A17_D3_progress_and_remaining_time_can_be_read_by_other_processes) {
  connected_store("shop");
  std::atomic<int> reports{0};
  std::optional<TaskView> seen;
  work = [&](Installation& worker, const Store&, const Task& one, const Progress& progress) {
    if (one.kind != TaskKind::kOrders) return TaskOutcome{};
    progress(0, 400, "orders");
    while (reports.load() < 1 && !worker.cancelled()) std::this_thread::yield();
    clock.sleep_ms(5'000, nullptr);  // the test's clock: takes no time
    progress(100, 400, "orders");
    while (!worker.cancelled()) std::this_thread::yield();
    return failed(RunEnd::kCancelled, "stopped");
  };
  observe = [&](const TaskEvent& event) {
    if (event.kind != TaskEvent::Kind::kProgress || ++reports < 2) return;
    seen = show_task(installation, installation.database(), "shop", TaskKind::kOrders);
    cancel_task(installation, installation.database(), "shop", TaskKind::kOrders);
  };
  run_due();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->state, "running");
  EXPECT_EQ(seen->task.progress_done, 100);
  EXPECT_EQ(seen->task.progress_total, 400);
  EXPECT_EQ(seen->task.progress_unit, "orders");
  ASSERT_TRUE(seen->seconds_left);
  EXPECT_GE(*seen->seconds_left, 15) << "300 more at 100 in 5 s";
}

TEST_F(Runner, A10_warns_30_14_7_3_and_1_days_before_the_end_once_each_and_then_of_the_end) {
  connected_store("shop", 30, 40);
  for (int day = 0; day < 45; ++day) {
    run_due();
    run_due();
    clock.move_wall(kDay);
  }
  EXPECT_THAT(warned, ElementsAre("shop 30", "shop 14", "shop 7", "shop 3", "shop 1", "shop 0"));
  connected_store("shop", 30, 40);
  clock.move_wall(15 * kDay);
  run_due();
  EXPECT_EQ(warned.size(), 7U) << "a new access has an end of its own";
  EXPECT_EQ(ExpiryWarningTable(installation.database(), "default").list("shop").size(), 7U);
}

TEST_F(Runner, A17_new_authorisation_makes_products_and_orders_due_and_forgets_old_failures) {
  connected_store("shop");
  work = [](Installation&, const Store&, const Task&, const Progress&) {
    return failed(RunEnd::kNeedsPerson, "authorise again");
  };
  run_due();
  work = nullptr;
  EXPECT_THAT(run_due(), IsEmpty());
  connected_store("shop");
  EXPECT_EQ(task("shop", TaskKind::kOrders).failures, 0);
  EXPECT_THAT(run_due(), ElementsAre("shop products done", "shop orders done"));
}

TEST_F(Runner, D1_only_the_last_50_runs_of_a_task_are_kept) {
  connected_store("shop");
  for (int i = 0; i < 60; ++i) {
    run_due();
    clock.move_wall(10 * kMinute);
  }
  TaskTable table(installation.database(), "default");
  EXPECT_EQ(table.runs("shop", "orders", 1'000).size(), 50U);
  EXPECT_EQ(table.runs("shop", "products", 1'000).size(), 1U);
}

}  // namespace
}  // namespace channel_host
