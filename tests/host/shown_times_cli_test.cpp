// Times as a person and as a program reads them.
#include <gmock/gmock.h>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::ContainsRegex;
using ::testing::Not;

class ShownTimes : public HostProgram {};

TEST_F(ShownTimes, are_whole_seconds_for_a_person_and_exact_in_json) {
  connected_store();
  expect_ok({"sku", "map", "shop", "SKU-0", "OWN"});
  const Finished ran = run({"run", "--once"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, ContainsRegex("next [-0-9T:]*Z"));
  expect_ok({"order", "remark", "SO-000001", "text"});
  expect_ok({"shipment", "push", "shop", "--order", "SO-000001", "--ignore-mapping"});
  expect_ok({"store", "edit", "shop", "--description", "text"});
  std::string shown = ran.err, exact;
  for (const std::vector<std::string>& command :
       std::initializer_list<std::vector<std::string>>{{"task", "list"},
                                                       {"task", "show", "shop", "orders"},
                                                       {"task", "show", "shop", "token"},
                                                       {"task", "history"},
                                                       {"store", "list"},
                                                       {"store", "show", "shop"},
                                                       {"store", "history", "shop"},
                                                       {"store", "authorize", "shop"},
                                                       {"plugin", "list"},
                                                       {"order", "list"},
                                                       {"order", "show", "SO-000001"},
                                                       {"order", "timeline", "SO-000001"},
                                                       {"sku", "rules"},
                                                       {"shipment", "list"}}) {
    const Finished text = run(command);
    EXPECT_EQ(text.exit_code, 0) << text.err;
    EXPECT_THAT(text.out + text.err, ContainsRegex("T[0-9:]+Z")) << "it shows a time";
    shown += text.out + text.err;
    for (const auto& document : documents(command)) exact += document.dump() + "\n";
  }
  EXPECT_THAT(shown, Not(ContainsRegex("[0-9]\\.[0-9]+Z")));
  EXPECT_THAT(exact, ContainsRegex("_at\":\"[-0-9T:]+\\.[0-9]+Z\""));
}

}  // namespace
}  // namespace host_test
