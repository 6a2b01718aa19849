// Tasks by the command line: channel-host run and channel-host task.
#include <gmock/gmock.h>

#include <csignal>
#include <set>
#include <thread>

#include "sandbox_host.hpp"

namespace host_test {
namespace {

using test_support::Background;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Tasks : public SandboxHost {
 protected:
  nlohmann::json task(const std::string& name, const std::string& store = "shop") const {
    return documents({"task", "show", store, name})[0];
  }
  // "shop orders done" for every task that ended.
  std::vector<std::string> ends(const Finished& run) const {
    std::vector<std::string> found;
    std::istringstream lines(run.out);
    for (std::string line; std::getline(lines, line);) {
      const auto event = nlohmann::json::parse(line);
      if (event["event"] != "task_ended") continue;
      found.push_back(event["store"].get<std::string>() + " " + event["task"].get<std::string>() +
                      " " + event["result"].get<std::string>());
    }
    return found;
  }
};

TEST_F(Tasks, A17_first_synchronisation_does_products_then_orders_by_itself) {
  connected_store();
  EXPECT_EQ(task("products")["first_sync"], true);
  EXPECT_THAT(ends(run({"--json", "run", "--once"})),
              ElementsAre("shop products done", "shop orders done"));
  EXPECT_EQ(documents({"order", "list"}).size(), 20U);
  EXPECT_FALSE(documents({"sku", "unmapped"}).empty());
  EXPECT_EQ(task("orders")["first_sync"], false);
  EXPECT_EQ(task("orders")["last_report"]["added"], 20);
  EXPECT_TRUE(ends(run({"--json", "run", "--once"})).empty()) << "nothing is due twice";
}

TEST_F(Tasks, A17_authorising_tells_what_happens_next) {
  set_up_plugin();
  add_store("shop");
  expect_ok({"store", "authorize", "shop"});
  EXPECT_THAT(run({"store", "authorize", "shop", "--code", "code-s1", "--yes"}).err,
              HasSubstr("Next: products, then orders are downloaded by channel-host run"));
  expect_ok(
      {"store", "add", "by-hand", "--region", "bb", "--name", "By hand", "--pull-mode", "manual"});
  expect_ok({"store", "authorize", "by-hand"});
  EXPECT_THAT(run({"store", "authorize", "by-hand", "--code", "code-s2", "--yes"}).err,
              HasSubstr("channel-host task run by-hand --all"));
}

TEST_F(Tasks, D1_list_shows_interval_state_next_and_last_run_of_every_task) {
  connected_store();
  const auto listed = documents({"task", "list"});
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[0]["task"], "products");
  EXPECT_EQ(listed[1]["task"], "orders");
  EXPECT_EQ(listed[1]["interval_minutes"], 10);
  EXPECT_EQ(listed[1]["days"], 30);
  EXPECT_EQ(listed[2]["task"], "token");
  EXPECT_EQ(listed[2]["interval_minutes"], 14'400);
  EXPECT_EQ(listed[2]["last_result"], nullptr);
  EXPECT_THAT(run({"task", "list"}).err, HasSubstr("no channel-host run is at work"));
}

TEST_F(Tasks, D1_run_now_is_done_here_or_left_for_channel_host_run) {
  connected_store();
  run({"run", "--once"});
  const Finished here = run({"--json", "task", "run", "shop", "--all", "--here"});
  EXPECT_EQ(here.exit_code, 0) << here.err;
  EXPECT_THAT(ends(here), ElementsAre("shop products done", "shop orders done", "shop token done"));
  const Finished asked = run({"task", "run", "shop", "token"});
  EXPECT_EQ(asked.exit_code, 0);
  EXPECT_THAT(asked.err, HasSubstr("no channel-host run is at work"));
  EXPECT_THAT(asked.err, HasSubstr("--here"));
  EXPECT_EQ(task("token")["state"], "requested");
  EXPECT_THAT(ends(run({"--json", "run", "--once"})), ElementsAre("shop token done"));
}

TEST_F(Tasks, D1_tasks_switched_off_and_manual_stores_run_only_when_asked) {
  connected_store();
  expect_ok({"task", "set", "shop", "products", "--off"});
  expect_ok({"task", "set", "shop", "orders", "--off", "--interval", "15", "--days", "60"});
  EXPECT_TRUE(ends(run({"--json", "run", "--once"})).empty());
  EXPECT_EQ(task("orders")["held_back_by"], "switched off");
  EXPECT_EQ(task("orders")["interval_minutes"], 15);
  expect_ok({"task", "run", "shop", "orders"});
  EXPECT_THAT(ends(run({"--json", "run", "--once"})), ElementsAre("shop orders done"));
}

TEST_F(Tasks, D1_settings_that_somebody_changed_meanwhile_are_refused_with_what_they_are_now) {
  connected_store();
  const auto version = task("orders")["version"].get<int>();
  expect_ok({"task", "set", "shop", "orders", "--interval", "20"});
  const Finished second = run(
      {"task", "set", "shop", "orders", "--interval", "30", "--version", std::to_string(version)});
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, HasSubstr("every 20 minutes"));
  EXPECT_EQ(task("orders")["interval_minutes"], 20);
}

TEST_F(Tasks, D1_wrong_names_numbers_and_states_are_refused_with_the_way_out) {
  connected_store();
  add_store("draft", "bb");
  struct Case {
    std::vector<std::string> command;
    int exit_code;
    const char* sentence;
  };
  for (const Case& c : {
           Case{{"task", "show", "nowhere", "orders"}, 3, "There is no store nowhere"},
           Case{{"task", "show", "shop", "stock"}, 3, "products, orders, token"},
           Case{{"task", "show", "draft", "orders"}, 6, "store authorize draft"},
           Case{{"task", "set", "shop", "orders", "--interval", "0"}, 5, "1 to 525600"},
           Case{{"task", "set", "shop", "token", "--days", "3"}, 5, "products and orders"},
           Case{{"task", "set", "shop", "orders"}, 2, "--interval"},
           Case{{"task", "run", "shop"}, 2, "--all"},
           Case{{"task", "run", "shop", "orders", "--since", "soon"}, 5, "2026-01-31"},
           Case{{"task", "run", "shop", "orders", "--since", "2999-01-01"}, 5, "future"},
           Case{
               {"task", "run", "shop", "token", "--since", "2026-01-01"}, 5, "products and orders"},
           Case{{"task", "cancel", "shop", "orders"}, 6, "nothing to cancel"},
       }) {
    const Finished done = run(c.command);
    EXPECT_EQ(done.exit_code, c.exit_code) << done.err;
    EXPECT_THAT(done.err, HasSubstr(c.sentence));
  }
}

TEST_F(Tasks, D4_failure_shows_store_call_code_request_id_meaning_and_remedy) {
  connected_store();
  const Finished failed = run({"--json", "run", "--once"}, {{"FAKE_STATUS", "31"}});
  EXPECT_EQ(failed.exit_code, 12);
  EXPECT_THAT(ends(failed), testing::Contains("shop orders failed"));
  for (const char* part : {"shop orders: failed", "E-31", "request-4711", "What to do"}) {
    EXPECT_THAT(failed.err, HasSubstr(part));
  }
  const auto shown = task("orders");
  EXPECT_EQ(shown["last_result"], "failed");
  EXPECT_EQ(shown["last_error"]["platform_code"], "E-31");
  EXPECT_EQ(shown["last_error"]["request_id"], "request-4711");
  EXPECT_FALSE(shown["last_error"]["remedy"].get<std::string>().empty());
  EXPECT_EQ(shown["failures"], 1);
  EXPECT_NE(shown["next_run_at"], nullptr) << "it is tried again";
  EXPECT_EQ(documents({"task", "history", "shop", "orders"})[0]["result"], "failed");
}

TEST_F(Tasks, D3_stop_by_ctrl_c_is_clean_and_the_next_start_goes_on) {
  connected_store();
  Background host(command({"run"}), waiting());
  until_marked();
  EXPECT_EQ(task("orders")["state"], "running");
  host.signal(SIGTERM);
  EXPECT_EQ(host.wait(), 0);
  EXPECT_EQ(task("orders")["last_result"], "stopped");
  EXPECT_THAT(ends(run({"--json", "run", "--once"})), ElementsAre("shop orders done"));
}

TEST_F(Tasks, D3_run_goes_on_when_the_database_server_was_started_again) {
  connected_store();
  Background host(command({"--json", "run"}));
  const auto until_ended = [&](const std::string& wanted) {
    for (;;) {
      const auto event = nlohmann::json::parse(host.line());
      if (event["event"] == "task_ended" && event["task"] == wanted) return event["result"];
    }
  };
  EXPECT_EQ(until_ended("orders"), "done");
  database.end_sessions();
  // Renewing needs the vault's session too.
  expect_ok({"task", "run", "shop", "token"});
  EXPECT_EQ(until_ended("token"), "done");
  host.signal(SIGTERM);
  EXPECT_EQ(host.wait(), 0);
}

TEST_F(Tasks, D3_stop_does_not_wait_for_a_database_that_is_gone) {
  connected_store();
  Background host(command({"--json", "run"}));
  while (nlohmann::json::parse(host.line())["event"] != "task_ended") {
  }
  database.take_no_sessions(true);
  database.end_sessions();
  host.signal(SIGTERM);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(host.wait(), database.on_server() ? 9 : 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  database.take_no_sessions(false);
  expect_ok({"run", "--once"});
}

TEST_F(Tasks, D3_cancel_from_another_process_ends_the_run_and_not_the_runner) {
  connected_store();
  Background host(command({"--json", "run"}), waiting());
  until_marked();
  EXPECT_THAT(run({"task", "run", "shop", "orders"}).err, HasSubstr("runs already"));
  EXPECT_THAT(run({"task", "cancel", "shop", "orders"}).out, HasSubstr("Asked to stop"));
  nlohmann::json event;
  do {
    event = nlohmann::json::parse(host.line());
  } while (event["event"] != "task_ended" || event["task"] != "orders");
  EXPECT_EQ(event["result"], "cancelled");
  expect_ok({"task", "run", "shop", "token"});
  do {
    event = nlohmann::json::parse(host.line());
  } while (event["event"] != "task_ended");
  EXPECT_EQ(event["task"], "token") << "run now was seen by the running process";
  host.signal(SIGINT);
  EXPECT_EQ(host.wait(), 0);
}

TEST_F(Tasks, D3_request_can_be_taken_back) {
  connected_store();
  run({"run", "--once"});
  expect_ok({"task", "run", "shop", "token"});
  EXPECT_THAT(run({"task", "cancel", "shop", "token"}).out, HasSubstr("Withdrawn"));
  EXPECT_TRUE(ends(run({"--json", "run", "--once"})).empty());
}

TEST_F(Tasks, D3_killed_run_is_noticed_and_the_next_one_goes_on) {
  connected_store();
  Background host(command({"run"}), waiting());
  until_marked();
  host.signal(SIGKILL);
  host.wait();
  EXPECT_EQ(task("orders")["state"], "interrupted");
  EXPECT_THAT(ends(run({"--json", "run", "--once"})),
              ElementsAre("shop orders interrupted", "shop orders done"));
  EXPECT_EQ(documents({"order", "list"}).size(), 20U);
}

TEST_F(Tasks, D3_pull_that_dies_after_every_page_loses_and_doubles_nothing) {
  connected_store();
  expect_ok({"task", "set", "shop", "products", "--off"});
  const Environment dies = {{"FAKE_ORDERS", "60"}, {"FAKE_ABORT_AFTER", "1"}};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(run({"run", "--once"}, dies).exit_code, 128 + SIGABRT);
  }
  expect_ok({"run", "--once"}, {{"FAKE_ORDERS", "60"}});
  std::set<std::string> ids;
  for (const auto& order : documents({"order", "list"})) {
    EXPECT_TRUE(ids.insert(order["order_id"]).second) << "twice: " << order["order_id"];
  }
  EXPECT_EQ(ids.size(), 60U);
}

TEST_F(Tasks, D1_pull_by_hand_makes_the_task_wait_and_not_fail) {
  connected_store();
  expect_ok({"task", "set", "shop", "products", "--off"});
  Background pull(command({"order", "pull", "shop"}), waiting());
  until_marked();
  const Finished once = run({"--json", "run", "--once"});
  EXPECT_EQ(once.exit_code, 12);
  EXPECT_THAT(ends(once), ElementsAre("shop orders busy"));
  EXPECT_EQ(task("orders")["failures"], 0);
  pull.signal(SIGKILL);
  pull.wait();
  expect_ok({"task", "run", "shop", "orders", "--here"});
}

TEST_F(Tasks, D2_back_fill_by_date_pulls_again_from_there) {
  connected_store();
  run({"run", "--once"});
  const std::string handed = (folder / "handed").string();
  expect_ok({"task", "run", "shop", "orders", "--since", "2026-05-01", "--here"},
            {{"FAKE_DOCUMENTS", handed}});
  EXPECT_THAT(read_file(handed), HasSubstr(R"("go_back_to":"2026-05-01T00:00:00Z")"));
  EXPECT_EQ(task("orders")["last_report"]["unchanged"], 20);
}

TEST_F(Tasks, D2_products_are_downloaded_whole_at_first_and_then_by_their_window) {
  connected_store();
  expect_ok({"task", "set", "shop", "products", "--days", "7"});
  const std::string handed = (folder / "handed").string();
  expect_ok({"task", "run", "shop", "products", "--here"}, {{"FAKE_DOCUMENTS", handed}});
  EXPECT_THAT(read_file(handed), ::testing::Not(HasSubstr("updated_since")));
  expect_ok({"task", "run", "shop", "products", "--here"}, {{"FAKE_DOCUMENTS", handed}});
  EXPECT_THAT(read_file(handed), HasSubstr("updated_since"));
  expect_ok({"task", "run", "shop", "products", "--since", "2026-05-01", "--here"},
            {{"FAKE_DOCUMENTS", handed}});
  EXPECT_THAT(read_file(handed), HasSubstr(R"("updated_since":"2026-05-01T00:00:00Z")"));
}

TEST_F(Tasks, D2_D3_back_fill_that_is_killed_begins_again_until_a_page_is_stored_then_goes_on) {
  connected_store();
  run({"run", "--once"});
  const std::vector<std::string> back_fill = {"task",    "run",        "shop",  "orders",
                                              "--since", "2026-05-01", "--here"};
  const auto asked_of_the_module = [&] {
    const std::string handed = (folder / "handed").string();
    expect_ok({"run", "--once"}, {{"FAKE_DOCUMENTS", handed}});
    const std::string documents = read_file(handed);
    std::filesystem::remove(handed);
    return documents;
  };
  EXPECT_EQ(run(back_fill, {{"FAKE_ABORT_AFTER", "0"}}).exit_code, 128 + SIGABRT);
  EXPECT_THAT(asked_of_the_module(), HasSubstr(R"("go_back_to":"2026-05-01T00:00:00Z")"));
  EXPECT_EQ(run(back_fill, {{"FAKE_ABORT_AFTER", "1"}}).exit_code, 128 + SIGABRT);
  EXPECT_THAT(asked_of_the_module(), HasSubstr(R"("checkpoint":"10")"));
}

TEST_F(Tasks, D3_second_run_takes_over_what_a_killed_one_was_at_and_nothing_before) {
  connected_store();
  expect_ok({"task", "set", "shop", "products", "--off"});
  Background first(command({"run"}), waiting());
  until_marked();
  Background second(command({"--json", "run"}));
  while (task("orders")["state"] != "running") {
  }
  expect_ok({"task", "run", "shop", "token"});
  EXPECT_EQ(task("token")["state"], "requested") << "one task of a store at a time";
  first.signal(SIGKILL);
  first.wait();
  std::vector<std::string> seen;
  while (seen.empty() || seen.back() != "token done") {
    const auto event = nlohmann::json::parse(second.line());
    if (event["event"] != "task_ended") continue;
    seen.push_back(event["task"].get<std::string>() + " " + event["result"].get<std::string>());
  }
  EXPECT_THAT(seen, ElementsAre("orders interrupted", "orders done", "token done"));
  second.signal(SIGTERM);
  EXPECT_EQ(second.wait(), 0);
}

TEST_F(Tasks, D2_first_pull_reaches_back_as_many_days_as_the_task_says) {
  connected_store();
  expect_ok({"task", "set", "shop", "orders", "--days", "3650"});
  const std::string handed = (folder / "handed").string();
  expect_ok({"run", "--once"}, {{"FAKE_DOCUMENTS", handed}});
  EXPECT_THAT(read_file(handed), HasSubstr(R"("since":"2016-)"));
}

class SandboxTasks : public Tasks {
 protected:
  void connect(const std::string& region) {
    SandboxHost::connect("shop-" + region, region);
    expect_ok({"task", "set", "shop-" + region, "orders", "--days", "60"});
  }
};

TEST_F(SandboxTasks, A17_D1_six_shops_are_synchronised_beside_each_other_and_watched) {
  start({"--orders", "40", "--seed", "11"});
  for (const std::string region : {"sg", "my", "th", "vn", "id", "ph"}) connect(region);
  const Finished unattended = run({"task", "watch", "shop-th"});
  EXPECT_EQ(unattended.exit_code, 6);
  EXPECT_THAT(unattended.err, HasSubstr("Start channel-host run"));
  Background host(command({"--json", "run"}));
  EXPECT_EQ(nlohmann::json::parse(host.line())["event"], "task_started");
  for (const std::string region : {"sg", "my", "th", "vn", "id", "ph"}) {
    const std::string store = "shop-" + region;
    const Finished watched = run({"task", "watch", store});
    EXPECT_EQ(watched.exit_code, 0) << watched.err;
    EXPECT_THAT(watched.out, HasSubstr("orders: done"));
    EXPECT_EQ(task("orders", store)["last_report"]["added"], 40);
    EXPECT_LE(task("products", store)["last_ended_at"], task("orders", store)["last_began_at"]);
  }
  host.signal(SIGTERM);
  EXPECT_EQ(host.wait(), 0);
  EXPECT_EQ(documents({"order", "list"}).size(), 240U);
}

TEST_F(SandboxTasks, E1_D3_runs_killed_in_a_pull_end_with_every_order_once) {
  start({"--orders", "3000", "--regions", "th", "--latency-ms", "5"});
  connect("th");
  expect_ok({"task", "set", "shop-th", "products", "--off"});
  for (int i = 0; i < 4; ++i) {
    Background host(command({"run"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + 80 * i));
    host.signal(SIGKILL);
    host.wait();
  }
  expect_ok({"run", "--once"});
  std::set<std::string> ids;
  for (const auto& order : documents({"order", "list"})) ids.insert(order["order_id"]);
  EXPECT_EQ(ids.size(), 3000U);
  EXPECT_EQ(task("orders", "shop-th")["last_result"], "done");
}

TEST_F(SandboxTasks, A11_token_is_renewed_by_the_task_and_refused_ones_are_shown_not_hammered) {
  start({"--orders", "12", "--regions", "sg"});
  connect("sg");
  const auto before = documents({"store", "show", "shop-sg"})[0]["access_expires_at"];
  const Finished renewed = run({"--json", "task", "run", "shop-sg", "token", "--here"});
  EXPECT_EQ(renewed.exit_code, 0) << renewed.err;
  EXPECT_GE(documents({"store", "show", "shop-sg"})[0]["access_expires_at"], before);
  sandbox->post("/_sandbox/tokens", {{"action", "revoke"},
                                     {"account", "owner.sg@sandbox.example"},
                                     {"access", true},
                                     {"refresh", true}});
  const Finished refused = run({"--json", "task", "run", "shop-sg", "token", "--here"});
  EXPECT_EQ(refused.exit_code, 26) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("store authorize shop-sg"));
  EXPECT_EQ(documents({"store", "list"})[0]["status"], "authorise again");
  EXPECT_EQ(task("token", "shop-sg")["held_back_by"], "authorise again");
}

}  // namespace
}  // namespace host_test
