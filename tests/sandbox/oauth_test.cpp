#include <Poco/URI.h>
#include <gtest/gtest.h>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;
using sandbox::Parameters;

constexpr const char* kForm = "application/x-www-form-urlencoded";

Parameters Fields(Parameters more = {}) {
  more.emplace("response_type", "code");
  more.emplace("client_id", sandbox::kDefaultAppKey);
  more.emplace("redirect_uri", sandbox::kDefaultRedirectUri);
  more.emplace("state", "s t/1");
  more.emplace("site", "sg");
  more.emplace("account", "owner.sg@sandbox.example");
  more.emplace("password", "sandbox-password");
  return more;
}

std::string Parameter(const std::string& url, const std::string& name) {
  for (const auto& [key, value] : Poco::URI(url).getQueryParameters()) {
    if (key == name) return value;
  }
  return {};
}

std::string Between(const std::string& text, const std::string& before, const std::string& after) {
  const size_t from = text.find(before);
  if (from == std::string::npos) return {};
  return text.substr(from + before.size(),
                     text.find(after, from + before.size()) - from - before.size());
}

class OAuth : public testing::Test {
 protected:
  HttpAnswer Step(const std::string& step, const Parameters& fields) {
    return client.Send("POST", "/auth/oauth/authorize" + step, kForm, FormText(fields));
  }
  json Token(const std::string& code) {
    return client.Get("/auth/rest", "/auth/token/create", {{"code", code}});
  }
  Client client;
};

TEST_F(OAuth, ThePagesLeadFromTheUrlToATokenOfTheStore) {
  const HttpAnswer page = client.Fetch("/auth/oauth/authorize?" + FormText(Fields()));
  ASSERT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("action=\"/auth/oauth/authorize/signin\""), std::string::npos);
  EXPECT_NE(page.body.find("clerk.th@sandbox.example"), std::string::npos)
      << "the test accounts stand on the page";

  const HttpAnswer consent = Step("/signin", Fields());
  ASSERT_EQ(consent.status, 200);
  Parameters carried = Fields({{"decision", "authorise"}});
  carried["ticket"] = Between(consent.body, "name=\"ticket\" value=\"", "\"");
  carried.erase("account");
  carried.erase("password");

  const HttpAnswer done = Step("/decide", carried);
  ASSERT_EQ(done.status, 302);
  EXPECT_EQ(done.location.rfind(sandbox::kDefaultRedirectUri, 0), 0U);
  EXPECT_EQ(Parameter(done.location, "state"), "s t/1");
  const std::string code = Parameter(done.location, "code");
  EXPECT_EQ(code.rfind("0_500100_", 0), 0U);

  const json token = Token(code);
  ASSERT_EQ(token["code"], "0") << token;
  EXPECT_EQ(token["account"], "owner.sg@sandbox.example");
  EXPECT_EQ(token["country"], "sg");
  client.access_token = token["access_token"];
  const json seller = client.Get("/sg/rest", "/seller/get");
  EXPECT_EQ(std::to_string(seller["data"]["seller_id"].get<int64_t>()),
            token["country_user_info"][0]["seller_id"]);
}

TEST_F(OAuth, ACodeWorksOnce) {
  const std::string code =
      Parameter(Step("/decide", Fields({{"decision", "authorise"}})).location, "code");
  EXPECT_EQ(Token(code)["code"], "0");
  EXPECT_EQ(Token(code)["code"], "InvalidCode");
}

TEST_F(OAuth, ACodeLivesThirtyMinutes) {
  const auto code = [&] {
    return Parameter(Step("/decide", Fields({{"decision", "authorise"}})).location, "code");
  };
  const std::string in_time = code();
  const std::string too_late = code();
  client.market.clock.Advance(30 * 60 * 1000 - 1);
  EXPECT_EQ(Token(in_time)["code"], "0");
  client.market.clock.Advance(1);
  EXPECT_EQ(Token(too_late)["code"], "InvalidCode");
}

TEST_F(OAuth, AnotherCallbackAddressStopsThePage) {
  Parameters fields = Fields();
  fields["redirect_uri"] = "http://127.0.0.1:1/elsewhere";
  const HttpAnswer page = client.Fetch("/auth/oauth/authorize?" + FormText(fields));
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(page.location.empty());
  EXPECT_NE(page.body.find("redirect uri does not match"), std::string::npos);
}

TEST_F(OAuth, RefusingSendsAccessDenied) {
  const HttpAnswer answer = Step("/decide", Fields({{"decision", "deny"}}));
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(Parameter(answer.location, "error"), "access_denied");
  EXPECT_EQ(Parameter(answer.location, "state"), "s t/1");
  EXPECT_TRUE(Parameter(answer.location, "code").empty());
}

TEST_F(OAuth, TheCodeCanBeCopied) {
  const HttpAnswer answer = Step("/decide", Fields({{"decision", "paste"}}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(Token(Between(answer.body, "<code id=\"approval-code\">", "<"))["code"], "0");
}

TEST_F(OAuth, AWrongPasswordOrSiteSignsNobodyIn) {
  Parameters fields = Fields();
  fields["password"] = "guess";
  EXPECT_EQ(Step("/signin", fields).status, 401);
  fields = Fields();
  fields["site"] = "th";
  EXPECT_EQ(Step("/signin", fields).status, 401);
  EXPECT_EQ(Step("/decide", Fields({{"decision", "authorise"}, {"ticket", "forged"}})).status, 401);
}

TEST_F(OAuth, TheCountryListLimitsTheSites) {
  Parameters fields = Fields({{"country", "th"}});
  fields.erase("account");
  const HttpAnswer page = client.Fetch("/auth/oauth/authorize?" + FormText(fields));
  EXPECT_EQ(page.body.find("owner.sg@"), std::string::npos);
  EXPECT_NE(page.body.find("owner.th@"), std::string::npos);
  EXPECT_EQ(Step("/decide", Fields({{"country", "th"}, {"decision", "authorise"}})).status, 401);
}

TEST_F(OAuth, ACrossBorderSellerGrantsEveryVenue) {
  sandbox::Options options = SmallMarket();
  options.cross_border = true;
  Client market(options);
  Parameters fields = Fields({{"decision", "authorise"}});
  fields["site"] = "cb";
  fields["account"] = "owner.cb@sandbox.example";
  const HttpAnswer done =
      market.Send("POST", "/auth/oauth/authorize/decide", kForm, FormText(fields));
  const json token =
      market.Get("/auth/rest", "/auth/token/create", {{"code", Parameter(done.location, "code")}});
  EXPECT_EQ(token["country"], "cb");
  ASSERT_EQ(token["country_user_info"].size(), 2U);
  market.access_token = token["access_token"];
  EXPECT_EQ(market.Get("/sg/rest", "/seller/get")["data"]["cb"], true);
  EXPECT_EQ(market.Get("/th/rest", "/seller/get")["data"]["cb"], true);
}

TEST_F(OAuth, A18_ALoginInTroubleIsSentBackWithItsErrorInsteadOfACode) {
  client.Control("/accounts",
                 {{"account", "owner.sg@sandbox.example"}, {"error", "INTERNAL_DATA_ERROR"}});
  const HttpAnswer refused = Step("/decide", Fields({{"decision", "authorise"}}));
  EXPECT_EQ(Parameter(refused.location, "error"), "INTERNAL_DATA_ERROR");
  EXPECT_EQ(Parameter(refused.location, "state"), "s t/1");
  EXPECT_EQ(Parameter(refused.location, "code"), "");
  client.Control("/accounts", {{"account", "owner.sg@sandbox.example"}, {"error", ""}});
  EXPECT_NE(Parameter(Step("/decide", Fields({{"decision", "authorise"}})).location, "code"), "");
}

TEST_F(OAuth, A12_ATokenAnswerWithoutAReadableLifeTimeCanBeAskedFor) {
  client.Control("/settings", {{"readable_life", false}});
  const HttpAnswer agreed = Step("/decide", Fields({{"decision", "authorise"}}));
  EXPECT_TRUE(Token(Parameter(agreed.location, "code"))["expires_in"] == "soon");
}

TEST_F(OAuth, SellersTextIsNotTakenForMarkup) {
  const HttpAnswer page = client.Fetch(
      "/auth/oauth/authorize?" + FormText(Fields({{"country", "\"><script>alert(1)</script>"}})));
  EXPECT_EQ(page.body.find("<script>"), std::string::npos);
}

}  // namespace
}  // namespace sandbox_tests
