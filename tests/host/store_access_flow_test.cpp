// Connecting shops with the real plugin against the sandbox: logins, shared grants, life times,
// and what goes wrong.
#include <gmock/gmock.h>

#include "sandbox_host.hpp"

namespace host_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StoreAccess : public SandboxHost {
 protected:
  void start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--orders", "12"});
    SandboxHost::start(arguments);
  }
  void add_cross_border(const std::string& id, const std::string& region) {
    expect_ok({"store", "add", id, "--region", region, "--name", "Shop " + id, "--cross-border"});
  }
  nlohmann::json show(const std::string& id) { return documents({"store", "show", id})[0]; }
  std::int64_t calls(const std::string& api) {
    const auto apis = sandbox->get("/_sandbox/counters")["apis"];
    return apis.contains(api) ? apis[api]["calls"].get<std::int64_t>() : 0;
  }
};

TEST_F(StoreAccess, A3_one_cross_border_grant_serves_a_store_in_each_region) {
  start({"--regions", "sg,my", "--cross-border"});
  add_cross_border("cb-sg", "sg");
  add_cross_border("cb-my", "my");
  const Finished first = authorise_as("cb-sg", "owner.cb", "cb");
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("store attach STORE --grant-of cb-sg")) << "my is still open";
  const Finished second = authorise_as("cb-my", "owner.cb", "cb");
  EXPECT_EQ(second.exit_code, 4) << "one login, one grant";
  EXPECT_THAT(second.err, HasSubstr("store attach cb-my --grant-of cb-sg"));
  const auto attached = documents({"store", "attach", "cb-my", "--grant-of", "cb-sg"})[0];
  EXPECT_EQ(attached["status"], "authorised");
  EXPECT_NE(attached["seller_id"], show("cb-sg")["seller_id"]) << "a shop of its own";
  EXPECT_EQ(attached["account"], show("cb-sg")["account"]);
  expect_ok({"order", "pull", "cb-sg"});
  expect_ok({"order", "pull", "cb-my"});
  EXPECT_GT(show("cb-my")["orders"], 0);

  expect_ok({"store", "refresh", "cb-my"});
  EXPECT_EQ(show("cb-sg")["access_expires_at"], show("cb-my")["access_expires_at"]);
  expect_ok({"store", "verify", "cb-sg"});
  EXPECT_EQ(calls("/auth/token/refresh"), 1) << "renewed once for all";
  EXPECT_EQ(run({"store", "attach", "cb-my", "--grant-of", "cb-sg"}).exit_code, 6);

  // One leaves; the grant is kept for the other.
  const Finished left = run({"store", "cancel", "cb-sg"});
  EXPECT_EQ(left.exit_code, 0);
  EXPECT_THAT(left.out, HasSubstr("kept for cb-my"));
  expect_ok({"store", "verify", "cb-my"});
  EXPECT_EQ(show("cb-sg")["status"], "cancelled");
  expect_ok({"store", "attach", "cb-sg", "--grant-of", "cb-my"});
  expect_ok({"order", "pull", "cb-sg"});
}

TEST_F(StoreAccess, A3_cross_border_grant_is_refused_for_a_local_store_and_nothing_changes) {
  start({"--regions", "sg", "--cross-border"});
  connect("shop", "sg");
  const auto before = show("shop");
  // A local store's page offers the local site only: another way to the code is the marketplace's.
  const std::string url = documents({"store", "authorize", "shop"})[0]["authorize_url"];
  std::string any_site = url;
  const auto at = any_site.find("country=sg");
  ASSERT_NE(at, std::string::npos);
  any_site.replace(at, 10, "country=cb");
  const std::string callback =
      sandbox->authorise_in_browser(any_site, "cb", "owner.cb@sandbox.example");
  const Finished refused = run({"store", "authorize", "shop", "--code", callback});
  EXPECT_EQ(refused.exit_code, 27);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("cross-border"), HasSubstr("Who can mend")));
  EXPECT_EQ(show("shop"), before);
  expect_ok({"store", "verify", "shop"});
}

TEST_F(StoreAccess, A3_only_cross_border_stores_with_a_grant_can_be_shared) {
  start({"--regions", "sg,my", "--cross-border"});
  add_store("local", "sg");
  add_cross_border("cb-sg", "sg");
  add_cross_border("cb-my", "my");
  const auto refused = [&](const std::string& id, const std::string& other) {
    const Finished done = run({"store", "attach", id, "--grant-of", other});
    EXPECT_EQ(done.exit_code, 6);
    return done.err;
  };
  EXPECT_THAT(refused("cb-my", "local"), HasSubstr("Only stores that were added with"));
  EXPECT_THAT(refused("cb-my", "cb-sg"), HasSubstr("Only an authorised store can"));
  EXPECT_THAT(refused("cb-my", "cb-my"), HasSubstr("itself"));
  EXPECT_EQ(run({"store", "attach", "cb-my", "--grant-of", "nobody"}).exit_code, 3);
}

TEST_F(StoreAccess, A7_sub_account_of_a_connected_shop_is_refused_and_the_grant_is_named) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  add_store("second", "sg");
  const Finished refused = authorise_as("second", "clerk.sg", "sg");
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("the store shop through the login o***g@sandbox.example since"),
                    HasSubstr("Who can mend it"), Not(HasSubstr("owner.sg"))));
  EXPECT_EQ(show("second")["status"], "draft");
  expect_ok({"store", "verify", "shop"});
}

TEST_F(StoreAccess, A13_authorising_again_with_another_shop_changes_nothing) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  const auto before = show("shop");
  const Finished other = authorise_as("shop", "owner2.sg", "sg");
  EXPECT_EQ(other.exit_code, 27);
  EXPECT_THAT(other.err, AllOf(HasSubstr("another shop"), HasSubstr("the seller")));
  EXPECT_EQ(show("shop"), before);
  expect_ok({"store", "verify", "shop"});
  EXPECT_EQ(authorise_as("shop", "clerk.sg", "sg").exit_code, 0) << "the same shop, another login";
  EXPECT_EQ(show("shop")["seller_id"], before["seller_id"]);
  EXPECT_NE(show("shop")["account"], before["account"]);
}

TEST_F(StoreAccess, A10_life_times_are_those_of_the_answer) {
  start({"--regions", "sg"});
  for (const auto& [access_days, refresh_days] : {std::pair{30, 180}, {7, 14}, {10, 50}}) {
    sandbox->post("/_sandbox/settings", {{"token_life_s", access_days * 86400},
                                         {"refresh_life_s", refresh_days * 86400}});
    const std::string id = "shop-" + std::to_string(access_days);
    add_store(id, "sg");
    EXPECT_EQ(authorise_as(id, "owner.sg", "sg").exit_code, 0);
    const auto store = show(id);
    EXPECT_EQ(store["days_left"], refresh_days - 1) << "the refresh token's end counts";
    EXPECT_EQ(store["status"], refresh_days <= 30 ? "expiring" : "authorised");
    EXPECT_LT(store["refresh_due_at"], store["access_expires_at"]);
    if (refresh_days == 14) {
      EXPECT_EQ(store["expiry_warning_days"], 14);
      EXPECT_THAT(store["what_to_do"].get<std::string>(), HasSubstr("ends within 14 days"));
      EXPECT_THAT(run({"store", "list"}).err, HasSubstr("store authorize " + id));
    }
    expect_ok({"store", "cancel", id});
  }
}

TEST_F(StoreAccess, A12_unreadable_life_time_means_authorise_again_and_pulls_go_on) {
  start({"--regions", "sg"});
  sandbox->post("/_sandbox/settings", {{"readable_life", false}});
  add_store("shop", "sg");
  const Finished done = authorise_as("shop", "owner.sg", "sg");
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const auto store = show("shop");
  EXPECT_EQ(store["status"], "authorise again");
  EXPECT_TRUE(store["access_expires_at"].is_null()) << "no life time is assumed";
  EXPECT_THAT(store["what_to_do"].get<std::string>(), HasSubstr("store authorize shop"));
  expect_ok({"order", "pull", "shop"});
  EXPECT_GT(show("shop")["orders"], 0);
  EXPECT_EQ(show("shop")["status"], "authorise again");
}

TEST_F(StoreAccess, A12_refused_refresh_token_means_authorise_again_and_pulls_go_on) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  sandbox->post("/_sandbox/tokens", {{"action", "revoke"},
                                     {"account", "owner.sg@sandbox.example"},
                                     {"access", false},
                                     {"refresh", true}});
  const Finished refresh = run({"store", "refresh", "shop"});
  EXPECT_EQ(refresh.exit_code, 26);
  EXPECT_THAT(refresh.err, HasSubstr("store authorize"));
  EXPECT_EQ(show("shop")["status"], "authorise again");
  expect_ok({"order", "pull", "shop"});
  EXPECT_EQ(show("shop")["status"], "authorise again");
  EXPECT_EQ(authorise_as("shop", "owner.sg", "sg").exit_code, 0);
  EXPECT_EQ(show("shop")["status"], "authorised");
}

TEST_F(StoreAccess, A11_refresh_by_hand_renews_the_access) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  const auto before = show("shop");
  sandbox->post("/_sandbox/settings", {{"token_life_s", 40 * 86400}});
  expect_ok({"store", "refresh", "shop"});
  EXPECT_GT(show("shop")["access_expires_at"], before["access_expires_at"]);
  EXPECT_GT(show("shop")["refresh_due_at"], before["refresh_due_at"]);
}

TEST_F(StoreAccess, A10_access_that_the_module_renewed_in_a_pull_is_shown) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  const auto before = show("shop");
  sandbox->post("/_sandbox/settings", {{"token_life_s", 40 * 86400}});
  sandbox->post("/_sandbox/tokens", {{"action", "revoke"},
                                     {"account", "owner.sg@sandbox.example"},
                                     {"access", true},
                                     {"refresh", false}});
  expect_ok({"order", "pull", "shop"});
  EXPECT_GT(show("shop")["access_expires_at"], before["access_expires_at"]);
}

TEST_F(StoreAccess, A18_what_the_page_reports_is_told_with_cause_remedy_and_who) {
  start({"--regions", "sg"});
  add_store("shop", "sg");
  const struct {
    const char* error;
    const char* remedy;
    const char* who;
  } cases[] = {
      {"INTERNAL_DATA_ERROR", "Sign in with the main account", "the seller, with the main account"},
      {"PASSWORD_NOT_MATCH", "on the marketplace's own sign-in page", "the seller"},
      {"access_denied", "presses Authorise", "the seller"},
      {"unauthorized_client", "developer console", "the administrator"},
      {"invalid_request", "developer console", "the administrator"},
      {"server_error", "Wait", "the marketplace"},
  };
  for (const auto& one : cases) {
    sandbox->post("/_sandbox/accounts",
                  {{"account", "owner.sg@sandbox.example"}, {"error", one.error}});
    const Finished done = authorise_as("shop", "owner.sg", "sg");
    EXPECT_GE(done.exit_code, 20) << one.error;
    EXPECT_THAT(done.err, AllOf(HasSubstr(one.error), HasSubstr("Meaning:"), HasSubstr(one.remedy),
                                HasSubstr(std::string("Who can mend: ") + one.who)))
        << one.error;
    EXPECT_EQ(show("shop")["status"], "draft");
  }
  sandbox->post("/_sandbox/accounts", {{"account", "owner.sg@sandbox.example"}, {"error", ""}});
  EXPECT_EQ(authorise_as("shop", "owner.sg", "sg").exit_code, 0);
}

TEST_F(StoreAccess, A18_what_the_seller_api_reports_is_told_with_cause_remedy_and_who) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  const struct {
    const char* code;
    const char* who;
  } cases[] = {{"INTERNAL_DATA_ERROR", "the seller, with the main account"},
               {"PASSWORD_NOT_MATCH", "the seller"},
               {"SellerNotVerified", "the seller"},
               {"SellerNotActive", "the seller"},
               {"InvalidAppKey", "the administrator"}};
  for (const auto& one : cases) {
    sandbox->post("/_sandbox/faults", {{"kind", "error"},
                                       {"api", "/seller/get"},
                                       {"code", one.code},
                                       {"message", "told by a test"},
                                       {"count", 1}});
    const Finished done = run({"store", "verify", "shop"});
    EXPECT_GE(done.exit_code, 20) << one.code;
    EXPECT_THAT(done.err, AllOf(HasSubstr(one.code), HasSubstr("What to do:"),
                                HasSubstr(std::string("Who can mend: ") + one.who)))
        << one.code;
  }
  expect_ok({"store", "verify", "shop"});
}

TEST_F(StoreAccess, A18_used_and_late_codes_are_told_as_such) {
  start({"--regions", "sg"});
  add_store("shop", "sg");
  const std::string callback = agree("shop", "owner.sg", "sg");
  sandbox->post("/_sandbox/clock", {{"advance_s", 31 * 60}});
  const Finished late = run({"store", "authorize", "shop", "--code", callback});
  EXPECT_EQ(late.exit_code, 26);
  EXPECT_THAT(late.err, AllOf(HasSubstr("InvalidCode"), HasSubstr("older than 30 minutes"),
                              HasSubstr("Who can mend: the administrator")));
  EXPECT_EQ(run({"store", "authorize", "shop", "--code", callback}).exit_code, 6)
      << "each authorisation works once";
}

TEST_F(StoreAccess, A18_subscription_cannot_be_renewed_and_says_so) {
  start({"--regions", "sg"});
  sandbox->post("/_sandbox/settings", {{"market_subscription", true}});
  connect("shop", "sg");
  EXPECT_TRUE(show("shop")["refresh_due_at"].is_null()) << "there is nothing to renew with";
  const Finished done = run({"store", "refresh", "shop"});
  EXPECT_EQ(done.exit_code, 34);
  EXPECT_THAT(done.err,
              AllOf(HasSubstr("Renew the subscription"), HasSubstr("Who can mend: the seller")));
  EXPECT_EQ(show("shop")["status"], "expiring") << "the access's own end counts: 30 days";
}

TEST_F(StoreAccess, A18_seller_that_is_not_verified_or_not_active_is_warned_of) {
  start({"--regions", "sg"});
  connect("shop", "sg");
  sandbox->post("/_sandbox/sellers", {{"region", "sg"}, {"verified", false}});
  EXPECT_THAT(run({"store", "verify", "shop"}).err,
              AllOf(HasSubstr("has not verified the seller"), HasSubstr("Who can mend it")));
  EXPECT_EQ(show("shop")["seller_verified"], false);
  sandbox->post("/_sandbox/sellers",
                {{"region", "sg"}, {"verified", true}, {"status", "INACTIVE"}});
  EXPECT_THAT(run({"store", "verify", "shop"}).err, HasSubstr("closed or paused the shop"));
}

TEST_F(StoreAccess, A18_redirect_address_that_is_not_registered_stops_at_the_page) {
  start({"--regions", "sg"});
  expect_ok({"app", "set", "--key", sandbox->ready()["app_key"], "--secret-file",
             (folder / "secret.txt").string(), "--redirect-uri", "http://127.0.0.1:1/other",
             "--sandbox", sandbox->url()});
  add_store("shop", "sg");
  EXPECT_THROW(agree("shop", "owner.sg", "sg"), std::runtime_error) << "nobody is sent back";
  const Finished errors = run({"store", "errors"});
  EXPECT_THAT(errors.out, AllOf(HasSubstr("redirect_not_registered"), HasSubstr("app set")));
}

}  // namespace
}  // namespace host_test
