// What the outer object of an answer says, and what each of Lazada's codes means.
#include "plugin/open_platform/envelope.hpp"

#include <gtest/gtest.h>

#include "plugin/open_platform/error_table.hpp"

namespace open_platform_test {
namespace {

using namespace lazada::open_platform;

std::optional<Envelope> read(std::string body) {
  body.reserve(body.size() + 64);
  Envelope envelope;
  static const EnvelopeReader reader;
  if (!reader.read(body, envelope)) return std::nullopt;
  return envelope;
}

TEST(Envelope, IsFoundBeforeAndBehindTheData) {
  for (const char* body :
       {R"({"code":"0","data":{"code":"7","x":[1,{"code":"8"}]},"request_id":"r1"})",
        R"({"data":{"code":"7","x":[1,{"code":"8"}]},"request_id":"r1","code":"0"})",
        R"({ "request_id" : "r1" , "data":[], "code" : 0 })"}) {
    const auto envelope = read(body);
    ASSERT_TRUE(envelope) << body;
    EXPECT_TRUE(envelope->ok()) << body;
    EXPECT_EQ(envelope->request_id, "r1");
  }
}

TEST(Envelope, TellsWhatWasRefused) {
  const auto envelope =
      read(R"({"code":"501","type":"ISP","message":"E501: failed","request_id":"r2",)"
           R"("detail":[{"seller_sku":"A-1","message":"too cheap"},"plain",{"field":"x"},{}]})");
  ASSERT_TRUE(envelope);
  EXPECT_FALSE(envelope->ok());
  EXPECT_EQ(envelope->code, "501");
  EXPECT_EQ(envelope->type, "ISP");
  EXPECT_EQ(envelope->detail, (std::vector<std::string>{"A-1: too cheap", "plain", "x"}));
}

TEST(Envelope, WhatIsNotOneWholeObjectIsNone) {
  for (const char* body :
       {"", " ", "<html><body>502</body></html>", "null", "[]", "\"0\"", "{", R"({"code":"0")",
        R"({"code":"0","data":[1,2})", R"({"code":"0"}})", R"({"code":"0"}{"code":"0"})",
        R"({"code":"0"} trailing)", R"({"code":"0","data":"cut)"}) {
    EXPECT_FALSE(read(body)) << body;
  }
}

TEST(Envelope, EveryTruncationOfAnAnswerIsNoticed) {
  const std::string whole =
      R"({"data":{"orders":[{"order_id":1,"name":"ก\"}"},{"order_id":2}]},"code":"0",)"
      R"("request_id":"r"})";
  ASSERT_TRUE(read(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read(whole.substr(0, size))) << whole.substr(0, size);
  }
}

struct Case {
  std::string code;
  std::string path;
  std::string message;
  chapi_status status;
  std::string reason;
  Remedy remedy;
  int effect_of_change;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.code << " of " << c.path; }

constexpr int kNoEffect = CHAPI_EFFECT_NONE;
constexpr int kUnknownEffect = CHAPI_EFFECT_UNKNOWN;

const Case kCases[] = {
    {"InvalidAppKey", "/orders/get", "", CHAPI_PERMISSION_DENIED, "app_key_unknown", Remedy::kNone,
     kNoEffect},
    {"IncompleteSignature", "/orders/get", "", CHAPI_PERMISSION_DENIED, "signature_refused",
     Remedy::kNone, kNoEffect},
    {"IllegalTimestamp", "/orders/get", "", CHAPI_UNAVAILABLE, "clock_wrong", Remedy::kResync,
     kNoEffect},
    {"IllegalAccessToken", "/orders/get", "", CHAPI_UNAUTHENTICATED, "token_refused",
     Remedy::kRefresh, kNoEffect},
    {"IllegalRefreshToken", "/auth/token/refresh", "", CHAPI_UNAUTHENTICATED,
     "refresh_token_refused", Remedy::kNone, kNoEffect},
    {"InvalidCode", "/auth/token/create", "", CHAPI_UNAUTHENTICATED, "code_invalid", Remedy::kNone,
     kNoEffect},
    {"AUTH_TYPE_UNSUPPORTED", "/auth/token/refresh", "", CHAPI_UNSUPPORTED, "refresh_not_supported",
     Remedy::kNone, kNoEffect},
    {"InsufficientPermission", "/finance/x", "", CHAPI_PERMISSION_DENIED, "api_not_permitted",
     Remedy::kNone, kNoEffect},
    {"SellerNotVerified", "/orders/get", "", CHAPI_PERMISSION_DENIED, "seller_not_verified",
     Remedy::kNone, kNoEffect},
    {"ServiceTimeout", "/order/fulfill/pack", "", CHAPI_UNAVAILABLE, "platform_busy",
     Remedy::kBackOff, kUnknownEffect},
    {"15", "/order/fulfill/pack", "Remote service error", CHAPI_UNAVAILABLE, "platform_busy",
     Remedy::kBackOff, kUnknownEffect},
    {"6", "/orders/get", "E006: Unexpected internal error", CHAPI_UNAVAILABLE, "platform_busy",
     Remedy::kBackOff, kUnknownEffect},
    {"6", "/orders/get", "E006: Invalid status filter", CHAPI_INTERNAL, "status_filter_invalid",
     Remedy::kNone, kNoEffect},
    {"E006", "/order/document/get", "For input string: \"\"", CHAPI_INTERNAL, "request_invalid",
     Remedy::kNone, kNoEffect},
    {"E0016", "/order/get", "", CHAPI_NOT_FOUND, "order_unknown", Remedy::kNone, kNoEffect},
    {"016", "/order/get", "", CHAPI_NOT_FOUND, "order_unknown", Remedy::kNone, kNoEffect},
    {"16", "/order/get", "", CHAPI_NOT_FOUND, "order_unknown", Remedy::kNone, kNoEffect},
    {"E1002", "/products/get", "E1002: sentinel", CHAPI_RATE_LIMITED, "too_fast", Remedy::kBackOff,
     kNoEffect},
    {"901", "/products/get", "", CHAPI_RATE_LIMITED, "too_fast", Remedy::kBackOff, kNoEffect},
    {"998", "/products/get", "", CHAPI_UNAVAILABLE, "switched_off_for_campaign", Remedy::kNone,
     kNoEffect},
    {"SellerCallLimit", "/orders/get", "", CHAPI_RATE_LIMITED, "seller_call_limit",
     Remedy::kBackOff, kNoEffect},
    {"E0501", "/orders/get", "SELLER_NOT_PERMITTED", CHAPI_PERMISSION_DENIED,
     "seller_not_permitted", Remedy::kNone, kNoEffect},
    {"501", "/product/stock/sellable/update", "E501", CHAPI_UNAVAILABLE, "platform_busy",
     Remedy::kBackOff, kUnknownEffect},
    {"700026", "/order/fulfill/pack", "", CHAPI_CONFLICT, "item_state_moved", Remedy::kNone,
     kNoEffect},
    {"700024", "/order/fulfill/pack", "", CHAPI_UNAVAILABLE, "order_locked", Remedy::kBackOff,
     kNoEffect},
    {"700027", "/order/fulfill/pack", "", CHAPI_REJECTED, "fulfilled_by_marketplace", Remedy::kNone,
     kNoEffect},
    {"40011", "/order/fulfill/pack", "", CHAPI_UNAVAILABLE, "platform_busy", Remedy::kBackOff,
     kUnknownEffect},
    {"600002", "/order/package/repack", "", CHAPI_CONFLICT, "package_cancelled", Remedy::kNone,
     kNoEffect},
    {"106", "/reverse/getreverseordersforseller", "", CHAPI_UNAVAILABLE, "platform_busy",
     Remedy::kBackOff, kUnknownEffect},
    {"121", "/reverse/getreverseordersforseller", "", CHAPI_INTERNAL, "request_invalid",
     Remedy::kNone, kNoEffect},
    {"119", "/order/rts", "", CHAPI_CONFLICT, "not_ready_yet", Remedy::kNone, kNoEffect},
    {"E0002", "/product/deactivate", "", CHAPI_NOT_FOUND, "sku_unknown", Remedy::kNone, kNoEffect},
    {"E0006", "/product/deactivate", "", CHAPI_UNAVAILABLE, "platform_busy", Remedy::kBackOff,
     kUnknownEffect},
    {"4154", "/product/update", "", CHAPI_RATE_LIMITED, "too_fast", Remedy::kBackOff, kNoEffect},
    {"4160", "/product/update", "", CHAPI_REJECTED, "product_refused", Remedy::kNone, kNoEffect},
    {"4170", "/product/stock/sellable/update", "", CHAPI_REJECTED, "locked_by_campaign",
     Remedy::kNone, kNoEffect},
    {"71", "/orders/get", "", CHAPI_REJECTED, "unlisted_code", Remedy::kNone, kUnknownEffect},
    {"NeverSeenBefore", "/order/fulfill/pack", "", CHAPI_REJECTED, "unlisted_code", Remedy::kNone,
     kUnknownEffect},
};

class ErrorTable : public testing::TestWithParam<Case> {};

TEST_P(ErrorTable, JudgesTheCode) {
  const Case& c = GetParam();
  Envelope envelope;
  envelope.code = c.code;
  envelope.message = c.message;
  envelope.request_id = "r9";
  const Verdict change = judge(envelope, c.path, Request::Kind::kChange);
  EXPECT_EQ(change.error.status, c.status);
  EXPECT_EQ(change.error.reason, c.reason);
  EXPECT_EQ(change.remedy, c.remedy);
  EXPECT_EQ(change.error.effect, c.effect_of_change);
  EXPECT_EQ(change.error.platform_code, c.code) << "verbatim";
  EXPECT_EQ(change.error.request_id, "r9");
  EXPECT_EQ(change.error.call, c.path);
  EXPECT_NE(change.error.message.find(c.code), std::string::npos);
  EXPECT_LT(change.error.message.size(), sizeof(chapi_error{}.message));
  EXPECT_EQ(judge(envelope, c.path, Request::Kind::kRead).error.effect, CHAPI_EFFECT_NONE);
}

INSTANTIATE_TEST_SUITE_P(Codes, ErrorTable, testing::ValuesIn(kCases));

TEST(ErrorTable, AWrapperWithDetailsIsARefusalThatNamesThem) {
  Envelope envelope;
  envelope.code = "501";
  envelope.message = "E501: Update product failed";
  envelope.detail = {"SKU-1: price too low"};
  const Verdict verdict = judge(envelope, "/product/price_quantity/update", Request::Kind::kChange);
  EXPECT_EQ(verdict.error.status, CHAPI_REJECTED);
  EXPECT_EQ(verdict.remedy, Remedy::kNone);
  EXPECT_NE(verdict.error.message.find("SKU-1: price too low"), std::string::npos);
}

TEST(ErrorTable, ABanIsParsedWhereverItIsSaid) {
  struct Row {
    const char* code;
    const char* message;
    Ban ban;
    std::int64_t ms;
  };
  for (const Row& row :
       {Row{"ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 3 seconds",
            Ban::kApi, 3000},
        Row{"ApiCallLimit", "too many", Ban::kApi, 1000},
        Row{"AppCallLimit", "this ban will last 14229 seconds", Ban::kApplication, 14'229'000},
        Row{"AppApiCallLimit", "this ban will last 2 seconds", Ban::kApplication, 2000},
        Row{"SomethingNew", "this ban will last 5 seconds", Ban::kApi, 5000}}) {
    Envelope envelope;
    envelope.code = row.code;
    envelope.message = row.message;
    const Verdict verdict = judge(envelope, "/orders/get", Request::Kind::kChange);
    EXPECT_EQ(verdict.error.status, CHAPI_RATE_LIMITED) << row.code;
    EXPECT_EQ(verdict.ban, row.ban) << row.code;
    EXPECT_EQ(verdict.ban_ms, row.ms) << row.code;
    EXPECT_EQ(verdict.error.retry_after_ms, row.ms);
    EXPECT_EQ(verdict.error.effect, CHAPI_EFFECT_NONE);
    EXPECT_TRUE(verdict.error.retryable);
  }
  EXPECT_EQ(ban_of("this ban will last many seconds"), -1);
  EXPECT_EQ(ban_of("this ban will last 99999999999999 seconds"), -1);
}

TEST(ErrorTable, LongWordsOfLazadaAreCutAtACharacter) {
  Envelope envelope;
  envelope.code = "36";
  for (int i = 0; i < 400; ++i) envelope.message += "ก";
  const std::string message = judge(envelope, "/orders/get", Request::Kind::kRead).error.message;
  EXPECT_LT(message.size(), 512u);
  EXPECT_NE(message.find("ก…\""), std::string::npos) << message;
}

}  // namespace
}  // namespace open_platform_test
