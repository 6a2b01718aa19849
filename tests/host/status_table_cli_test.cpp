// The status table at the hands of two administrators.
#include <gmock/gmock.h>

#include "host_program.hpp"

namespace host_test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class StatusTable : public HostProgram {
 protected:
  json row(const std::string& status) const {
    for (const json& one : documents({"order", "status-table", "list"})) {
      if (one["status"] == status) return one;
    }
    return {};
  }
  Finished set(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"order", "status-table", "set"});
    return run(arguments);
  }
};

TEST_F(StatusTable, B4_second_of_two_administrators_is_told_what_the_first_has_set) {
  EXPECT_EQ(row("packed")["version"], 0) << "as it comes";
  EXPECT_EQ(set({"packed", "in_transit", "--version", "0", "--actor", "สมชาย"}).exit_code, 0);
  EXPECT_EQ(row("packed")["version"], 1);
  EXPECT_EQ(row("packed")["changed_by"], "สมชาย");
  const Finished second = set({"packed", "lost", "--version", "0"});
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, HasSubstr("packed of the status table says in_transit by now (สมชาย, "));
  EXPECT_THAT(second.err, HasSubstr("--version 1"));
  EXPECT_EQ(row("packed")["host_status"], "in_transit") << "nothing of the second was kept";
  EXPECT_EQ(set({"packed", "lost", "--version", "7"}).exit_code, 5);
  EXPECT_EQ(set({"unpaid", "unknown", "--version", "0"}).exit_code, 0) << "another row";
}

TEST_F(StatusTable, B4_row_that_was_put_back_is_no_longer_what_was_looked_at) {
  EXPECT_EQ(set({"packed", "in_transit"}).exit_code, 0);
  expect_ok({"order", "status-table", "reset", "--actor", "Malee"});
  EXPECT_EQ(row("packed")["changed"], false);
  EXPECT_EQ(row("packed")["changed_by"], "Malee");
  const Finished reset = set({"packed", "lost", "--version", "1"});
  EXPECT_EQ(reset.exit_code, 4);
  EXPECT_THAT(reset.err, HasSubstr("says awaiting_delivery by now (Malee, "));
  EXPECT_EQ(set({"packed", "in_transit"}).exit_code, 0);
  EXPECT_EQ(set({"packed", "lost", "--version", "1"}).exit_code, 4) << "though it says the same";
  EXPECT_EQ(set({"packed", "lost", "--version", "3"}).exit_code, 0);
}

}  // namespace
}  // namespace host_test
