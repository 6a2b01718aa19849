// A store's life from the command line: editing, names, pulling, visiting, cancelling.
#include <gmock/gmock.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include "db/store_rows.hpp"
#include "embedded_text.hpp"
#include "host_program.hpp"
#include "installation.hpp"
#include "support/ports.hpp"

namespace host_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class StoreLife : public HostProgram {
 protected:
  nlohmann::json show(const std::string& id) { return documents({"store", "show", id})[0]; }
  Finished add_named(const std::string& id, const std::string& name) {
    return run({"store", "add", id, "--region", "aa", "--name", name});
  }
};

TEST_F(StoreLife, A4_A15_everything_that_was_entered_can_be_edited_but_the_id) {
  set_up_plugin();
  add_store("one");
  const auto edited =
      documents({"store", "edit", "one", "--name", "Cửa hàng", "--description", "two\nlines",
                 "--url", "https://shop.example/x", "--pull-mode", "manual", "--owner", "host",
                 "--customer", "C-1", "--include-shipping", "yes"})[0];
  EXPECT_EQ(edited["name"], "Cửa hàng");
  EXPECT_EQ(edited["description"], "two\nlines");
  EXPECT_EQ(edited["url"], "https://shop.example/x");
  EXPECT_EQ(edited["pull_mode"], "manual");
  EXPECT_EQ(edited["owner"], "host");
  EXPECT_EQ(edited["customer"], "C-1");
  EXPECT_EQ(edited["include_shipping"], true);
  EXPECT_EQ(edited["version"], 2);
  EXPECT_EQ(show("one"), [&] {
    auto expected = edited;
    expected["orders"] = expected["orders_rejected"] = 0;
    return expected;
  }());
  EXPECT_EQ(run({"store", "edit", "one", "--id", "two"}).exit_code, 2) << "there is no such option";
  const auto cleared =
      documents({"store", "edit", "one", "--url", "", "--customer", "", "--description", ""})[0];
  EXPECT_EQ(cleared["url"], "https://fake.example") << "the marketplace's own again";
  EXPECT_EQ(cleared["customer"], "");
}

TEST_F(StoreLife, A15_of_two_administrators_the_second_is_told_what_changed) {
  set_up_plugin();
  add_store("one");
  expect_ok({"store", "edit", "one", "--name", "First", "--version", "1"});
  const Finished second =
      run({"store", "edit", "one", "--name", "Second", "--owner", "host", "--version", "1"});
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, AllOf(HasSubstr("name from \"Shop one\" to \"First\""),
                                HasSubstr("--version 2"), HasSubstr("Nothing of yours was kept")));
  EXPECT_EQ(show("one")["name"], "First");
  EXPECT_EQ(show("one")["owner"], "marketplace") << "not even the half of it";
  const Finished future = run({"store", "edit", "one", "--name", "X", "--version", "9"});
  EXPECT_EQ(future.exit_code, 5);
  EXPECT_THAT(future.err, HasSubstr("its version is 2"));
  expect_ok({"store", "edit", "one", "--name", "Second", "--version", "2"});
}

TEST_F(StoreLife, A15_history_tells_who_changed_what) {
  set_up_plugin();
  add_store("one");
  EXPECT_TRUE(documents({"store", "history", "one"}).empty());
  expect_ok({"store", "edit", "one", "--name", "ร้าน", "--owner", "host", "--actor", "สมชาย"});
  expect_ok({"store", "deactivate", "one"}, {{"CHANNEL_HOST_ACTOR", "Malee"}});
  expect_ok({"store", "stop", "one", "--actor", "Ánh"});
  std::vector<std::string> told;
  for (const auto& change : documents({"store", "history", "one"})) {
    EXPECT_FALSE(change["at"].get<std::string>().empty());
    told.push_back(change["version"].dump() + " " + change["actor"].get<std::string>() + ": " +
                   change["field"].get<std::string>() + ", " + change["before"].get<std::string>() +
                   " -> " + change["after"].get<std::string>());
  }
  EXPECT_THAT(
      told,
      ElementsAre("2 สมชาย: name, Shop one -> ร้าน", "2 สมชาย: owner, marketplace -> host",
                  "3 Malee: active, active -> inactive", "4 Ánh: pull mode, automatic -> manual"));
  EXPECT_THAT(run({"store", "edit", "one", "--name", "X", "--version", "3"}).err,
              HasSubstr("pull mode from \"automatic\" to \"manual\" (Ánh, "));
  EXPECT_THAT(run({"store", "history", "one"}).out, HasSubstr("สมชาย"));
  EXPECT_EQ(run({"store", "history", "two"}).exit_code, 3);
  const Finished hidden = run({"store", "edit", "one", "--name", "X", "--actor", "a\nb"});
  EXPECT_EQ(hidden.exit_code, 5);
  EXPECT_THAT(hidden.err, HasSubstr("--actor holds the control character"));
}

TEST_F(StoreLife, A15_edits_at_the_same_moment_both_count) {
  set_up_plugin();
  add_store("one");
  std::vector<std::thread> administrators;
  for (int n = 0; n < 4; ++n) {
    administrators.emplace_back([&, n] {
      expect_ok({"store", "edit", "one", "--description", "by " + std::to_string(n)});
    });
  }
  for (auto& one : administrators) one.join();
  EXPECT_EQ(show("one")["version"], 5);
}

TEST_F(StoreLife, A5_names_of_every_script_are_kept_and_told_apart) {
  set_up_plugin();
  const std::vector<std::string> names = {"ร้านกาแฟ", "Cà phê Việt", "咖啡店", "متجر القهوة",
                                          "🛒 Shop 👨‍👩‍👧"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(add_named("s" + std::to_string(i), names[i]).exit_code, 0) << names[i];
  }
  const auto stores = documents({"store", "list"});
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(stores[i]["name"], names[i]);
  const std::string decomposed = "ca\u0300 phe\u0302 vie\u0323\u0302t";
  const Finished clash = add_named("again", decomposed);
  EXPECT_EQ(clash.exit_code, 4) << "Vietnamese typed the other way is the same name";
  EXPECT_THAT(clash.err, AllOf(HasSubstr("the store s1 (fake.aa"), HasSubstr("Who can mend it")));
}

TEST_F(StoreLife, A5_clash_names_the_holder_before_any_redirect_and_also_when_renaming) {
  set_up_plugin();
  add_store("one");
  add_store("two", "bb");
  const Finished renamed = run({"store", "edit", "two", "--name", "SHOP  one"});
  EXPECT_EQ(renamed.exit_code, 4);
  EXPECT_THAT(renamed.err, HasSubstr("the store one (fake.aa"));
  expect_ok({"store", "edit", "one", "--name", "shop ONE"});
  EXPECT_EQ(show("one")["name"], "shop ONE") << "a store does not clash with itself";
}

TEST_F(StoreLife, A4_texts_that_would_deceive_are_refused_with_the_place) {
  set_up_plugin();
  const auto refused = [&](const std::string& name) {
    const Finished done = add_named("one", name);
    EXPECT_EQ(done.exit_code, 5) << name;
    return done.err;
  };
  EXPECT_THAT(refused("a\x1b[31m"), HasSubstr("control character U+001B as character 2"));
  EXPECT_THAT(refused("a\nb"), HasSubstr("U+000A"));
  EXPECT_THAT(refused("shop\u202Egnp"), HasSubstr("U+202E as character 5"));
  EXPECT_THAT(refused("\u2066x"), HasSubstr("U+2066"));
  EXPECT_THAT(refused("\xC3\x28"), HasSubstr("not UTF-8 text at byte 1"));
  EXPECT_THAT(refused("  \u200B "), HasSubstr("is empty"));
  EXPECT_THAT(refused(std::string(121, 'x')), HasSubstr("has 121 characters; at most 120"));
  std::string thai;
  for (int i = 0; i < 120; ++i) thai += "ก";
  EXPECT_EQ(add_named("one", thai).exit_code, 0) << "characters are counted, not bytes";
  for (const char* url : {"javascript:alert(1)", "file:///etc/passwd", "https://good@evil.example",
                          "no address", "https://x y"}) {
    const Finished done = run({"store", "edit", "one", "--url", url});
    EXPECT_EQ(done.exit_code, 5) << url;
    EXPECT_THAT(done.err, HasSubstr("no web address"));
  }
  const Finished long_text = run({"store", "edit", "one", "--description", std::string(2001, 'x')});
  EXPECT_EQ(long_text.exit_code, 5);
  EXPECT_THAT(long_text.err, HasSubstr("at most 2000"));
}

TEST_F(StoreLife, A15_wrong_ids_and_wrong_states_name_what_is_allowed) {
  set_up_plugin();
  add_store("one");
  for (const char* command : {"edit", "visit", "deactivate", "stop", "cancel", "show", "verify"}) {
    std::vector<std::string> arguments = {"store", command, "nobody"};
    if (std::string(command) == "edit") arguments.insert(arguments.end(), {"--name", "x"});
    const Finished done = run(arguments);
    EXPECT_EQ(done.exit_code, 3) << command;
    EXPECT_THAT(done.err, HasSubstr("no store nobody"));
  }
  EXPECT_EQ(run({"store", "edit", "one"}).exit_code, 2);
  const auto refused = [&](const char* command) {
    const Finished done = run({"store", command, "one"});
    EXPECT_EQ(done.exit_code, 6) << command;
    return done.err;
  };
  EXPECT_THAT(refused("activate"), HasSubstr("Only inactive stores"));
  EXPECT_THAT(refused("resume"), HasSubstr("Only stores whose pull mode is manual"));
  EXPECT_THAT(refused("cancel"), HasSubstr("Only a store that is authorised, expiring, expired"));
  EXPECT_THAT(refused("verify"), HasSubstr("store authorize one"));
  EXPECT_THAT(refused("refresh"), HasSubstr("store authorize one"));
}

TEST_F(StoreLife, A15_inactive_store_keeps_everything_and_neither_pulls_nor_ships) {
  connected_store("one");
  expect_ok({"order", "pull", "one"});
  expect_ok({"store", "deactivate", "one"});
  EXPECT_EQ(show("one")["status"], "inactive");
  EXPECT_EQ(show("one")["orders"], 20);
  for (const auto& arguments : {std::vector<std::string>{"order", "pull", "one"},
                                std::vector<std::string>{"shipment", "push", "one"}}) {
    const Finished done = run(arguments);
    EXPECT_EQ(done.exit_code, 6);
    EXPECT_THAT(done.err, HasSubstr("inactive"));
  }
  expect_ok({"store", "activate", "one"});
  EXPECT_EQ(show("one")["status"], "authorised");
  expect_ok({"order", "pull", "one"});
}

TEST_F(StoreLife, A15_automatic_pulling_is_stopped_and_resumed) {
  set_up_plugin();
  add_store("one");
  EXPECT_EQ(show("one")["pull_mode"], "automatic");
  expect_ok({"store", "stop", "one"});
  EXPECT_EQ(show("one")["pull_mode"], "manual");
  EXPECT_EQ(run({"store", "stop", "one"}).exit_code, 6);
  expect_ok({"store", "resume", "one"});
  EXPECT_EQ(show("one")["pull_mode"], "automatic");
}

TEST_F(StoreLife, A15_visit_prints_the_storefront_and_opens_it_only_when_asked) {
  set_up_plugin();
  add_store("one");
  const std::string url = "https://shop.example/a?b=$(touch%20x)&c='d'";
  expect_ok({"store", "edit", "one", "--url", url});
  const std::string seen = (folder / "seen").string();
  std::filesystem::create_directories(folder / "bin");
  write_file(folder / "bin" / "xdg-open", "#!/bin/sh\nprintf '%s' \"$1\" > " + seen + "\n");
  std::filesystem::permissions(folder / "bin" / "xdg-open", std::filesystem::perms::owner_all);
  const Environment path = {{"PATH", (folder / "bin").string() + ":/usr/bin:/bin"}};
  EXPECT_EQ(run({"store", "visit", "one"}, path).out, url + "\n");
  EXPECT_FALSE(std::filesystem::exists(seen));
  EXPECT_EQ(run({"store", "visit", "one", "--open"}, path).exit_code, 0);
  EXPECT_EQ(read_file(seen), url) << "an address is never a command";
  const Finished none = run({"store", "visit", "one", "--open"}, {{"PATH", data()}});
  EXPECT_EQ(none.exit_code, 13);
  EXPECT_THAT(none.err, HasSubstr("Open the address yourself"));
}

TEST_F(StoreLife, A16_cancelling_forgets_the_grant_and_keeps_the_data) {
  connected_store("one");
  expect_ok({"order", "pull", "one"});
  const std::string seen = (folder / "documents").string();
  EXPECT_EQ(run({"store", "cancel", "one"}, {{"FAKE_DOCUMENTS", seen}}).exit_code, 0);
  EXPECT_THAT(read_file(seen), HasSubstr("\"forget\"")) << "the module erases its grant";
  const auto store = show("one");
  EXPECT_EQ(store["status"], "cancelled");
  EXPECT_EQ(store["orders"], 20);
  EXPECT_EQ(store["seller_id"], "seller-one");
  EXPECT_TRUE(store["access_expires_at"].is_null());
  for (const auto& arguments : {std::vector<std::string>{"order", "pull", "one"},
                                std::vector<std::string>{"store", "refresh", "one"},
                                std::vector<std::string>{"store", "verify", "one"}}) {
    const Finished done = run(arguments);
    EXPECT_EQ(done.exit_code, 6) << arguments[1];
    EXPECT_THAT(done.err, HasSubstr("was cancelled"));
  }
  EXPECT_THAT(run({"store", "cancel", "one"}).err, HasSubstr("is cancelled already"));

  // A13: it comes back with the same shop only.
  expect_ok({"store", "authorize", "one"});
  EXPECT_NE(run({"store", "authorize", "one", "--code", "code-other", "--yes"}).exit_code, 0);
  EXPECT_EQ(show("one")["status"], "cancelled");
  authorise("one", "seller-one");
  EXPECT_EQ(show("one")["status"], "authorised");
  expect_ok({"order", "pull", "one"});
}

TEST_F(StoreLife, A6_cancelling_is_the_way_out_for_another_company) {
  connected_store("one");
  const auto other = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--tenant", "other"});
    return run(arguments);
  };
  expect_ok({"app", "set", "--key", "1", "--secret-file", (folder / "secret.txt").string(),
             "--redirect-uri", "http://127.0.0.1:1/", "--tenant", "other"});
  EXPECT_EQ(other({"store", "add", "theirs", "--region", "aa", "--name", "Shop one"}).exit_code, 0);
  EXPECT_EQ(other({"store", "authorize", "theirs"}).exit_code, 0);
  const Finished refused =
      other({"store", "authorize", "theirs", "--code", "code-seller-one", "--yes"});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("another company"), HasSubstr("channel-host store cancel"),
                    HasSubstr("Nothing was changed"), Not(HasSubstr("store one"))));
  expect_ok({"store", "cancel", "one"});
  EXPECT_EQ(other({"store", "authorize", "theirs"}).exit_code, 0);
  EXPECT_EQ(other({"store", "authorize", "theirs", "--code", "code-seller-one", "--yes"}).exit_code,
            0);
  expect_ok({"store", "authorize", "one"});
  EXPECT_EQ(run({"store", "authorize", "one", "--code", "code-seller-one", "--yes"}).exit_code, 4)
      << "the shop is the other company's now";
  EXPECT_EQ(show("one")["status"], "cancelled");
}

// Every table with a tenant and a store, as the migrations make them.
std::vector<std::string> tables_of_stores() {
  std::vector<std::string> names;
  const std::regex table("CREATE TABLE (\\w+) \\((?=[^;]*\\n  tenant )(?=[^;]*\\n  store )");
  for (const auto& file : channel_host::migration_files()) {
    const std::string text(file.text);
    for (std::sregex_iterator at(text.begin(), text.end(), table), end; at != end; ++at) {
      names.push_back((*at)[1]);
    }
    const std::regex dropped("DROP TABLE (\\w+)");
    for (std::sregex_iterator at(text.begin(), text.end(), dropped), end; at != end; ++at) {
      std::erase(names, std::string((*at)[1]));
    }
  }
  return names;
}

TEST_F(StoreLife, A16_deleting_says_what_is_lost_and_needs_the_typed_id) {
  connected_store("one");
  expect_ok({"order", "pull", "one"});
  expect_ok({"sku", "list", "one"});
  expect_ok({"sku", "map", "one", "SKU-1", "OWN-1"});
  const Finished asked = run({"store", "delete", "one"});
  EXPECT_EQ(asked.exit_code, 6);
  EXPECT_THAT(asked.err,
              AllOf(HasSubstr("20 orders"), HasSubstr("5 listings"), HasSubstr("1 mapping rules"),
                    HasSubstr("cannot be undone"), HasSubstr("marketplace's own orders"),
                    HasSubstr("--export FOLDER --confirm one")));
  const Finished typed = run({"store", "delete", "one", "--confirm", "two"});
  EXPECT_EQ(typed.exit_code, 5);
  EXPECT_THAT(typed.err, HasSubstr("The store is one, but two was typed"));
  EXPECT_EQ(show("one")["orders"], 20) << "nothing was deleted";
}

TEST_F(StoreLife, A16_deleted_store_is_exported_first_and_leaves_nothing_behind) {
  connected_store("one");
  add_store("two");
  authorise("two", "seller-two");
  for (const char* id : {"one", "two"}) {
    expect_ok({"order", "pull", id});
    expect_ok({"sku", "list", id});
    for (const char* sku : {"SKU-0", "SKU-1", "SKU-2", "SKU-3"}) {
      expect_ok({"sku", "map", id, sku, "OWN"});
    }
    run({"shipment", "push", id});
    for (const auto& order : documents({"order", "list", "--store", id, "--limit", "2"})) {
      expect_ok({"order", "remark", order["number"], "ฝากไว้", "--actor", "Somchai"});
    }
    expect_ok({"store", "edit", id, "--description", "with a change"});
  }
  // As the timelines of the orders tell it, without the marketplace's versions.
  std::multiset<nlohmann::json> told;
  for (const auto& order : documents({"order", "list", "--store", "one"})) {
    for (nlohmann::json event : documents({"order", "timeline", order["number"]})) {
      if (event["act"] == "arrived" || event["act"] == "new-version") continue;
      event["order_id"] = order["order_id"];
      told.insert(std::move(event));
    }
  }
  const auto copy = folder / "copy";
  std::filesystem::create_directories(folder / "taken");
  const Finished taken =
      run({"store", "delete", "one", "--confirm", "one", "--export", (folder / "taken").string()});
  EXPECT_EQ(taken.exit_code, 4);
  EXPECT_EQ(show("one")["orders"], 20) << "without the export nothing is deleted";

  expect_ok({"store", "delete", "one", "--confirm", "one", "--export", copy.string()});
  EXPECT_EQ(run({"store", "show", "one"}).exit_code, 3);
  std::istringstream orders(read_file(copy / "orders.jsonl"));
  int lines = 0;
  for (std::string line; std::getline(orders, line); ++lines) {
    EXPECT_EQ(nlohmann::json::parse(line)["store"], "one");
  }
  EXPECT_EQ(lines, 20);
  std::istringstream events(read_file(copy / "events.jsonl"));
  for (const auto& file : std::filesystem::directory_iterator(copy)) {
    EXPECT_EQ(file.status().permissions(), std::filesystem::perms(0600)) << file.path();
  }
  std::multiset<nlohmann::json> exported;
  std::size_t remarks = 0;
  for (std::string line; std::getline(events, line);) {
    remarks += nlohmann::json::parse(line)["actor"] == "Somchai" ? 1 : 0;
    exported.insert(nlohmann::json::parse(line));
  }
  EXPECT_EQ(remarks, 2U);
  EXPECT_EQ(exported, told);
  EXPECT_THAT(read_file(copy / "listings.jsonl"), HasSubstr("SKU-4"));
  EXPECT_THAT(read_file(copy / "mapping.csv"),
              AllOf(HasSubstr("fake,one,SKU-1,OWN,1"), Not(HasSubstr("fake,two"))));
  EXPECT_EQ(std::filesystem::status(copy).permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_all)
      << "buyer data";

  test_support::TestClock clock;
  std::atomic<bool> cancelled{false};
  channel_host::Installation installation({data(), "default", database.url()}, clock, cancelled);
  const auto tables = tables_of_stores();
  ASSERT_THAT(tables,
              ::testing::IsSupersetOf({"store", "channel_order", "shop_owner", "sku_rule"}));
  for (const std::string& table : tables) {
    if (table == "store_lease") continue;  // a fence never falls
    const auto rows = [&](const char* store) {
      return channel_host::db::count_store_rows(installation.database(), table.c_str(), "default",
                                                store);
    };
    EXPECT_EQ(rows("one"), 0) << table;
  }
  EXPECT_EQ(show("two")["orders"], 20) << "another store keeps all";
  expect_ok({"order", "pull", "two"});

  // The shop and the id are free again, and the old grant is gone.
  add_store("one");
  EXPECT_EQ(run({"order", "pull", "one"}).exit_code, 6);
  authorise("one", "seller-one");
  EXPECT_EQ(show("one")["orders"], 0);
}

TEST_F(StoreLife, A16_store_that_is_being_pulled_is_not_deleted) {
  connected_store("one");
  const std::string mark = (folder / "mark").string();
  test_support::Background pull({"/usr/bin/env", "FAKE_PULL=wait", "FAKE_MARK=" + mark,
                                 CHANNEL_HOST, "--data", data(), "order", "pull", "one"});
  while (!std::filesystem::exists(mark)) std::this_thread::yield();
  const Finished done = run({"store", "delete", "one", "--confirm", "one"});
  EXPECT_EQ(done.exit_code, 11);
  EXPECT_THAT(done.err, HasSubstr("Another process is at work on the store one"));
  EXPECT_EQ(show("one")["status"], "authorised");
  pull.signal(SIGINT);
  EXPECT_EQ(pull.wait(), 130);
  expect_ok({"store", "delete", "one", "--confirm", "one"});
}

// A16: the download would store listings of a store that is no more.
TEST_F(StoreLife, A16_store_whose_products_are_downloaded_is_not_deleted) {
  connected_store("one");
  const std::string mark = (folder / "mark").string();
  test_support::Background download(command({"sku", "download", "one"}),
                                    {{"FAKE_LIST", "wait"}, {"FAKE_MARK", mark}});
  while (!std::filesystem::exists(mark)) std::this_thread::yield();
  const Finished done = run({"store", "delete", "one", "--confirm", "one"});
  EXPECT_EQ(done.exit_code, 11);
  EXPECT_THAT(done.err, HasSubstr("Another process is at work on the store one (products"));
  download.signal(SIGINT);
  download.wait();
  expect_ok({"store", "delete", "one", "--confirm", "one"});
}

TEST_F(StoreLife, every_command_has_help_with_an_example_and_exit_codes) {
  for (const char* name : {"edit", "visit", "deactivate", "activate", "stop", "resume", "cancel",
                           "attach", "errors", "delete"}) {
    const Finished help = run({"store", name, "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, AllOf(HasSubstr(std::string("Example:\n  channel-host store ") + name),
                                HasSubstr("Exit codes:")));
  }
}

TEST_F(StoreLife, A18_connection_errors_are_listed_with_cause_remedy_and_who) {
  const auto errors = documents({"store", "errors"});
  std::set<std::string> codes;
  for (const auto& error : errors) {
    codes.insert(error["code"]);
    for (const char* member : {"cause", "remedy", "who"}) {
      EXPECT_FALSE(error[member].get<std::string>().empty()) << error;
    }
  }
  for (const char* code : {"INTERNAL_DATA_ERROR", "PASSWORD_NOT_MATCH", "name_taken", "shop_taken",
                           "InvalidCode", "redirect_not_registered", "AUTH_TYPE_UNSUPPORTED",
                           "SellerNotVerified", "SellerNotActive"}) {
    EXPECT_EQ(codes.count(code), 1U) << code;
  }
  const Finished table = run({"store", "errors"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("main account"), HasSubstr("Never give it to anybody")));
}

}  // namespace
}  // namespace host_test
