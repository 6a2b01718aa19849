#include <gtest/gtest.h>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;
using sandbox::Rotation;

class Tokens : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }
  json Refresh(const std::string& token) {
    return client.Get("/auth/rest", "/auth/token/refresh", {{"refresh_token", token}});
  }
  void Set(const json& settings) { client.Control("/settings", settings); }
  std::string SellerCode() { return client.Get("/sg/rest", "/seller/get")["code"]; }
  Client client;
};

TEST_F(Tokens, LookLikeThePlatforms) {
  EXPECT_EQ(client.access_token.size(), 62U);
  EXPECT_EQ(client.access_token.rfind("50000", 0), 0U);
  EXPECT_EQ(client.refresh_token.size(), 62U);
  EXPECT_EQ(client.refresh_token.rfind("50001", 0), 0U);
}

TEST_F(Tokens, ARefreshGivesANewPairAndNamesTheStoresDifferently) {
  const json pair = Refresh(client.refresh_token);
  ASSERT_EQ(pair["code"], "0") << pair;
  EXPECT_NE(pair["access_token"], client.access_token);
  EXPECT_NE(pair["refresh_token"], client.refresh_token);
  EXPECT_TRUE(pair.contains("country_user_info_list"));
  EXPECT_FALSE(pair.contains("country_user_info"));
  EXPECT_EQ(pair["expires_in"], 30 * 86400);
  EXPECT_EQ(SellerCode(), "0") << "the old access token lives on";
}

TEST_F(Tokens, TheRefreshPeriodKeepsItsEnd) {
  client.market.clock.Advance(10LL * 86400 * 1000);
  EXPECT_EQ(Refresh(client.refresh_token)["refresh_expires_in"], 170 * 86400);
}

TEST_F(Tokens, TheOtherReadingRestartsTheRefreshPeriod) {
  Set({{"refresh_extends", true}});
  client.market.clock.Advance(10LL * 86400 * 1000);
  EXPECT_EQ(Refresh(client.refresh_token)["refresh_expires_in"], 180 * 86400);
}

TEST_F(Tokens, StrictRotationKillsTheOldRefreshToken) {
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "0");
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "IllegalRefreshToken");
}

TEST_F(Tokens, RotationWithGraceLetsItLiveAWhile) {
  Set({{"rotation", "grace"}, {"rotation_grace_s", 60}});
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "0");
  client.market.clock.Advance(59 * 1000);
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "0");
  client.market.clock.Advance(61 * 1000);
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "IllegalRefreshToken");
}

TEST_F(Tokens, WithoutRotationItStays) {
  Set({{"rotation", "none"}});
  EXPECT_EQ(Refresh(client.refresh_token)["refresh_token"], client.refresh_token);
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "0");
}

TEST_F(Tokens, EndWhenTheAnswerSaid) {
  client.market.clock.Advance(30LL * 86400 * 1000 - 1000);
  EXPECT_EQ(SellerCode(), "0");
  client.market.clock.Advance(1000);
  EXPECT_EQ(SellerCode(), "IllegalAccessToken");
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "0");
  client.market.clock.Advance(151LL * 86400 * 1000);
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "IllegalRefreshToken");
}

TEST_F(Tokens, OfTheServiceMarketCannotBeRefreshed) {
  Set({{"market_subscription", true}});
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "AUTH_TYPE_UNSUPPORTED");
}

TEST_F(Tokens, CanBeRevokedByTheTester) {
  client.Control("/tokens", {{"action", "revoke"}, {"refresh", false}});
  EXPECT_EQ(SellerCode(), "IllegalAccessToken");
  EXPECT_EQ(Refresh(client.refresh_token)["code"], "0");
}

TEST_F(Tokens, InDocumentationShapeLifeTimesAreTexts) {
  Set({{"shape", "doc"}});
  const json pair = Refresh(client.refresh_token);
  EXPECT_EQ(pair["expires_in"], "2592000");
  EXPECT_TRUE(pair.contains("account_id"));
}

}  // namespace
}  // namespace sandbox_tests
