// Authorisation with a clock in hand: attempts live 30 minutes.
#include "stores/authorization.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "fake_shop.hpp"

namespace channel_host {
namespace {

using ::testing::HasSubstr;

class Authorization : public host_test::FakeShop {
 protected:
  std::string refused(const std::function<void()>& body) {
    try {
      body();
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "accepted";
  }
};

TEST_F(Authorization, A8_expired_state_is_refused) {
  const auto attempt = begin_authorization(installation, "shop");
  clock.move_wall(30 * 60 * 1000 + 1);
  EXPECT_THAT(refused([&] { finish_with_callback(installation, "shop", callback(attempt.state)); }),
              HasSubstr("has expired"));
  EXPECT_FALSE(store().seller_id);
}

TEST_F(Authorization, A9_bare_code_is_refused_after_30_minutes) {
  begin_authorization(installation, "shop");
  clock.move_wall(30 * 60 * 1000 + 1);
  const auto yes = [](const nlohmann::json&) { return true; };
  EXPECT_THAT(refused([&] { finish_with_code(installation, "shop", "code-s1", yes); }),
              HasSubstr("No authorisation of the store shop is open"));
}

TEST_F(Authorization, A8_later_attempt_ends_the_earlier_one) {
  const auto first = begin_authorization(installation, "shop");
  clock.move_wall(1);
  clock.sleep_ms(1, nullptr);
  const auto second = begin_authorization(installation, "shop");
  ASSERT_NE(first.state, second.state);
  EXPECT_THAT(refused([&] { finish_with_callback(installation, "shop", callback(first.state)); }),
              HasSubstr("a later one was begun"));
  finish_with_callback(installation, "shop", callback(second.state));
  EXPECT_EQ(store().seller_id, "s1");
  EXPECT_EQ(store().grant_state, "active");
  EXPECT_TRUE(store().authorised_at_ms);
}

TEST_F(Authorization, A9_without_consent_nothing_is_kept) {
  begin_authorization(installation, "shop");
  std::string shown;
  const auto no = [&](const nlohmann::json& result) {
    shown = result["seller"]["name"];
    return false;
  };
  EXPECT_THAT(refused([&] { finish_with_code(installation, "shop", "code-s1", no); }),
              HasSubstr("not kept"));
  EXPECT_EQ(shown, "Shop of s1");
  EXPECT_FALSE(store().seller_id);
}

TEST_F(Authorization, addresses_and_bare_codes_are_told_apart) {
  EXPECT_TRUE(is_callback_url("http://127.0.0.1/cb?code=1"));
  EXPECT_FALSE(is_callback_url("0_500100_abc"));
  EXPECT_EQ(callback_parameter("http://h/cb?code=a%2Fb&state=x", "code"), "a/b");
  EXPECT_THAT(refused([&] { finish_with_callback(installation, "shop", "http://h/cb?state=x"); }),
              HasSubstr("carries no code"));
}

TEST_F(Authorization, plain_http_to_a_sandbox_elsewhere_is_refused) {
  EXPECT_THAT(refused([&] {
                set_application(installation,
                                {"key", "", "http://127.0.0.1:1/cb", "http://example.com", {}},
                                folder / "secret");
              }),
              HasSubstr("plain HTTP"));
}

}  // namespace
}  // namespace channel_host
