// Options that would make a sandbox nobody can use are refused before it serves.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/process.hpp"

namespace sandbox_tests {
namespace {

TEST(SandboxOptions, WrongValuesAreRefusedWithTheOptionInTheSentence) {
  const std::vector<std::vector<std::string>> cases{
      {"--token-life", "-5"},      {"--token-life", "0"},
      {"--refresh-life", "1e300"}, {"--rotation-grace", "-1"},
      {"--latency-ms", "60001"},   {"--app-key", ""},
      {"--app-secret", ""},        {"--redirect-uri", "callback"},
      {"--start-time", "soon"},    {"--start-time", "1960-01-01T00:00:00Z"},
      {"--regions", "sg,sg"}};
  for (const auto& options : cases) {
    std::vector<std::string> command{SANDBOX_PROGRAM, "--port", "0"};
    command.insert(command.end(), options.begin(), options.end());
    const auto done = test_support::run_program(command, {}, {}, std::chrono::seconds(20));
    EXPECT_EQ(done.exit_code, 2) << options[0] << " " << options[1];
    EXPECT_NE(done.err.find(options[0]), std::string::npos) << done.err;
    EXPECT_TRUE(done.out.empty()) << done.out;
  }
}

}  // namespace
}  // namespace sandbox_tests
