// When tasks run, which goes first, and that no clock makes a storm or a stall.
#include <gmock/gmock.h>

#include <vector>

#include "failure.hpp"
#include "tasks/schedule.hpp"

namespace channel_host {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 1'440 * kMinute;
constexpr std::int64_t kNow = 1'800'000'000'000;

// Authorised a day ago for 30 days, renewable for 180.
Store authorised_store() {
  Store store;
  store.id = "shop";
  store.seller_id = "4711";
  store.grant_state = "active";
  store.refreshable = true;
  store.authorised_at_ms = kNow - kDay;
  store.access_obtained_at_ms = kNow - kDay;
  store.access_expires_at_ms = kNow + 29 * kDay;
  store.refresh_expires_at_ms = kNow + 179 * kDay;
  return store;
}

// All three, due as given.
std::vector<Task> tasks(std::int64_t products, std::int64_t orders, std::int64_t token) {
  std::vector<Task> all;
  for (const TaskKind kind : kTaskKinds) all.push_back(default_task("shop", kind, kNow));
  all[0].next_run_at_ms = products;
  all[1].next_run_at_ms = orders;
  all[2].next_run_at_ms = token;
  return all;
}

TEST(Schedule, D1_store_does_products_then_orders_then_token) {
  Store store = authorised_store();
  store.access_obtained_at_ms = kNow - 10 * kDay;
  std::vector<Task> all = tasks(kNow, kNow - kDay, kNow);
  std::vector<std::string> order;
  while (const Task* next = next_task(all, store, kNow)) {
    order.emplace_back(task_name(next->kind));
    all[static_cast<std::size_t>(next->kind)].next_run_at_ms = kNow + kMinute;
  }
  EXPECT_THAT(order, testing::ElementsAre("products", "orders", "token"));
}

TEST(Schedule, D1_one_task_of_a_store_at_a_time) {
  std::vector<Task> all = tasks(kNow, kNow, kNow);
  all[1].running = true;
  EXPECT_EQ(next_task(all, authorised_store(), kNow), nullptr);
}

TEST(Schedule, A11_token_interval_is_14400_minutes) {
  const Task token = default_task("shop", TaskKind::kToken, kNow);
  EXPECT_EQ(token.interval_minutes, 14'400);
  EXPECT_EQ(token.next_run_at_ms, kNow + 10 * kDay);
}

TEST(Schedule, A11_token_goes_first_before_half_of_the_access_tokens_life_is_over) {
  Store store = authorised_store();
  const std::vector<Task> all = tasks(kNow, kNow, kNow + 9 * kDay);
  EXPECT_EQ(next_task(all, store, kNow)->kind, TaskKind::kProducts);
  EXPECT_EQ(next_task(all, store, kNow + 14 * kDay)->kind, TaskKind::kToken) << "15 of 30 days";
  store.access_expires_at_ms = kNow + kDay;
  EXPECT_EQ(next_task(all, store, kNow)->kind, TaskKind::kToken);
  store.access_expires_at_ms = kNow - 1;
  EXPECT_EQ(next_task(all, store, kNow)->kind, TaskKind::kToken) << "pulling needs it";
}

TEST(Schedule, A11_tokens_that_live_for_seconds_are_not_renewed_without_a_pause) {
  Store store = authorised_store();
  store.access_obtained_at_ms = kNow - 9'000;
  store.access_expires_at_ms = kNow + 1'000;
  std::vector<Task> all = tasks(kNow + kDay, kNow + kMinute, kNow + kDay);
  all[2].last_ended_at_ms = kNow - 1'000;
  EXPECT_EQ(next_task(all, store, kNow), nullptr);
  EXPECT_NE(next_task(all, store, kNow + kMinute), nullptr);
}

TEST(Schedule, A11_tokens_renewed_by_hand_or_through_another_store_are_not_renewed_again_soon) {
  Store store = authorised_store();
  Task token = default_task("shop", TaskKind::kToken, kNow - 10 * kDay);
  EXPECT_EQ(next_run_of(token, store, kNow), kNow + 9 * kDay) << "they were got a day ago";
  EXPECT_FALSE(is_due(token, store, kNow));
  token.failures = 1;
  token.last_ended_at_ms = kNow - 2 * kDay;
  EXPECT_FALSE(is_due(token, store, kNow)) << "the failure was with older tokens";
  token.last_ended_at_ms = kNow - kMinute;
  EXPECT_TRUE(is_due(token, store, kNow)) << "what failed is tried again";
  token.failures = 0;
  token.requested = true;
  EXPECT_TRUE(is_due(token, store, kNow)) << "a person asked";
}

TEST(Schedule, A11_renewal_that_failed_waits_and_lets_the_pull_go_on) {
  Store store = authorised_store();
  store.access_expires_at_ms = kNow + kDay;
  std::vector<Task> all = tasks(kNow + kDay, kNow, kNow + kMinute);
  all[2].failures = 1;
  all[2].last_ended_at_ms = kNow - kMinute;
  EXPECT_EQ(next_task(all, store, kNow)->kind, TaskKind::kOrders);
}

TEST(Schedule, A12_store_to_authorise_again_is_pulled_while_the_old_access_lives) {
  Store store = authorised_store();
  store.grant_state = "authorize_again";
  const std::vector<Task> all = tasks(kNow, kNow, kNow);
  EXPECT_TRUE(is_due(all[1], store, kNow));
  EXPECT_FALSE(is_due(all[2], store, kNow)) << "what was refused is not asked again and again";
  EXPECT_EQ(held_back_by(all[2], store, kNow), "authorise again");
  store.access_expires_at_ms = kNow - 1;
  EXPECT_EQ(held_back_by(all[1], store, kNow), "authorise again");
}

TEST(Schedule, A12_store_whose_access_was_refused_is_pulled_only_when_asked) {
  Store store = authorised_store();
  store.grant_state = "refused";
  std::vector<Task> all = tasks(kNow, kNow, kNow);
  for (const Task& task : all) EXPECT_EQ(held_back_by(task, store, kNow), "authorise again");
  all[1].requested = true;
  EXPECT_EQ(held_back_by(all[1], store, kNow), "");
}

TEST(Schedule, D1_what_holds_a_task_back_is_named) {
  struct Case {
    const char* why;
    void (*change)(Store&, Task&);
    bool even_if_asked;
  };
  for (const Case& c : {
           Case{"not authorised", [](Store&s, Task&) { s.grant_state = "none"; }, true},
           Case{"authorisation cancelled", [](Store&s, Task&) { s.cancelled_at_ms = kNow; }, true},
           Case{"store inactive", [](Store&s, Task&) { s.active = false; }, true},
           Case{"pull mode manual", [](Store&s, Task&) { s.pull_mode = "manual"; }, false},
           Case{"switched off", [](Store&, Task&t) { t.enabled = false; }, false},
       }) {
    Store store = authorised_store();
    Task task = default_task("shop", TaskKind::kOrders, kNow);
    c.change(store, task);
    EXPECT_EQ(held_back_by(task, store, kNow), c.why);
    EXPECT_FALSE(is_due(task, store, kNow)) << c.why;
    task.requested = true;
    EXPECT_EQ(is_due(task, store, kNow), !c.even_if_asked) << c.why;
  }
}

TEST(Schedule, A11_tokens_of_inactive_and_manual_stores_are_renewed_too) {
  Store store = authorised_store();
  store.active = false;
  store.pull_mode = "manual";
  EXPECT_EQ(held_back_by(default_task("shop", TaskKind::kToken, kNow), store, kNow), "");
}

TEST(Schedule, D1_failures_are_tried_again_after_1_2_4_minutes_up_to_the_interval) {
  const Task orders = default_task("shop", TaskKind::kOrders, kNow);
  std::vector<std::int64_t> minutes;
  for (const std::int64_t failures : {1, 2, 3, 4, 5, 60, 1'000'000}) {
    minutes.push_back((next_run_after(orders, RunEnd::kFailed, failures, -1, kNow) - kNow) /
                      kMinute);
  }
  EXPECT_THAT(minutes, testing::ElementsAre(1, 2, 4, 8, 10, 10, 10));
  EXPECT_EQ(next_run_after(orders, RunEnd::kFailed, 1, 5 * kMinute, kNow), kNow + 5 * kMinute)
      << "the marketplace asked for a pause";
  EXPECT_EQ(next_run_after(orders, RunEnd::kNeedsPerson, 1, -1, kNow), kNow + 10 * kMinute);
  EXPECT_EQ(next_run_after(orders, RunEnd::kDone, 0, -1, kNow), kNow + 10 * kMinute);
  EXPECT_EQ(next_run_after(orders, RunEnd::kStopped, 0, -1, kNow), kNow) << "goes on at once";
}

TEST(Schedule, D1_clock_that_was_years_ahead_does_not_stall_a_task) {
  Task orders = default_task("shop", TaskKind::kOrders, kNow);
  const Store store = authorised_store();
  orders.next_run_at_ms = kNow + 3'650 * kDay;
  EXPECT_EQ(next_run_of(orders, store, kNow), kNow + 10 * kMinute);
  orders.next_run_at_ms = kNow - 3'650 * kDay;
  EXPECT_EQ(next_run_of(orders, store, kNow), kNow - 3'650 * kDay) << "long overdue: runs once";
  EXPECT_EQ(next_run_after(orders, RunEnd::kDone, 0, -1, kNow), kNow + 10 * kMinute)
      << "what was missed is not made up for";
}

TEST(Schedule, D3_remaining_time_follows_from_the_pace_of_this_run) {
  Task orders = default_task("shop", TaskKind::kOrders, kNow);
  orders.running = true;
  orders.progress_first_at_ms = kNow;
  orders.progress_first = 1'000;  // of the run before
  orders.progress_at_ms = kNow + 10'000;
  orders.progress_done = 1'100;
  EXPECT_EQ(seconds_left(orders), std::nullopt) << "the total is not known";
  orders.progress_total = 1'400;
  EXPECT_EQ(seconds_left(orders), 30);
  orders.progress_total = 1'100;
  EXPECT_EQ(seconds_left(orders), 0);
  orders.progress_total = 1'400;
  orders.progress_at_ms = kNow - 5'000;
  EXPECT_EQ(seconds_left(orders), std::nullopt) << "the clock was set back";
}

TEST(Schedule, unknown_task_is_refused_with_the_tasks_there_are) {
  try {
    task_kind("stock");
    FAIL() << "there is no such task";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, Exit::kNotFound);
    EXPECT_THAT(failure.what(), testing::HasSubstr("products, orders, token"));
  }
}

}  // namespace
}  // namespace channel_host
