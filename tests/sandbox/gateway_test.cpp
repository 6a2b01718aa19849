#include <gtest/gtest.h>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;
using sandbox::Parameters;

class Gateway : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }
  // A call with one of its signed parameters replaced or taken away.
  std::string CodeWith(const std::string& api, const std::string& name, const std::string& value) {
    Parameters all = client.Signed(api, {});
    all[name] = value;
    if (value.empty()) all.erase(name);
    return client.Fetch("/sg/rest" + api + "?" + FormText(all)).json()["code"];
  }
  Client client;
};

TEST_F(Gateway, ErrorsComeWithStatus200AndTheEnvelope) {
  const HttpAnswer answer = client.Fetch("/sg/rest/seller/get?app_key=500100");
  EXPECT_EQ(answer.status, 200);
  const json body = answer.json();
  EXPECT_EQ(body["code"], "MissingParameter");
  EXPECT_EQ(body["type"], "ISV");
  EXPECT_TRUE(body.contains("message"));
  EXPECT_TRUE(body.contains("request_id"));
}

TEST_F(Gateway, AnUnknownKeyIsRefusedBeforeAnythingElse) {
  const json body = client.Fetch("/sg/rest/no/such/path?app_key=1").json();
  EXPECT_EQ(body["code"], "InvalidAppKey");
  EXPECT_FALSE(body.contains("request_id"));
}

TEST_F(Gateway, TheStampMayBeTwoHoursOff) {
  const auto code_at = [&](int64_t stamp_ms) {
    return client.Get("/sg/rest", "/seller/get", {{"timestamp", std::to_string(stamp_ms)}})["code"];
  };
  EXPECT_EQ(code_at(kNowMs - 7200 * 1000), "0");
  EXPECT_EQ(code_at(kNowMs + 7200 * 1000), "0");
  EXPECT_EQ(code_at(kNowMs - 7201 * 1000), "IllegalTimestamp");
  EXPECT_EQ(code_at(kNowMs + 7201 * 1000), "IllegalTimestamp");
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get", {{"timestamp", "2026-05-01T08:00:00Z"}})["code"],
            "0");
}

TEST_F(Gateway, AStaleStampIsSeenBeforeAWrongSignature) {
  Parameters all = client.Signed("/seller/get", {{"timestamp", "1"}});
  all["sign"] = "00";
  EXPECT_EQ(client.Fetch("/sg/rest/seller/get?" + FormText(all)).json()["code"],
            "IllegalTimestamp");
}

TEST_F(Gateway, AWrongSignatureIsSeenBeforeAnUnknownPath) {
  EXPECT_EQ(CodeWith("/no/such/path", "sign", "00"), "IncompleteSignature");
  EXPECT_EQ(client.Get("/sg/rest", "/no/such/path")["code"], "InvalidApiPath");
}

TEST_F(Gateway, MissingPartsAreNamed) {
  EXPECT_EQ(CodeWith("/seller/get", "sign", ""), "MissingParameter");
  EXPECT_EQ(CodeWith("/seller/get", "timestamp", ""), "MissingParameter");
  client.access_token.clear();
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "MISSING_PARAMETER");
}

TEST_F(Gateway, TheOldFlowAndDeniedApisNeedAPermission) {
  EXPECT_EQ(client.Get("/sg/rest", "/order/pack")["code"], "InsufficientPermission");
  client.Control("/permissions", {{"api", "/seller/get"}, {"allowed", false}});
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "InsufficientPermission");
}

TEST_F(Gateway, ATokenOpensItsOwnVenueOnly) {
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "0");
  EXPECT_EQ(client.Get("/th/rest", "/seller/get")["code"], "IllegalAccessToken");
}

TEST_F(Gateway, WithoutAPrefixTheTokenDecidesTheVenue) {
  const json body = client.Get("/rest", "/seller/get");
  EXPECT_EQ(body["data"]["short_code"], "SG4SBX0K");
}

TEST_F(Gateway, TokenCallsAndStoreCallsHaveTheirOwnAddresses) {
  EXPECT_EQ(client.Get("/auth/rest", "/seller/get")["code"], "InvalidApiPath");
  EXPECT_EQ(client.Get("/sg/rest", "/auth/token/create", {{"code", "x"}})["code"],
            "InvalidApiPath");
  EXPECT_EQ(client.Get("/auth/rest", "/auth/token/create", {{"code", "x"}})["code"], "InvalidCode");
  EXPECT_EQ(client.Fetch("/xx/rest/seller/get").status, 404);
}

TEST_F(Gateway, TooManyCallsInASecondStartABan) {
  client.Control("/limits", {{"api", "/seller/get"}, {"calls_per_second", 2}, {"ban_s", 5}});
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "0");
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "0");
  const json refused = client.Get("/sg/rest", "/seller/get");
  EXPECT_EQ(refused["code"], "ApiCallLimit");
  EXPECT_NE(refused["message"].get<std::string>().find("this ban will last 5 seconds"),
            std::string::npos);
  client.market.clock.Advance(4000);
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "ApiCallLimit");
  client.market.clock.Advance(1000);
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["code"], "0");
}

TEST_F(Gateway, AClosedStoreIsRefused) {
  client.Control("/sellers", {{"region", "sg"}, {"status", "INACTIVE"}});
  const Parameters all_orders = {{"created_after", "2020-01-01T00:00:00+08:00"}};
  EXPECT_EQ(client.Get("/sg/rest", "/orders/get", all_orders)["code"], "SellerNotActive");
  EXPECT_EQ(client.Get("/sg/rest", "/seller/get")["data"]["status"], "INACTIVE");
  client.Control("/sellers", {{"region", "sg"}, {"status", "ACTIVE"}, {"verified", false}});
  EXPECT_EQ(client.Get("/sg/rest", "/orders/get", all_orders)["code"], "SellerNotVerified");
}

TEST_F(Gateway, TheDateHeaderIsTheSandboxTime) {
  EXPECT_EQ(client.Fetch(client.Target("/sg/rest", "/seller/get", {})).date,
            "Fri, 01 May 2026 08:00:00 GMT");
}

}  // namespace
}  // namespace sandbox_tests
