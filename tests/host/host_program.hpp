// channel-host as a person or a script runs it, on a data folder of the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "fake_plugin.hpp"
#include "support/process.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace host_test {

using Environment = std::map<std::string, std::string>;
using test_support::Finished;

// A missing one fails the test instead of ending it.
struct Documents : std::vector<nlohmann::json> {
  const nlohmann::json& operator[](std::size_t i) const { return at(i); }
};

class HostProgram : public ::testing::Test {
 protected:
  HostProgram() : plugin(folder / "plugin") {
    if (database.on_server()) ::setenv("CHANNEL_HOST_DB", database.url().c_str(), 1);
  }
  ~HostProgram() override { ::unsetenv("CHANNEL_HOST_DB"); }

  std::vector<std::string> command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> line = {CHANNEL_HOST, "--data", data()};
    line.insert(line.end(), arguments.begin(), arguments.end());
    return line;
  }
  Finished run(const std::vector<std::string>& arguments, const Environment& environment = {},
               const std::string& input = "") const {
    return test_support::run_program(command(arguments), environment, input);
  }
  // The documents on stdout, one a line.
  Documents documents(std::vector<std::string> arguments,
                      const Environment& environment = {}) const {
    arguments.insert(arguments.begin(), "--json");
    const Finished done = run(arguments, environment);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    Documents found;
    std::istringstream lines(done.out);
    for (std::string line; std::getline(lines, line);) {
      found.push_back(nlohmann::json::parse(line));
    }
    return found;
  }
  void expect_ok(const std::vector<std::string>& arguments,
                 const Environment& environment = {}) const {
    const Finished done = run(arguments, environment);
    EXPECT_EQ(done.exit_code, 0) << done.err;
  }

  // Tests that run beside each other listen on different ports.
  static int port() { return 20000 + ::getpid() % 12000; }
  std::string data() const { return (folder / "data").string(); }

  void set_up_plugin() const {
    expect_ok({"plugin", "enable", plugin.manifest()});
    write_file(folder / "secret.txt", "SECRET-OF-THE-APP\n");
    expect_ok({"app", "set", "--key", "4711", "--secret-file", (folder / "secret.txt").string(),
               "--redirect-uri", "http://127.0.0.1:" + std::to_string(port()) + "/callback"});
  }
  void add_store(const std::string& id, const std::string& region = "aa") const {
    expect_ok({"store", "add", id, "--region", region, "--name", "Shop " + id});
  }
  void authorise(const std::string& id, const std::string& seller) const {
    expect_ok({"store", "authorize", id});
    expect_ok({"store", "authorize", id, "--code", "code-" + seller, "--yes"});
  }
  // A store that can pull.
  void connected_store(const std::string& id = "shop") const {
    set_up_plugin();
    add_store(id);
    authorise(id, "seller-" + id);
  }

  // A pull that waits until it is ended, and says by a file that it has begun.
  Environment waiting() const { return {{"FAKE_PULL", "wait"}, {"FAKE_MARK", mark()}}; }
  std::string mark() const { return (folder / "mark").string(); }
  void until_marked() const {
    while (!std::filesystem::exists(mark())) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  TestDatabase database;
  TemporaryFolder folder;
  FakePlugin plugin;
};

}  // namespace host_test
