// A2, A3, A8, A9, A10, A12, A14: connecting stores through the contract, against the sandbox.
#include "plugin/flow/authorize.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

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

TEST_F(Authorize, A8_BeginMakesAPageAddressWithAStateOfItsOwn) {
  Store store(sandbox(), host_, "my");
  const json first = store.authorize("begin");
  const json second = store.authorize("begin");
  const std::string url = first["authorize_url"];
  EXPECT_TRUE(url.starts_with(sandbox().url() + "/auth/oauth/authorize?")) << url;
  for (const std::string part :
       {"response_type=code", "force_auth=true", "client_id=500100", "country=my",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcallback"}) {
    EXPECT_NE(url.find(part), std::string::npos) << part << " in " << url;
  }
  EXPECT_EQ(first["state"].get<std::string>().size(), 64u);
  EXPECT_NE(first["state"], second["state"]);
  EXPECT_NE(url.find(first["state"].get<std::string>()), std::string::npos);
}

TEST_F(Authorize, A9_ABareCodeIsHeldAndTheShopShownBeforeItIsKept) {
  Store store(sandbox(), host_, "th");
  const auto callback = store.agree();
  const std::size_t at = callback.url.find("code=") + 5;
  const std::string code = callback.url.substr(at, callback.url.find('&', at) - at);
  const json held = store.authorize("finish", {{"code", " " + code}, {"accept", false}});
  EXPECT_EQ(held["grant"]["state"], "held");
  EXPECT_FALSE(held["seller"]["name"].get<std::string>().empty());
  EXPECT_STREQ(failure([&] { store.authorize("check"); }).reason, "not_authorized");
  EXPECT_EQ(store.authorize("accept")["grant"]["state"], "active");
  EXPECT_EQ(store.authorize("check")["seller"], held["seller"]);
}

TEST_F(Authorize, A13_OfTwoAuthorisationsAtOnceTheOneThatWasCheckedIsKept) {
  Store store(sandbox(), host_, "th");
  const json first = store.connect({}, {}, {{"accept", false}});
  const json second = store.connect("owner2.th@sandbox.example", {}, {{"accept", false}});
  EXPECT_NE(first["seller"]["seller_id"], second["seller"]["seller_id"]);
  EXPECT_STREQ(failure([&] {
                 store.authorize("accept", {{"hold", first["hold"]}});
               }).reason,
               "superseded");
  store.authorize("drop", {{"hold", first["hold"]}});
  store.authorize("accept", {{"hold", second["hold"]}});
  EXPECT_EQ(store.authorize("check")["seller"], second["seller"]);
  EXPECT_STREQ(failure([&] {
                 store.authorize("accept", {{"hold", first["hold"]}});
               }).reason,
               "superseded");
}

TEST_F(Authorize, A18_ACodeThatIsUsedUpIsNotOfferedAgain) {
  Store store(sandbox(), host_, "th");
  sandbox().post("/_sandbox/faults",
                 {{"kind", "http"}, {"status", 503}, {"api", "/seller/get"}, {"count", 6}});
  const chapi_error error = failure([&] { store.connect(); });
  EXPECT_EQ(error.status, CHAPI_UNAVAILABLE);
  EXPECT_EQ(error.retryable, 0);
  EXPECT_EQ(error.effect, CHAPI_EFFECT_PARTIAL);
  EXPECT_NE(std::string(error.message).find("begin the authorisation again"), std::string::npos);
}

TEST_F(Authorize, A9_WhatIsDroppedIsGone) {
  Store store(sandbox(), host_, "th");
  store.connect({}, {}, {{"accept", false}});
  EXPECT_EQ(store.authorize("drop")["grant"]["state"], "none");
  EXPECT_STREQ(failure([&] { store.authorize("accept"); }).reason, "nothing_held");
}

TEST_F(Authorize, A13_AnotherShopIsRefusedAndTheFormerGrantStays) {
  Store store(sandbox(), host_, "sg");
  const json first = store.connect();
  const std::string seller_id = first["seller"]["seller_id"];

  const chapi_error expected = failure([&] {
    store.connect("owner2.sg@sandbox.example", {}, {{"expected_seller_id", seller_id}});
  });
  EXPECT_EQ(expected.status, CHAPI_PERMISSION_DENIED);
  EXPECT_STREQ(expected.reason, "seller_mismatch");
  EXPECT_NE(std::string(expected.message).find(seller_id), std::string::npos);
  EXPECT_EQ(store.authorize("check")["seller"]["seller_id"], seller_id);
  EXPECT_EQ(store.authorize("accept")["grant"], first["grant"]) << "nothing is held";

  Store configured(sandbox(), host_, "sg", {{"seller_id", seller_id}});
  EXPECT_STREQ(failure([&] { configured.connect("owner2.sg@sandbox.example"); }).reason,
               "seller_mismatch");
  EXPECT_EQ(configured.authorize("check")["seller"]["seller_id"], seller_id);

  const json sub_account =
      store.connect("clerk.sg@sandbox.example", {}, {{"expected_seller_id", seller_id}});
  EXPECT_EQ(sub_account["seller"]["seller_id"], seller_id) << "A7: the shop is the seller id";
}

TEST_F(Authorize, A3_ACrossBorderGrantNeedsAStoreThatIsSetUpForIt) {
  Store local(sandbox(), host_, "vn");
  const chapi_error refused = failure([&] { local.connect("owner.cb@sandbox.example", "cb"); });
  EXPECT_EQ(refused.status, CHAPI_PERMISSION_DENIED);
  EXPECT_STREQ(refused.reason, "cross_border_not_enabled");
  EXPECT_STREQ(failure([&] { local.authorize("check"); }).reason, "not_authorized");

  const json cross_border = {{"cross_border", true}, {"grant", "one-grant"}};
  Store first(sandbox(), host_, "vn", cross_border);
  EXPECT_NE(first.authorize("begin")["authorize_url"].get<std::string>().find("country=cb"),
            std::string::npos);
  const json result = first.connect("owner.cb@sandbox.example", "cb");
  EXPECT_EQ(result["grant"]["country"], "cb");
  EXPECT_EQ(result["grant"]["sellers"].size(), 6u);
  std::set<std::string> shops;
  for (const std::string region : {"vn", "sg", "my", "th", "id", "ph"}) {
    Store store(sandbox(), host_, region, cross_border);
    const json checked = store.authorize("check");
    shops.insert(checked["seller"]["seller_id"].get<std::string>());
  }
  EXPECT_EQ(shops.size(), 6u) << "one grant serves every region through its own channel";
}

TEST_F(Authorize, AGrantOfAnotherSiteIsRefused) {
  Store store(sandbox(), host_, "ph");
  const chapi_error refused = failure([&] { store.connect("owner.id@sandbox.example", "id"); });
  EXPECT_STREQ(refused.reason, "region_not_covered");
  EXPECT_STREQ(failure([&] { store.authorize("check"); }).reason, "not_authorized");
}

TEST_F(Authorize, A18_AUsedOrInventedOrLateCodeIsToldAsSuch) {
  Store store(sandbox(), host_, "sg");
  const auto callback = store.agree();
  const json request = {{"callback_url", callback.url}, {"state", callback.state}};
  store.authorize("finish", request);
  for (const json& bad : {request, json{{"code", "0_500100_invented"}}}) {
    const chapi_error e = failure([&] { store.authorize("finish", bad); });
    EXPECT_EQ(e.status, CHAPI_UNAUTHENTICATED);
    EXPECT_STREQ(e.reason, "code_invalid");
    EXPECT_STREQ(e.platform_code, "InvalidCode");
    EXPECT_EQ(e.retryable, 0);
    EXPECT_EQ(std::string(e.message).find("invented"), std::string::npos);
  }
  EXPECT_EQ(store.authorize("check")["grant"]["state"], "active") << "the former grant stays";
}

TEST_F(Authorize, AForeignStateIsRefusedBeforeAnythingIsSent) {
  Store store(sandbox(), host_, "sg");
  const auto callback = store.agree();
  const std::string other = store.authorize("begin")["state"];
  const chapi_error e = failure([&] {
    store.authorize("finish", {{"callback_url", callback.url}, {"state", other}});
  });
  EXPECT_STREQ(e.reason, "state_mismatch");
  // The code was not spent.
  store.authorize("finish", {{"callback_url", callback.url}, {"state", callback.state}});
}

TEST_F(Authorize, AFailureWhileTheShopIsReadKeepsNothing) {
  Store store(sandbox(), host_, "sg");
  const auto callback = store.agree();
  sandbox().post("/_sandbox/faults", {{"kind", "error"},
                                      {"api", "/seller/get"},
                                      {"code", "SellerNotActive"},
                                      {"message", "Seller not active"},
                                      {"count", -1}});
  const chapi_error e = failure([&] {
    store.authorize("finish", {{"callback_url", callback.url}, {"state", callback.state}});
  });
  EXPECT_STREQ(e.reason, "seller_not_active");
  EXPECT_STREQ(failure([&] { store.authorize("accept"); }).reason, "nothing_held");
}

TEST_F(Authorize, A10_ExpiriesAreShownAndTheLoginIsMasked) {
  sandbox().post("/_sandbox/settings", {{"token_life_s", 864000}, {"refresh_life_s", 4320000}});
  Store store(sandbox(), host_, "sg");
  const json grant = store.connect()["grant"];
  EXPECT_EQ(grant["account"], "o***g@sandbox.example");
  EXPECT_TRUE(grant["refreshable"]);
  EXPECT_TRUE(grant["access_expires_at"].get<std::string>().ends_with("+08:00"));
  EXPECT_LT(grant["access_expires_at"], grant["refresh_expires_at"]);
  for (const char* secret : {"owner.sg@sandbox.example", "sandbox0secret0"}) {
    EXPECT_EQ(host_.log.text().find(secret), std::string::npos) << secret;
  }
  EXPECT_FALSE(std::regex_search(host_.log.text(), std::regex("5000[01][0-9A-Za-z]{30}")));
}

TEST_F(Authorize, A11_RefreshByHandRenewsTheTokens) {
  Store store(sandbox(), host_, "sg");
  store.connect();
  host_.clock.move_wall(3'600'000);
  const json grant = store.authorize("refresh")["grant"];
  EXPECT_EQ(grant["state"], "active");
  EXPECT_EQ(store.authorize("check")["grant"], grant);
}

TEST_F(Authorize, A12_WhatCannotBeRenewedStillWorksUntilItEnds) {
  Store store(sandbox(), host_, "sg");
  store.connect();
  sandbox().post("/_sandbox/tokens", {{"action", "revoke"},
                                      {"account", "owner.sg@sandbox.example"},
                                      {"access", false},
                                      {"refresh", true}});
  EXPECT_STREQ(failure([&] { store.authorize("refresh"); }).reason, "refresh_token_refused");
  const json checked = store.authorize("check");
  EXPECT_EQ(checked["grant"]["state"], "authorize_again");
  EXPECT_EQ(checked["grant"]["refreshable"], false);

  sandbox().post("/_sandbox/tokens", {{"action", "revoke"},
                                      {"account", "owner.sg@sandbox.example"},
                                      {"access", true},
                                      {"refresh", true}});
  const chapi_error ended = failure([&] { store.authorize("check"); });
  EXPECT_EQ(ended.status, CHAPI_UNAUTHENTICATED);
  EXPECT_STREQ(ended.reason, "authorize_again");
  EXPECT_EQ(store.connect()["grant"]["state"], "active") << "A13";
}

TEST_F(Authorize, ARefusedAccessTokenIsRenewedInTheMiddleOfACall) {
  Store store(sandbox(), host_, "sg");
  store.connect();
  sandbox().post("/_sandbox/tokens", {{"action", "revoke"},
                                      {"account", "owner.sg@sandbox.example"},
                                      {"access", true},
                                      {"refresh", false}});
  EXPECT_EQ(store.authorize("check")["grant"]["state"], "active");
}

TEST_F(Authorize, ASubscriptionThatCannotBeRenewedSaysSo) {
  Store store(sandbox(), host_, "sg");
  store.connect();
  sandbox().post("/_sandbox/settings", {{"market_subscription", true}});
  EXPECT_STREQ(failure([&] { store.authorize("refresh"); }).reason, "refresh_not_supported");
  const json grant = store.authorize("check")["grant"];
  EXPECT_EQ(grant["state"], "active");
  EXPECT_EQ(grant["refreshable"], false);
}

TEST_F(Authorize, A10_TheStateIsToldWithoutACallAndNamesTheBeginningOfTheAccess) {
  Store store(sandbox(), host_, "sg");
  EXPECT_EQ(store.authorize("state")["grant"]["state"], "none");
  const json connected = store.connect()["grant"];
  const json calls = sandbox().get("/_sandbox/counters");
  EXPECT_EQ(store.authorize("state")["grant"], connected);
  EXPECT_EQ(sandbox().get("/_sandbox/counters"), calls);
  EXPECT_LT(connected["access_obtained_at"], connected["access_expires_at"]);
}

TEST_F(Authorize, ForgetErasesTheGrant) {
  Store store(sandbox(), host_, "sg");
  store.connect();
  EXPECT_EQ(store.authorize("forget")["grant"]["state"], "none");
  EXPECT_STREQ(failure([&] { store.authorize("check"); }).reason, "not_authorized");
  EXPECT_EQ(store.authorize("forget")["grant"]["state"], "none") << "said twice";
}

TEST_F(Authorize, ALogInIsMaskedWhateverItLooksLike) {
  using lazada::flow::masked_login;
  EXPECT_EQ(masked_login("seller@example.com"), "s***r@example.com");
  EXPECT_EQ(masked_login("ab@example.com"), "***@example.com");
  EXPECT_EQ(masked_login("0812345678"), "0***8");
  EXPECT_EQ(masked_login("ก่@x"), "*****@x");
  EXPECT_EQ(masked_login(""), "");
}

TEST_F(Authorize, TheSandboxIsTrustedOverTlsOnlyWithItsAuthority) {
  const std::string ca = testing::TempDir() + "/open_platform_ca.pem";
  const Sandbox secure({"--port", "0", "--https-port", "0", "--ca-out", ca, "--orders", "10"});
  const json https = {{"sandbox", secure.ready().at("https")}};
  Store untrusting(secure, host_, "sg", https);
  json with_ca = https;
  with_ca["ca_file"] = ca;
  Store trusting(secure, host_, "sg", with_ca);

  Store plain(secure, host_, "sg");
  plain.connect();
  const chapi_error e = failure([&] { untrusting.authorize("check"); });
  EXPECT_STREQ(e.reason, "tls_untrusted") << e.message;
  EXPECT_EQ(e.effect, CHAPI_EFFECT_NONE);
  EXPECT_EQ(trusting.authorize("check")["seller"]["status"], "ACTIVE");

  // Strict on loopback too: the certificate names 127.0.0.1 and localhost only.
  const std::string other_ca = testing::TempDir() + "/open_platform_other_ca.pem";
  const Sandbox elsewhere({"--address", "127.0.0.2", "--port", "0", "--https-port", "0", "--ca-out",
                           other_ca, "--orders", "10"});
  Store connected(elsewhere, host_, "my");
  connected.connect();
  Store misled(elsewhere, host_, "my",
               {{"sandbox", elsewhere.ready().at("https")}, {"ca_file", other_ca}});
  EXPECT_STREQ(failure([&] { misled.authorize("check"); }).reason, "tls_untrusted");

  EXPECT_STREQ(failure([&] {
                 Store bad(secure, host_, "sg", {{"ca_file", "/nonexistent/ca.pem"}});
               }).reason,
               "ca_file_unreadable");
}

}  // namespace
}  // namespace open_platform_test
