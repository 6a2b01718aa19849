// Pulling, listing and showing orders.
#include <gmock/gmock.h>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Orders : public HostProgram {};

TEST_F(Orders, B1_pull_stores_every_order_once_and_the_next_one_goes_on) {
  connected_store();
  const auto first = documents({"order", "pull", "shop"}, {{"FAKE_ORDERS", "35"}})[0];
  EXPECT_EQ(first["added"], 35);
  EXPECT_EQ(first["complete"], true);
  const auto again = documents({"order", "pull", "shop"}, {{"FAKE_ORDERS", "37"}})[0];
  EXPECT_EQ(again["added"], 2) << "from the checkpoint on";
  EXPECT_EQ(documents({"order", "list"}).size(), 37U);
}

TEST_F(Orders, B2_same_order_id_in_two_stores_is_two_orders) {
  connected_store("one");
  add_store("two", "bb");
  authorise("two", "s2");
  const auto pulls = documents({"order", "pull", "--all"}, {{"FAKE_ORDERS", "3"}});
  EXPECT_EQ(pulls.size(), 2U);
  EXPECT_EQ(documents({"order", "list"}).size(), 6U);
  const std::string id = documents({"order", "list", "--store", "two"})[0]["order_id"];
  const Finished both = run({"order", "show", id});
  EXPECT_EQ(both.exit_code, 4);
  EXPECT_THAT(both.err, HasSubstr("one, two"));
  EXPECT_EQ(documents({"order", "show", id, "--store", "two"})[0]["region"], "bb");
}

TEST_F(Orders, B3_B5_listed_document_has_what_a_caller_needs) {
  connected_store();
  expect_ok({"order", "pull", "shop"});
  const auto order = documents({"order", "list", "--limit", "1"})[0];
  for (const char* member :
       {"platform", "region", "store", "seller_id", "order_id", "created_at", "updated_at",
        "status", "currency", "totals", "buyer", "shipping_address", "items"}) {
    EXPECT_TRUE(order.contains(member)) << member;
  }
  for (const char* member :
       {"item_id", "sku", "shop_sku", "name", "status", "status_raw", "price", "mapping"}) {
    EXPECT_TRUE(order["items"][0].contains(member)) << member;
  }
  EXPECT_EQ(order["store"], "shop");
  EXPECT_EQ(order["items"][0]["mapping"]["state"], "unmapped");
  EXPECT_EQ(order["buyer"]["name"], "Buyer SECRET-NAME");
}

TEST_F(Orders, newer_version_wins_and_every_version_is_stamped) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "4"}});
  const auto moved =
      documents({"order", "pull", "shop"}, {{"FAKE_ORDERS", "4"}, {"FAKE_MOVED", "2"}})[0];
  EXPECT_EQ(moved["changed"], 2);
  EXPECT_EQ(moved["unchanged"], 2);
  expect_ok({"order", "pull", "shop"},
            {{"FAKE_ORDERS", "4"}, {"FAKE_MOVED", "0"}, {"FAKE_PULL", "older"}});
  EXPECT_EQ(documents({"order", "list", "--status", "shipped"}).size(), 2U) << "no step back (G3)";
  const std::string id = documents({"order", "list", "--status", "shipped"})[0]["order_id"];
  EXPECT_EQ(documents({"order", "show", id})[0]["versions"].size(), 2U);
}

TEST_F(Orders, one_bad_order_stops_nothing_and_is_kept) {
  connected_store();
  const Finished pull = run({"order", "pull", "shop"}, {{"FAKE_PULL", "reject"}});
  EXPECT_EQ(pull.exit_code, 0);
  EXPECT_THAT(pull.err, HasSubstr("1 orders could not be read"));
  EXPECT_EQ(documents({"order", "list"}).size(), 20U);
  const auto rejected = documents({"order", "list", "--rejected"});
  ASSERT_EQ(rejected.size(), 1U);
  EXPECT_EQ(rejected[0]["order_id"], "666");
  EXPECT_EQ(rejected[0]["reason"], "bad_number");
}

TEST_F(Orders, module_that_delivers_another_shops_orders_stores_nothing) {
  connected_store();
  const Finished pull = run({"order", "pull", "shop"}, {{"FAKE_PULL", "foreign"}});
  EXPECT_EQ(pull.exit_code, 36);
  EXPECT_THAT(pull.err, HasSubstr("somebody"));
  EXPECT_TRUE(documents({"order", "list"}).empty());
}

TEST_F(Orders, module_that_answers_nonsense_is_a_defect_of_the_module) {
  connected_store();
  for (const char* mode : {"garbage", "silent"}) {
    const Finished pull = run({"order", "pull", "shop"}, {{"FAKE_PULL", mode}});
    EXPECT_EQ(pull.exit_code, 36) << mode;
    EXPECT_THAT(pull.err, HasSubstr("plugin's author")) << mode;
  }
  EXPECT_TRUE(documents({"order", "list"}).empty());
}

TEST_F(Orders, every_status_of_the_contract_has_its_own_exit_code) {
  connected_store();
  for (int status = 3; status <= 16; ++status) {
    const Finished pull = run({"order", "pull", "shop"}, {{"FAKE_STATUS", std::to_string(status)}});
    EXPECT_EQ(pull.exit_code, 20 + status);
    EXPECT_THAT(pull.err, HasSubstr("E-" + std::to_string(status)));
    EXPECT_THAT(pull.err, HasSubstr("request-4711"));
    EXPECT_THAT(pull.err, HasSubstr("What to do"));
  }
  EXPECT_EQ(run({"order", "pull", "shop"}, {{"FAKE_STATUS", "99"}}).exit_code, 36)
      << "a status that the contract does not know is a defect of the module";
  EXPECT_EQ(run({"order", "pull", "shop"}, {{"FAKE_STATUS", "2"}}).exit_code, 36)
      << "STOP is no answer of a verb";
}

TEST_F(Orders, hostile_names_cannot_steer_a_terminal) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "1"}});
  const std::string id = documents({"order", "list"})[0]["order_id"];
  const Finished shown = run({"order", "show", id});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown.out, HasSubstr("\\u{1B}[31m"));
}

TEST_F(Orders, store_that_is_not_authorised_is_told_so) {
  set_up_plugin();
  add_store("shop");
  EXPECT_EQ(run({"order", "pull", "shop"}).exit_code, 6);
  EXPECT_EQ(run({"order", "pull", "nobody"}).exit_code, 3);
  EXPECT_EQ(run({"order", "pull"}).exit_code, 2);
  EXPECT_EQ(run({"order", "pull", "shop", "--since", "yesterday"}).exit_code, 5);
}

TEST_F(Orders, back_fill_goes_back_whatever_was_pulled) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "30"}});
  const auto pull =
      documents({"order", "pull", "shop", "--since", "2026-05-01"}, {{"FAKE_ORDERS", "30"}})[0];
  EXPECT_EQ(pull["unchanged"], 30);
}

TEST_F(Orders, pull_from_a_day_to_come_is_refused_and_loses_nothing) {
  connected_store();
  const Finished done = run({"order", "pull", "shop", "--since", "9999-12-31"});
  EXPECT_EQ(done.exit_code, 5);
  EXPECT_THAT(done.err, HasSubstr("lies in the future"));
  EXPECT_EQ(documents({"order", "pull", "shop"})[0]["added"], 20);
}

TEST_F(Orders, nobody_and_no_reason_are_not_written_into_a_timeline) {
  connected_store();
  expect_ok({"order", "pull", "shop"});
  const Finished nobody = run({"--actor", " ", "order", "remark", "SO-000001", "x"});
  EXPECT_EQ(nobody.exit_code, 5);
  EXPECT_THAT(nobody.err, HasSubstr("--actor"));
  const Finished blank = run({"order", "void", "SO-000001", "--reason", " "});
  EXPECT_EQ(blank.exit_code, 5);
  EXPECT_THAT(blank.err, HasSubstr("with a reason only"));
  EXPECT_EQ(documents({"order", "timeline", "SO-000001"}).size(), 1U);
}

TEST_F(Orders, global_options_stand_before_or_after_the_noun) {
  connected_store();
  const Finished after =
      test_support::run_program({CHANNEL_HOST, "store", "list", "--json", "--data", data()});
  EXPECT_EQ(after.exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(after.out)["store"], "shop");
  const Finished by_environment = test_support::run_program(
      {CHANNEL_HOST, "store", "list", "--json"}, {{"CHANNEL_HOST_DATA", data()}});
  EXPECT_EQ(by_environment.out, after.out);
}

TEST_F(Orders, every_command_has_help_with_an_example_and_exit_codes) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"plugin", "list"},
                                             {"plugin", "enable"},
                                             {"plugin", "disable"},
                                             {"plugin", "info"},
                                             {"app", "set"},
                                             {"store", "add"},
                                             {"store", "list"},
                                             {"store", "show"},
                                             {"store", "verify"},
                                             {"store", "refresh"},
                                             {"store", "authorize"},
                                             {"order", "pull"},
                                             {"order", "list"},
                                             {"order", "show"},
                                             {"order", "counts"},
                                             {"order", "review"},
                                             {"order", "timeline"},
                                             {"order", "process"},
                                             {"order", "mark-shipped"},
                                             {"order", "freeze"},
                                             {"order", "unfreeze"},
                                             {"order", "void"},
                                             {"order", "reopen"},
                                             {"order", "remark"},
                                             {"order", "address"},
                                             {"sku", "list"},
                                             {"sku", "import"},
                                             {"sku", "export"},
                                             {"sku", "unmapped"},
                                             {"sku", "suggest"},
                                             {"sku", "map"},
                                             {"sku", "unmap"},
                                             {"sku", "download"},
                                             {"sku", "rules"},
                                             {"shipment", "push"},
                                             {"shipment", "list"},
                                             {"shipment", "label"}}) {
    std::vector<std::string> line = {CHANNEL_HOST};
    line.insert(line.end(), command.begin(), command.end());
    line.emplace_back("--help");
    const Finished help = test_support::run_program(line);
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("Example:\n  channel-host " + command[0] + " " + command[1]));
    EXPECT_THAT(help.out, HasSubstr("Exit codes:"));
  }
}

TEST_F(Orders, long_values_are_cut_for_a_person_and_whole_for_a_program) {
  connected_store();
  const std::string flood(5000, 'x');
  const nlohmann::json items = {{{"name", flood}, {"sku", flood}}};
  const nlohmann::json patch = {{"shipping_address", {{"name", flood}, {"lines", {flood, flood}}}}};
  expect_ok({"order", "pull", "shop"},
            {{"FAKE_ORDERS", "2"}, {"FAKE_ITEMS", items.dump()}, {"FAKE_PATCH", patch.dump()}});
  for (const std::vector<std::string>& command : {std::vector<std::string>{"order", "list"},
                                                  {"order", "show", "SO-000001"},
                                                  {"sku", "unmapped"}}) {
    const Finished shown = run(command);
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    std::istringstream lines(shown.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LT(line.size(), 800U) << line;
    EXPECT_THAT(shown.out, HasSubstr("…"));
  }
  EXPECT_EQ(documents({"order", "show", "SO-000001"})[0]["items"][0]["name"], flood);
}

}  // namespace
}  // namespace host_test
