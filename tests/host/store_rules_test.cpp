// A store's rules without a database: what follows from its facts, and which texts it takes.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "stores/connection_error.hpp"
#include "stores/shared_grant.hpp"
#include "stores/store.hpp"
#include "stores/store_name.hpp"

namespace channel_host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kNow = 1'780'000'000'000;

Store authorised(std::int64_t access_days, std::int64_t refresh_days) {
  Store store;
  store.id = "shop";
  store.grant_state = "active";
  store.refreshable = true;
  store.access_obtained_at_ms = kNow;
  store.access_expires_at_ms = kNow + access_days * kDay;
  store.refresh_expires_at_ms = kNow + refresh_days * kDay;
  return store;
}

TEST(StoreRules, A15_A16_cancelled_and_inactive_follow_from_facts) {
  Store store = authorised(30, 180);
  store.cancelled_at_ms = kNow;
  store.grant_state = "none";
  EXPECT_EQ(status_name(status_of(store, kNow)), "cancelled");
  store.active = false;
  EXPECT_EQ(status_name(status_of(store, kNow)), "inactive");
}

TEST(StoreRules, A11_access_is_renewed_before_half_of_its_life_is_over) {
  for (const std::int64_t life : {7, 10, 30}) {
    const Store store = authorised(life, 180);
    const auto due = refresh_due_at_ms(store);
    ASSERT_TRUE(due);
    EXPECT_LT(*due, kNow + life * kDay / 2);
    EXPECT_GT(*due, kNow + life * kDay / 3) << "not all the time either";
    EXPECT_FALSE(refresh_due(store, *due - 1));
    EXPECT_TRUE(refresh_due(store, *due));
  }
}

TEST(StoreRules, A11_A12_what_cannot_be_renewed_is_never_due) {
  Store subscription = authorised(30, 180);
  subscription.refreshable = false;
  Store unreadable = authorised(30, 180);
  unreadable.access_expires_at_ms.reset();
  unreadable.grant_state = "authorize_again";
  Store refused = authorised(30, 180);
  refused.grant_state = "authorize_again";
  for (const Store& store : {subscription, unreadable, refused, Store{}}) {
    EXPECT_FALSE(refresh_due(store, kNow + 365 * kDay));
  }
}

TEST(StoreRules, A10_each_warning_says_what_to_do) {
  EXPECT_EQ(access_advice(authorised(30, 180), kNow), std::nullopt);
  for (const int days : {30, 14, 7, 3, 1}) {
    const auto advice = access_advice(authorised(1, days), kNow);
    ASSERT_TRUE(advice) << days;
    EXPECT_THAT(*advice, HasSubstr("ends within " + std::to_string(days) + " day"));
    EXPECT_THAT(*advice, HasSubstr("channel-host store authorize shop"));
  }
  EXPECT_THAT(access_advice(authorised(-2, -1), kNow).value_or(""), HasSubstr("ended at 20"));
  EXPECT_EQ(days_left(authorised(30, 14), kNow), 14);
  EXPECT_EQ(days_left(authorised(30, 14), kNow + 1), 13) << "whole days";
  EXPECT_EQ(days_left(authorised(30, 0), kNow), std::nullopt);
}

TEST(StoreRules, A12_authorise_again_says_how_long_pulls_go_on) {
  Store store = authorised(5, 90);
  store.grant_state = "authorize_again";
  EXPECT_THAT(access_advice(store, kNow).value_or(""), HasSubstr("orders are pulled until 20"));
  EXPECT_EQ(days_left(store, kNow), 5) << "the access token's own end counts";
  store.access_expires_at_ms.reset();
  EXPECT_THAT(access_advice(store, kNow).value_or(""), HasSubstr("as long as it lives"));
}

TEST(StoreRules, A12_refused_access_has_no_end_and_nothing_is_promised_until_then) {
  Store store = authorised(5, 90);
  store.grant_state = "refused";
  EXPECT_EQ(status_of(store, kNow), StoreStatus::kAuthoriseAgain);
  EXPECT_THAT(access_advice(store, kNow).value_or(""),
              AllOf(HasSubstr("nothing is pulled"), HasSubstr("channel-host store authorize shop"),
                    Not(HasSubstr("20"))));
  EXPECT_EQ(days_left(store, kNow), std::nullopt);
  EXPECT_EQ(expiry_warning_days(store, kNow), std::nullopt);
  EXPECT_FALSE(refresh_due(store, kNow + 365 * kDay));
}

TEST(StoreRules, A3_new_grant_must_cover_every_store_that_lives_on_it) {
  const nlohmann::json grant = {
      {"sellers",
       {{{"region", "sg"}, {"seller_id", "1"}}, {{"region", "my"}, {"seller_id", "2"}}}}};
  Store my;
  my.id = "shop-my";
  my.region = "my";
  my.seller_id = "2";
  EXPECT_NO_THROW(refuse_grant_that_drops({my}, grant));
  my.seller_id = "3";
  try {
    refuse_grant_that_drops({my}, grant);
    FAIL() << "another shop in the region";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, Exit::kConflict);
    EXPECT_THAT(failure.what(), HasSubstr("store cancel shop-my"));
  }
  my.seller_id.reset();
  EXPECT_NO_THROW(refuse_grant_that_drops({my}, grant)) << "it has no shop to lose";
}

TEST(StoreRules, A5_keys_of_names_follow_unicode) {
  const struct {
    const char* one;
    const char* other;
    bool same;
    const char* why;
  } cases[] = {
      {"Cà phê", "ca\u0300 phe\u0302", true, "composed and decomposed"},
      {"ĐỒ UỐNG", "đồ uống", true, "letter case beyond ASCII"},
      {"Ｓｈｏｐ １", "shop 1", true, "full-width forms"},
      {"Straße", "STRASSE", true, "full case folding"},
      {"sh\u200Bop", "shop", true, "invisible characters"},
      {"  My\u3000 Shop ", "my shop", true, "spaces of every kind"},
      {"Đỏ", "Do", false, "accents tell apart"},
      {"ร้าน ก", "ร้าน ข", false, "Thai letters"},
      {"商店", "商场", false, "Chinese characters"},
      {"متجر", "متجر ٢", false, "Arabic"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(name_key(one.one) == name_key(one.other), one.same) << one.why;
  }
}

TEST(StoreRules, A5_names_that_deceive_are_refused) {
  for (const char* name : {"Shop ร้าน", "متجر", "חנות", "👨‍👩‍👧", "a\u0301"}) {
    EXPECT_NO_THROW(check_name(name, "name")) << name;
  }
  for (const char* name : {"", " ", "a\tb", "a\x7F", "a\u0085", "a\u2028", "\u202Aa", "a\u2069",
                           "\xED\xA0\x80", "\xFF"}) {
    EXPECT_THROW(check_name(name, "name"), Failure) << name;
  }
  EXPECT_NO_THROW(check_description("two\nlines\tand a tab", "text"));
  EXPECT_NO_THROW(check_description("", "text"));
  EXPECT_THROW(check_description("bell\a", "text"), Failure);
}

TEST(StoreRules, A18_codes_and_reasons_lead_to_the_same_row) {
  EXPECT_EQ(find_connection_error("InvalidCode"), find_connection_error("code_invalid"));
  EXPECT_EQ(find_connection_error("AUTH_TYPE_UNSUPPORTED"),
            find_connection_error("refresh_not_supported"));
  EXPECT_EQ(find_connection_error("code"), nullptr) << "a part of a code is none";
  EXPECT_EQ(find_connection_error(""), nullptr);
  for (const ConnectionError& error : connection_errors()) {
    EXPECT_EQ(find_connection_error(error.code), &error) << error.code;
    EXPECT_THAT(remedy_of(error.code), HasSubstr("Who can mend it: "));
  }
}

}  // namespace
}  // namespace channel_host
