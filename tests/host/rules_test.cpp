// Rules without a database: statuses, names, expiries, times, and text on a terminal.
#include <gtest/gtest.h>

#include "cli/advice.hpp"
#include "cli/terminal_text.hpp"
#include "orders/order_status.hpp"
#include "rfc3339.hpp"
#include "stores/store.hpp"
#include "stores/store_name.hpp"

namespace channel_host {
namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kNow = 1'780'000'000'000;

Store authorised(std::int64_t access_days, std::int64_t refresh_days) {
  Store store;
  store.grant_state = "active";
  store.refreshable = true;
  store.access_expires_at_ms = kNow + access_days * kDay;
  store.refresh_expires_at_ms = kNow + refresh_days * kDay;
  return store;
}

TEST(StoreStatus, A4_follows_from_the_facts) {
  Store store;
  EXPECT_EQ(status_of(store, kNow), StoreStatus::kDraft);
  EXPECT_EQ(status_of(authorised(30, 180), kNow), StoreStatus::kAuthorised);
  EXPECT_EQ(status_of(authorised(7, 14), kNow), StoreStatus::kExpiring);
  EXPECT_EQ(status_of(authorised(-1, 50), kNow), StoreStatus::kAuthorised)
      << "the access token is renewed by itself";
  EXPECT_EQ(status_of(authorised(-2, -1), kNow), StoreStatus::kExpired);
  store = authorised(5, 90);
  store.grant_state = "authorize_again";
  EXPECT_EQ(status_of(store, kNow), StoreStatus::kAuthoriseAgain);
  store.active = false;
  EXPECT_EQ(status_of(store, kNow), StoreStatus::kInactive);
  store = authorised(20, 90);
  store.refreshable = false;
  EXPECT_EQ(status_of(store, kNow), StoreStatus::kExpiring) << "only the access token counts";
}

TEST(StoreStatus, A10_warns_30_14_7_3_and_1_days_before) {
  const auto warning = [](std::int64_t ms) {
    Store store = authorised(0, 0);
    store.refresh_expires_at_ms = kNow + ms;
    return expiry_warning_days(store, kNow);
  };
  EXPECT_EQ(warning(30 * kDay + 1), std::nullopt);
  EXPECT_EQ(warning(30 * kDay), 30);
  EXPECT_EQ(warning(14 * kDay + 1), 30);
  EXPECT_EQ(warning(14 * kDay), 14);
  EXPECT_EQ(warning(7 * kDay), 7);
  EXPECT_EQ(warning(3 * kDay), 3);
  EXPECT_EQ(warning(kDay), 1);
  EXPECT_EQ(warning(1), 1);
  EXPECT_EQ(warning(0), std::nullopt);
  Store endless = authorised(1, 1);
  endless.refresh_expires_at_ms.reset();
  EXPECT_EQ(expiry_warning_days(endless, kNow), std::nullopt) << "no life time is ever assumed";
}

TEST(StoreName, A5_case_and_spaces_do_not_tell_stores_apart) {
  EXPECT_EQ(name_key("  My   Shop "), name_key("my shop"));
  EXPECT_NE(name_key("ร้าน ก"), name_key("ร้าน ข"));
  EXPECT_EQ(name_key("   "), "");
  std::string upper, lower;
  for (int i = 0; i < 300; ++i) {
    upper += "Ấ";
    lower += "ấ";
    EXPECT_EQ(name_key(upper), lower) << i << " letters";
  }
  EXPECT_TRUE(is_store_id("shop-1_a"));
  for (const char* wrong : {"", "-a", "A", "a b", "a/b", "ä"}) EXPECT_FALSE(is_store_id(wrong));
}

TEST(OrderStatus, B3_least_advanced_that_moves_else_the_most_frequent) {
  EXPECT_EQ(order_status({"delivered", "packed", "shipped"}), "packed");
  EXPECT_EQ(order_status({"cancelled", "delivered", "delivered"}), "delivered");
  EXPECT_EQ(order_status({"cancelled", "delivered"}), "cancelled");
  EXPECT_EQ(order_status({}), "unknown");
}

TEST(Rfc3339, reads_every_form_and_writes_utc) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_rfc3339("2026-05-01T08:00:00+08:00"), parse_rfc3339("2026-05-01T00:00:00Z"));
  EXPECT_EQ(parse_rfc3339("2026-05-01T00:00:00.25-00:30"), 1777595400250);
  for (const char* wrong : {"", "2026-05-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                            "2026-05-01T24:00:00Z", "2026-05-01T00:00:00", "2026-05-01T00:00:00.Z",
                            "2026-05-01T00:00:00+7:00", "2026-05-01T00:00:00Zx"}) {
    EXPECT_EQ(parse_rfc3339(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(format_rfc3339(1777595400250), "2026-05-01T00:30:00.250Z");
}

TEST(TerminalText, hostile_text_becomes_visible) {
  EXPECT_EQ(visible("a\x1b[2Jb"), "a\\u{1B}[2Jb");
  EXPECT_EQ(visible("line\nbreak"), "line\\nbreak");
  EXPECT_EQ(visible("\xC2\x9B"), "\\u{9B}") << "C1 controls steer terminals too";
  EXPECT_EQ(visible("\xE2\x80\xAE"
                    "abc"),
            "\\u{202E}abc")
      << "right-to-left override";
  EXPECT_EQ(visible("a\u061Cb"), "a\\u{61C}b") << "Arabic letter mark";
  EXPECT_EQ(visible("ok\xFF"), "ok\xEF\xBF\xBD");
  EXPECT_EQ(visible("กาแฟ 咖啡 ☕"), "กาแฟ 咖啡 ☕");
}

TEST(TerminalText, characters_that_show_nothing_become_visible_and_marks_stay_on_their_letters) {
  EXPECT_EQ(visible("pay\u200Bpal"), "pay\\u{200B}pal") << "zero width space";
  EXPECT_EQ(visible("a\u200Cb\u200Dc"), "a\\u{200C}b\\u{200D}c") << "joiners";
  EXPECT_EQ(visible("a\u00ADb"), "a\\u{AD}b") << "soft hyphen";
  EXPECT_EQ(visible("\uFEFFa"), "\\u{FEFF}a") << "byte order mark";
  EXPECT_EQ(visible("a\u2060b\u2064c"), "a\\u{2060}b\\u{2064}c") << "word joiner, invisible plus";
  EXPECT_EQ(visible("a\u3164b\u034Fc"), "a\\u{3164}b\\u{34F}c") << "fillers";
  EXPECT_EQ(visible("a\U000E0041b"), "a\\u{E0041}b") << "tags";
  EXPECT_EQ(visible("ที่อยู่ น้ำปลา"), "ที่อยู่ น้ำปลา");
  EXPECT_EQ(visible("Nguye\u0302\u0303n Va\u0306n"), "Nguye\u0302\u0303n Va\u0306n")
      << "decomposed";
  EXPECT_EQ(visible("❤\uFE0F ☕"), "❤\uFE0F ☕");
}

TEST(TerminalText, long_text_is_cut_between_characters) {
  EXPECT_EQ(shortened("12345", 5), "12345");
  EXPECT_EQ(shortened("123456", 5), "1234…");
  EXPECT_EQ(shortened("咖啡咖", 5), "咖啡…");
  EXPECT_EQ(shortened("咖啡咖", 4), "咖…") << "half of a wide character does not fit";
  EXPECT_EQ(shortened("กี่กี่กี่", 2), "กี่…") << "with its marks";
  std::string marks = "a";
  for (int i = 0; i < 1000; ++i) marks += "\u0301";
  EXPECT_LT(shortened(marks + "b", 80).size(), 20U);
  EXPECT_EQ(shortened("", 5), "");
}

TEST(TerminalText, width_counts_wide_and_combining_characters) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("咖啡"), 4);
  EXPECT_EQ(display_width("กี่"), 1) << "vowel and tone mark stand above";
  EXPECT_EQ(display_width("Việt"), 4);
}

TEST(Advice, A18_each_known_cause_has_a_remedy_and_someone_who_can_mend_it) {
  for (const char* code : {"INTERNAL_DATA_ERROR", "PASSWORD_NOT_MATCH", "InvalidCode"}) {
    chapi_error error{};
    error.status = CHAPI_REJECTED;
    std::snprintf(error.platform_code, sizeof error.platform_code, "%s", code);
    const cli::Advice advice = cli::advice_for(error);
    EXPECT_NE(advice.meaning, cli::advice_for(chapi_error{}).meaning);
    EXPECT_FALSE(advice.remedy.empty());
    EXPECT_FALSE(advice.who.empty());
  }
}

}  // namespace
}  // namespace channel_host
