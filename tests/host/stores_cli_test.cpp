// Stores and their authorisation from the command line.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Stores : public HostProgram {};

std::string state_of(const std::string& url) { return url.substr(url.find("state=") + 6); }

TEST_F(Stores, A1_A4_store_record_has_its_facts_and_a_derived_status) {
  set_up_plugin();
  expect_ok({"store", "add", "one", "--region", "aa", "--name", "ร้าน 店 🛒",
             "--description", "first", "--pull-mode", "manual"});
  expect_ok({"store", "add", "two", "--region", "bb", "--name", "Two"});
  const auto stores = documents({"store", "list"});
  ASSERT_EQ(stores.size(), 2U);
  EXPECT_EQ(stores[0]["name"], "ร้าน 店 🛒");
  EXPECT_EQ(stores[0]["status"], "draft");
  EXPECT_EQ(stores[0]["pull_mode"], "manual");
  EXPECT_EQ(stores[0]["url"], "https://fake.example");
  EXPECT_EQ(stores[0]["active"], true);
  EXPECT_TRUE(stores[0]["seller_id"].is_null());
}

TEST_F(Stores, A5_name_is_unique_and_the_clash_names_the_holder) {
  set_up_plugin();
  expect_ok({"store", "add", "one", "--region", "aa", "--name", "My Shop"});
  const Finished name = run({"store", "add", "two", "--region", "bb", "--name", " my  SHOP "});
  EXPECT_EQ(name.exit_code, 4);
  EXPECT_THAT(name.err, HasSubstr("belongs to the store one"));
  const Finished id = run({"store", "add", "one", "--region", "bb", "--name", "Other"});
  EXPECT_EQ(id.exit_code, 4);
  EXPECT_THAT(id.err, HasSubstr("My Shop"));
}

TEST_F(Stores, unknown_region_lists_the_enabled_ones) {
  set_up_plugin();
  const Finished done = run({"store", "add", "one", "--region", "zz", "--name", "x"});
  EXPECT_EQ(done.exit_code, 5);
  EXPECT_THAT(done.err, HasSubstr("aa (Fake aa), bb (Fake bb)"));
}

TEST_F(Stores, A8_callback_is_accepted_once_and_only_with_its_own_state) {
  set_up_plugin();
  add_store("one");
  add_store("two");
  const std::string state = state_of(documents({"store", "authorize", "one"})[0]["authorize_url"]);
  const std::string good = "http://127.0.0.1:18765/callback?code=code-s1&state=" + state;
  Finished done = run({"store", "authorize", "two", "--code", good});
  EXPECT_EQ(done.exit_code, 6);
  EXPECT_THAT(done.err, HasSubstr("belongs to the authorisation of the store one"));
  done = run({"store", "authorize", "one", "--code",
              "http://127.0.0.1:18765/callback?code=code-s1&state=foreign"});
  EXPECT_EQ(done.exit_code, 6);
  EXPECT_THAT(done.err, HasSubstr("state is unknown"));
  expect_ok({"store", "authorize", "one", "--code", good});
  done = run({"store", "authorize", "one", "--code", good});
  EXPECT_EQ(done.exit_code, 6);
  EXPECT_THAT(done.err, HasSubstr("works once"));
}

TEST_F(Stores, A9_bare_code_needs_an_open_authorisation_and_a_yes) {
  set_up_plugin();
  add_store("one");
  Finished done = run({"store", "authorize", "one", "--code", "code-s1", "--yes"});
  EXPECT_EQ(done.exit_code, 6);
  EXPECT_THAT(done.err, HasSubstr("No authorisation of the store one is open"));
  expect_ok({"store", "authorize", "one"});
  done = run({"store", "authorize", "one", "--code", "code-s1"});
  EXPECT_EQ(done.exit_code, 6) << "without a terminal nobody can say yes";
  EXPECT_THAT(done.err, HasSubstr("Shop of s1"));
  EXPECT_EQ(documents({"store", "show", "one"})[0]["status"], "draft");
  authorise("one", "s1");
  const auto store = documents({"store", "show", "one"})[0];
  EXPECT_EQ(store["status"], "authorised");
  EXPECT_EQ(store["seller_id"], "s1");
  EXPECT_EQ(store["account"], "o***r@example.com");
}

TEST_F(Stores, empty_option_value_is_refused_rather_than_taken_for_none) {
  set_up_plugin();
  add_store("one");
  const Finished code = run({"store", "authorize", "one", "--code", ""});
  EXPECT_EQ(code.exit_code, 5);
  EXPECT_THAT(code.err, HasSubstr("--code is empty"));
  // None would send every call to the real marketplace.
  for (const char* sandbox : {"", "http://elsewhere.example\\@127.0.0.1/"}) {
    const Finished set =
        run({"app", "set", "--key", "4711", "--secret-file", (folder / "secret.txt").string(),
             "--redirect-uri", "http://127.0.0.1/callback", "--sandbox", sandbox});
    EXPECT_EQ(set.exit_code, 5) << sandbox;
    EXPECT_THAT(set.err, HasSubstr("--sandbox"));
  }
}

TEST_F(Stores, secret_file_that_cannot_be_one_is_refused_with_the_cause) {
  set_up_plugin();
  const auto set = [&](const std::string& file) {
    return run({"app", "set", "--key", "4711", "--secret-file", file, "--redirect-uri",
                "http://127.0.0.1/callback"});
  };
  const Finished endless = set("/dev/zero");
  EXPECT_EQ(endless.exit_code, 5);
  EXPECT_THAT(endless.err, HasSubstr("larger than 1 MiB"));
  const Finished directory = set(folder.path().string());
  EXPECT_EQ(directory.exit_code, 13);
  EXPECT_THAT(directory.err, HasSubstr("Is a directory"));
  const Finished missing = set((folder / "nowhere").string());
  EXPECT_EQ(missing.exit_code, 13);
  EXPECT_THAT(missing.err, HasSubstr("No such file"));
}

TEST_F(Stores, ca_file_that_holds_no_certificates_is_refused_by_its_name) {
  set_up_plugin();
  const std::string file = (folder / "authorities.pem").string();
  const auto set = [&] {
    return run({"app", "set", "--key", "4711", "--secret-file", (folder / "secret.txt").string(),
                "--redirect-uri", "http://127.0.0.1/callback", "--ca-file", file});
  };
  EXPECT_EQ(set().exit_code, 13) << "there is none";
  for (const auto& [text, cause] : std::map<std::string, std::string>{
           {"", "holds no certificate"},
           {"SECRET-OF-THE-APP\n", "holds no certificate"},
           {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is damaged"},
           {"-----BEGIN CERTIFICATE-----\nMIIB", "is damaged"}}) {
    write_file(file, text);
    const Finished refused = set();
    EXPECT_EQ(refused.exit_code, 5) << text;
    EXPECT_THAT(refused.err, HasSubstr("The CA file " + file + " " + cause));
    EXPECT_THAT(refused.err, ::testing::Not(HasSubstr("SECRET")));
  }
}

TEST_F(Stores, A8_time_to_wait_without_waiting_is_wrong_usage) {
  set_up_plugin();
  add_store("one");
  const Finished done = run({"store", "authorize", "one", "--timeout", "5"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("--listen"));
}

TEST_F(Stores, help_of_every_noun_has_an_example_of_it) {
  for (const std::string noun : {"app", "order", "order line", "order status-table", "plugin",
                                 "shipment", "sku", "sku catalogue", "store", "task"}) {
    std::istringstream words(noun + " --help");
    const std::vector<std::string> line{std::istream_iterator<std::string>(words), {}};
    const Finished help = run(line);
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("Example:\n  channel-host " + noun + " ")) << noun;
  }
}

TEST_F(Stores, unknown_command_is_named) {
  const Finished done = run({"store", "bogus"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_THAT(done.err, HasSubstr("bogus"));
}

TEST_F(Stores, wrong_code_shows_the_platforms_code_and_who_can_mend_it) {
  set_up_plugin();
  add_store("one");
  expect_ok({"store", "authorize", "one"});
  const Finished done = run({"store", "authorize", "one", "--code", "nonsense", "--yes"});
  EXPECT_EQ(done.exit_code, 33);
  EXPECT_THAT(done.err, HasSubstr("InvalidCode"));
  EXPECT_THAT(done.err, HasSubstr("request-17"));
  EXPECT_THAT(done.err, HasSubstr("Who can mend"));
}

TEST_F(Stores, A6_A7_shop_belongs_to_one_store_in_the_whole_installation) {
  set_up_plugin();
  add_store("one");
  add_store("two");
  authorise("one", "s1");
  expect_ok({"store", "authorize", "two"});
  Finished done = run({"store", "authorize", "two", "--code", "code-s1", "--yes"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("by the store one through the login o***r@example.com"));
  EXPECT_EQ(documents({"store", "show", "two"})[0]["status"], "draft");

  const auto other = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--tenant", "other"});
    return run(arguments);
  };
  EXPECT_EQ(other({"app", "set", "--key", "1", "--secret-file", (folder / "secret.txt").string(),
                   "--redirect-uri", "http://127.0.0.1:1/"})
                .exit_code,
            0);
  EXPECT_EQ(other({"store", "add", "three", "--region", "aa", "--name", "Shop one"}).exit_code, 0);
  EXPECT_EQ(other({"store", "authorize", "three"}).exit_code, 0);
  done = other({"store", "authorize", "three", "--code", "code-s1", "--yes"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("another company"));
  EXPECT_THAT(done.err, Not(HasSubstr("store one")));
}

TEST_F(Stores, A13_authorising_again_takes_only_the_same_seller) {
  connected_store("one");
  expect_ok({"store", "authorize", "one"});
  const auto before = documents({"store", "show", "one"});
  const Finished done = run({"store", "authorize", "one", "--code", "code-somebody", "--yes"});
  EXPECT_EQ(done.exit_code, 29);
  EXPECT_EQ(documents({"store", "show", "one"}), before) << "nothing may change";
  authorise("one", "seller-one");
}

TEST_F(Stores, A10_A14_verify_and_refresh_show_the_shop_and_both_expiries) {
  connected_store("one");
  const Finished done = run({"store", "verify", "one"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_THAT(done.out, HasSubstr("Shop of seller-one"));
  EXPECT_THAT(done.out, HasSubstr("2099-01-01T00:00:00Z"));
  EXPECT_THAT(done.out, HasSubstr("2099-06-01T00:00:00Z"));
  EXPECT_EQ(run({"store", "refresh", "one"}).exit_code, 0);
  EXPECT_EQ(run({"store", "verify", "one"}, {{"FAKE_STATUS", "6"}}).exit_code, 26);
}

// The browser's part: one GET on the redirect address.
std::string browse(int port, const std::string& target) {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
  Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_GET, target);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::ostringstream body;
  body << session.receiveResponse(response).rdbuf();
  return std::to_string(response.getStatus()) + " " + body.str();
}

TEST_F(Stores, A8_listen_refuses_a_foreign_browser_and_takes_the_right_one) {
  set_up_plugin();
  add_store("one");
  const std::string notes = (folder / "notes").string();
  test_support::Background host({"/bin/sh", "-c", "exec \"$@\" 2>" + notes, "sh", CHANNEL_HOST,
                                 "--data", data(), "store", "authorize", "one", "--listen"});
  std::string text;
  while (text.find("Waiting at") == std::string::npos) {
    text = read_file(notes);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const std::string state = text.substr(text.find("state=") + 6, 40);
  const std::string whole = state.substr(0, state.find('\n'));
  EXPECT_THAT(browse(port(), "/callback?code=code-s1&state=foreign"), HasSubstr("400"));
  EXPECT_THAT(browse(port(), "/elsewhere"), HasSubstr("404"));
  const std::string page = browse(port(), "/callback?code=code-s1&state=" + whole);
  EXPECT_THAT(page, HasSubstr("200"));
  EXPECT_THAT(page, HasSubstr("The store is connected"));
  EXPECT_EQ(host.wait(), 0);
  EXPECT_EQ(documents({"store", "show", "one"})[0]["seller_id"], "s1");
}

// A8: the second would take the answer that belongs to the first.
TEST_F(Stores, A8_second_listen_at_one_address_is_refused) {
  set_up_plugin();
  add_store("one");
  add_store("two", "bb");
  const std::string notes = (folder / "notes").string();
  test_support::Background first({"/bin/sh", "-c", "exec \"$@\" 2>" + notes, "sh", CHANNEL_HOST,
                                  "--data", data(), "store", "authorize", "one", "--listen"});
  while (read_file(notes).find("Waiting at") == std::string::npos) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const Finished second = run({"store", "authorize", "two", "--listen"});
  EXPECT_EQ(second.exit_code, 11) << second.err;
  EXPECT_THAT(second.err, HasSubstr("Is another authorisation waiting there?"));
  first.signal(SIGINT);
  EXPECT_EQ(first.wait(), 130);
}

TEST_F(Stores, A8_listen_ends_cleanly_with_ctrl_c) {
  set_up_plugin();
  add_store("one");
  const std::string notes = (folder / "notes").string();
  test_support::Background host({"/bin/sh", "-c", "exec \"$@\" 2>" + notes, "sh", CHANNEL_HOST,
                                 "--data", data(), "store", "authorize", "one", "--listen"});
  while (read_file(notes).find("Waiting at") == std::string::npos) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  host.signal(SIGINT);
  EXPECT_EQ(host.wait(), 130);
}

TEST_F(Stores, nothing_of_a_secret_is_in_the_data_folder_in_the_clear) {
  connected_store("one");
  expect_ok({"order", "pull", "one"});
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data())) {
    if (entry.is_regular_file()) all += read_file(entry.path());
    const auto others = entry.status().permissions() &
                        (std::filesystem::perms::group_all | std::filesystem::perms::others_all);
    EXPECT_EQ(others, std::filesystem::perms::none) << entry.path();
  }
  for (const char* secret :
       {"SECRET-OF-THE-APP", "SECRET-TOKEN", "SECRET-NAME", "SECRET-PHONE", "SECRET-STREET"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace host_test
