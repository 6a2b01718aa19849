// A2, A3, A8, A9, A10, A12, A14: connecting stores through the contract, against the sandbox.
#include <gtest/gtest.h>

#include "open_platform/store.hpp"

namespace open_platform_test {
namespace {

using chapi::host::Failure;
using nlohmann::json;
using test_support::MemoryHost;
using test_support::Sandbox;

// One sandbox for the file: starting it is the slowest part.
Sandbox& sandbox() {
  static Sandbox running({"--port", "0", "--orders", "12", "--cross-border"});
  return running;
}

class Authorize : public testing::Test {
 protected:
  Authorize() { sandbox().post("/_sandbox/reset", json::object()); }
  MemoryHost host_;
};

// The failure of `body`, which must fail.
template <typename Body>
chapi_error failure(Body&& body) {
  try {
    body();
  } catch (const Failure& e) {
    return e.error;
  }
  ADD_FAILURE() << "it succeeded";
  return chapi_error{};
}

TEST_F(Authorize, A8_ConnectsAStoreInEachOfTheSixRegions) {
  for (const std::string region : {"sg", "my", "th", "vn", "id", "ph"}) {
    Store store(sandbox(), host_, region);
    const json result = store.connect();
    EXPECT_EQ(result["grant"]["state"], "active") << result.dump(2);
    EXPECT_EQ(result["grant"]["country"], region);
    EXPECT_EQ(result["seller"]["seller_id"], result["grant"]["sellers"][0]["seller_id"]);
    EXPECT_EQ(result["seller"]["status"], "ACTIVE");
    const json checked = store.authorize("check");
    EXPECT_EQ(checked["seller"], result["seller"]);
  }
}

}  // namespace
}  // namespace open_platform_test
