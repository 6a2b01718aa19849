// Killed, interrupted, doubled, without key, damaged, full: nothing is lost and the next run goes
// on.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "db/sqlite_database.hpp"
#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;

class BadDays : public HostProgram {};

// What befalls the file.
using SqliteBadDays = BadDays;

TEST_F(BadDays, E1_pull_that_dies_after_every_page_loses_and_doubles_nothing) {
  connected_store();
  const Environment dies = {{"FAKE_ORDERS", "60"}, {"FAKE_ABORT_AFTER", "1"}};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(run({"order", "pull", "shop"}, dies).exit_code, 128 + SIGABRT);
    EXPECT_EQ(documents({"order", "list"}).size(), 10U * (static_cast<std::size_t>(i) + 1));
  }
  const auto last = documents({"order", "pull", "shop"}, {{"FAKE_ORDERS", "60"}})[0];
  EXPECT_EQ(last["added"], 10);
  EXPECT_EQ(last["complete"], true);
}

TEST_F(BadDays, E1_pull_killed_anywhere_in_its_commits_goes_on) {
  connected_store();
  const Environment many = {{"FAKE_ORDERS", "3000"}};
  for (int i = 1; i <= 6; ++i) {
    test_support::Background host(command({"order", "pull", "shop"}), many);
    std::this_thread::sleep_for(std::chrono::milliseconds(13 * i));
    host.signal(SIGKILL);
    host.wait();
  }
  expect_ok({"order", "pull", "shop"}, many);
  std::set<std::string> ids;
  for (const auto& order : documents({"order", "list"})) {
    EXPECT_TRUE(ids.insert(order["order_id"]).second) << "twice: " << order["order_id"];
    EXPECT_EQ(order["items"].size(), 2U);
  }
  EXPECT_EQ(ids.size(), 3000U);
}

TEST_F(BadDays, ctrl_c_ends_a_pull_cleanly_and_the_next_one_goes_on) {
  connected_store();
  test_support::Background host(command({"order", "pull", "shop"}), waiting());
  until_marked();
  host.signal(SIGINT);
  EXPECT_EQ(host.wait(), 130);
  EXPECT_EQ(documents({"order", "pull", "shop"})[0]["added"], 20);
}

TEST_F(BadDays, second_process_on_the_same_store_is_refused_with_the_holders_number) {
  connected_store();
  test_support::Background host(command({"order", "pull", "shop"}), waiting());
  until_marked();
  const Finished second = run({"order", "pull", "shop"});
  EXPECT_EQ(second.exit_code, 11);
  EXPECT_THAT(second.err, HasSubstr("process " + std::to_string(host.pid())));
  expect_ok({"store", "list"});
  host.signal(SIGKILL);
  host.wait();
  expect_ok({"order", "pull", "shop"});
}

TEST_F(BadDays, two_processes_on_two_stores_work_at_once) {
  connected_store("one");
  add_store("two", "bb");
  authorise("two", "s2");
  test_support::Background host(command({"order", "pull", "one"}), waiting());
  until_marked();
  EXPECT_EQ(documents({"order", "pull", "two"})[0]["added"], 20);
}

TEST_F(BadDays, wrong_key_file_is_refused_in_each_of_its_ways) {
  connected_store();
  const auto key = std::filesystem::path(data()) / "key";
  const std::string right = read_file(key);
  struct Case {
    std::string bytes;
    int mode;
    const char* sentence;
  };
  for (const Case& c :
       {Case{std::string(32, 'x'), 0600, "is not the one"},
        Case{right.substr(1), 0600, "wrong length"}, Case{right + "x", 0600, "wrong length"},
        Case{right, 0640, "may be read by others"}}) {
    write_file(key, c.bytes);
    ::chmod(key.c_str(), static_cast<mode_t>(c.mode));
    const Finished done = run({"store", "list"});
    EXPECT_EQ(done.exit_code, 8) << c.sentence;
    EXPECT_THAT(done.err, HasSubstr(c.sentence));
  }
  std::filesystem::remove(key);
  const Finished missing = run({"store", "list"});
  EXPECT_EQ(missing.exit_code, 8);
  EXPECT_THAT(missing.err, HasSubstr("is missing"));
  EXPECT_FALSE(std::filesystem::exists(key)) << "a new key would lock everything up";
  write_file(key, right);
  ::chmod(key.c_str(), 0600);
  expect_ok({"store", "list"});
}

TEST_F(SqliteBadDays, damaged_database_is_told_and_left_alone) {
  connected_store();
  expect_ok({"order", "pull", "shop"});
  const auto file = std::filesystem::path(data()) / "channel-host.db";
  std::string bytes = read_file(file);
  const std::string right = bytes;
  bytes.replace(0, 100, std::string(100, 'x'));
  write_file(file, bytes);
  Finished done = run({"store", "list"});
  EXPECT_EQ(done.exit_code, 9);
  EXPECT_THAT(done.err, HasSubstr("is damaged"));
  EXPECT_EQ(read_file(file), bytes);
  // Pages in the middle of the file.
  bytes = right;
  bytes.replace(16384 * 2, bytes.size() - 16384 * 3, std::string(bytes.size() - 16384 * 3, 'x'));
  write_file(file, bytes);
  done = run({"order", "list"});
  EXPECT_EQ(done.exit_code, 9) << done.err;
}

TEST_F(SqliteBadDays, lost_or_emptied_database_is_not_taken_for_a_new_one) {
  connected_store();
  const auto file = std::filesystem::path(data()) / "channel-host.db";
  write_file(file, "");
  EXPECT_EQ(run({"store", "list"}).exit_code, 9);
  std::filesystem::remove(file);
  const Finished done = run({"store", "list"});
  EXPECT_EQ(done.exit_code, 9);
  EXPECT_THAT(done.err, HasSubstr("missing or empty"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(BadDays, emptied_database_on_a_server_is_not_taken_for_a_new_one) {
  connected_store();
  database.empty();
  const Finished done = run({"store", "list"});
  EXPECT_EQ(done.exit_code, database.on_server() ? 9 : 0);
  EXPECT_THAT(done.err, HasSubstr(database.on_server() ? "is empty, but the data folder" : ""));
}

TEST_F(SqliteBadDays, order_that_does_not_decrypt_is_named_and_hides_no_other) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "30"}});
  {
    channel_host::db::SqliteDatabase damaged(data() + "/channel-host.db",
                                             channel_host::db::Durability::kFull);
    damaged.run("UPDATE channel_order SET document = x'0102' WHERE number = 7");
  }
  const Finished listed = run({"--json", "order", "list"});
  EXPECT_EQ(listed.exit_code, 9);
  EXPECT_EQ(std::count(listed.out.begin(), listed.out.end(), '\n'), 29);
  EXPECT_THAT(listed.err, HasSubstr("The order SO-000007 cannot be read and is left out"));
  const std::string copy = (folder / "copy").string();
  const Finished lost = run({"store", "delete", "shop", "--confirm", "shop", "--export", copy});
  EXPECT_EQ(lost.exit_code, 9) << "a copy without it is none";
  EXPECT_THAT(lost.err, HasSubstr("SO-000007"));
}

TEST_F(SqliteBadDays, database_of_a_newer_program_is_refused) {
  connected_store();
  {
    channel_host::db::SqliteDatabase newer(data() + "/channel-host.db",
                                           channel_host::db::Durability::kFull);
    newer.run("INSERT INTO schema_migration (version, name, applied_at_ms) VALUES (999, '', 0)");
  }
  const Finished done = run({"store", "list"});
  EXPECT_EQ(done.exit_code, 9);
  EXPECT_THAT(done.err, HasSubstr("schema 999"));
}

TEST_F(SqliteBadDays, full_disk_ends_a_pull_with_a_sentence_and_the_next_one_goes_on) {
  connected_store();
  // The file size limit plays the full disk; the shell's unit is 512 bytes.
  const Environment many = {{"FAKE_ORDERS", "3000"}};
  std::vector<std::string> limited = {"/bin/sh", "-c", "ulimit -f 3000; exec \"$@\"", "sh"};
  const auto line = command({"order", "pull", "shop"});
  limited.insert(limited.end(), line.begin(), line.end());
  const Finished full = test_support::run_program(limited, many);
  EXPECT_EQ(full.exit_code, 10) << full.err;
  EXPECT_THAT(full.err, HasSubstr("no space left"));
  expect_ok({"order", "pull", "shop"}, many);
  EXPECT_EQ(documents({"order", "list"}).size(), 3000U);
}

TEST_F(SqliteBadDays, disk_without_any_space_is_told_as_such) {
  connected_store();
  std::vector<std::string> limited = {"/bin/sh", "-c", "ulimit -f 1; exec \"$@\"", "sh"};
  const auto line = command({"store", "list"});
  limited.insert(limited.end(), line.begin(), line.end());
  const Finished full = test_support::run_program(limited);
  EXPECT_EQ(full.exit_code, 10) << full.err;
  EXPECT_THAT(full.err, HasSubstr("no space left"));
}

// The full device, and a reader that has read enough.
TEST_F(BadDays, result_that_finds_no_space_is_told_and_a_closed_pipe_is_no_failure) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "600"}});
  const auto by_shell = [&](const std::string& script, const std::vector<std::string>& arguments) {
    std::vector<std::string> line = {"/bin/bash", "-c", script, "bash"};
    const auto host = command(arguments);
    line.insert(line.end(), host.begin(), host.end());
    return test_support::run_program(line);
  };
  for (const std::vector<std::string>& listing :
       {std::vector<std::string>{"--json", "order", "list"}, {"store", "list"}, {"--help"}}) {
    const Finished full = by_shell("\"$@\" > /dev/full", listing);
    EXPECT_EQ(full.exit_code, 10) << full.err;
    EXPECT_THAT(full.err, HasSubstr("no space left"));
    EXPECT_THAT(full.err, HasSubstr("No space left on device"));
  }
  const Finished head =
      by_shell("set -o pipefail; \"$@\" | head -n 1", {"--json", "order", "list"});
  EXPECT_EQ(head.exit_code, 0) << head.err;
  EXPECT_EQ(head.err, "");
  const Finished partly = by_shell("set -o pipefail; \"$@\" | true",
                                   {"--json", "shipment", "push", "shop", "--order", "1"});
  EXPECT_EQ(partly.exit_code, 3) << "the command's own code";
}

TEST_F(SqliteBadDays, export_without_space_deletes_nothing_and_names_the_file) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "3000"}});
  std::vector<std::string> limited = {"/bin/sh", "-c", "ulimit -f 3000; exec \"$@\"", "sh"};
  const std::string copy = (folder / "copy").string();
  const auto line = command({"store", "delete", "shop", "--confirm", "shop", "--export", copy});
  limited.insert(limited.end(), line.begin(), line.end());
  const Finished full = test_support::run_program(limited);
  EXPECT_EQ(full.exit_code, 10) << full.err;
  EXPECT_THAT(full.err, HasSubstr(copy + "/orders.jsonl"));
  EXPECT_THAT(full.err, HasSubstr("no space left"));
  EXPECT_THAT(full.err, HasSubstr("Nothing was deleted"));
  EXPECT_THAT(full.err, ::testing::Not(HasSubstr("Success")));
  EXPECT_FALSE(std::filesystem::exists(copy));
  EXPECT_FALSE(std::filesystem::exists(copy + ".part"));
  EXPECT_EQ(documents({"order", "list"}).size(), 3000U);
}

TEST_F(BadDays, data_folder_that_cannot_be_made_is_told) {
  write_file(folder / "data", "a file");
  const Finished done = run({"store", "list"});
  EXPECT_EQ(done.exit_code, 13);
  EXPECT_THAT(done.err, HasSubstr("data folder"));
  std::filesystem::remove(folder / "data");
  // Nobody can look behind a link to itself, not even root.
  std::filesystem::create_symlink(data(), data());
  const Finished hidden = run({"store", "list"});
  EXPECT_EQ(hidden.exit_code, 13);
  EXPECT_THAT(hidden.err, HasSubstr("--data"));
}

TEST_F(BadDays, key_file_that_is_a_pipe_is_refused_instead_of_waited_for) {
  connected_store();
  const auto key = std::filesystem::path(data()) / "key";
  std::filesystem::remove(key);
  ASSERT_EQ(::mkfifo(key.c_str(), 0600), 0);
  const Finished done = run({"store", "list"});
  EXPECT_EQ(done.exit_code, 8);
  EXPECT_THAT(done.err, HasSubstr("no plain file"));
}

// A file takes any bytes; a server does not.
TEST_F(BadDays, text_that_is_not_utf8_is_bad_input_and_no_defect) {
  connected_store();
  const Finished done = run({"store", "show", "shop\xFF"});
  EXPECT_EQ(done.exit_code, database.on_server() ? 5 : 3) << done.err;
  EXPECT_THAT(done.err, HasSubstr(database.on_server() ? "not valid UTF-8" : "no store shop"));
  expect_ok({"store", "show", "shop"});
}

TEST_F(BadDays, first_starts_at_once_make_one_key) {
  std::vector<std::unique_ptr<test_support::Background>> hosts;
  for (int i = 0; i < 6; ++i) {
    hosts.push_back(std::make_unique<test_support::Background>(command({"store", "list"})));
  }
  for (auto& host : hosts) EXPECT_EQ(host->wait(), 0);
  expect_ok({"store", "list"});
}

}  // namespace
}  // namespace host_test
