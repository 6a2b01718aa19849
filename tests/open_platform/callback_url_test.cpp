// A8, A9, A18: what the browser was sent back to, and what a person pastes.
#include "plugin/flow/callback_url.hpp"

#include <gtest/gtest.h>

#include "open_platform/open_call.hpp"

namespace open_platform_test {
namespace {

using lazada::flow::code_of_callback;
using lazada::flow::code_of_paste;

constexpr const char* kRedirect = "https://erp.example/lazada/cb?tenant=7";
constexpr const char* kState = "0123456789abcdef0123456789abcdef";

std::string callback(const std::string& query,
                     const std::string& address = "https://erp.example/lazada/cb") {
  return address + "?tenant=7&state=" + kState + query;
}

TEST(CallbackUrl, GivesTheCode) {
  EXPECT_EQ(code_of_callback(callback("&code=0_500100_aB%2B1"), kRedirect, kState),
            "0_500100_aB+1");
  EXPECT_EQ(code_of_callback("  " + callback("&code=c") + "\n", kRedirect, kState), "c");
  EXPECT_EQ(
      code_of_callback(callback("&code=c", "https://ERP.example:443/lazada/cb"), kRedirect, kState),
      "c");
  EXPECT_EQ(code_of_callback("http://127.0.0.1:8765?code=c&state=s", "http://127.0.0.1:8765/", "s"),
            "c");
}

struct Refused {
  std::string url;
  std::string state;
  std::string reason;
};

TEST(CallbackUrl, RefusesWhatDoesNotBelongToThisAuthorisation) {
  for (const Refused& r : std::vector<Refused>{
           {"", kState, "callback_foreign"},
           {"c0de", kState, "callback_foreign"},
           {"https://[", kState, "callback_unreadable"},
           {callback("&code=c", "http://erp.example/lazada/cb"), kState, "callback_foreign"},
           {callback("&code=c", "https://erp.example:444/lazada/cb"), kState, "callback_foreign"},
           {callback("&code=c", "https://evil.example/lazada/cb"), kState, "callback_foreign"},
           {callback("&code=c", "https://erp.example/lazada/cb/x"), kState, "callback_foreign"},
           {callback("&code=c", "https://erp.example.evil.com/lazada/cb"), kState,
            "callback_foreign"},
           {callback("&code=c", "https://x@erp.example/lazada/cb"), kState, "callback_foreign"},
           {"https://erp.example/lazada/cb?code=c&state=" + std::string(kState), kState,
            "callback_foreign"},
           {callback("&code=c"), "0123456789abcdef0123456789abcdeX", "state_mismatch"},
           {callback("&code=c"), "", "state_mismatch"},
           {"https://erp.example/lazada/cb?tenant=7&code=c", kState, "state_mismatch"},
           {"https://erp.example/lazada/cb?tenant=7&code=c&state=", "", "state_mismatch"},
           {callback("&code=c&code=d"), kState, "callback_unreadable"},
           {callback("&code=c&state=other"), kState, "callback_unreadable"},
           {callback(""), kState, "code_missing"},
           {callback("&code="), kState, "code_missing"}}) {
    const chapi::module::Error e = error_of([&] { code_of_callback(r.url, kRedirect, r.state); });
    EXPECT_EQ(e.reason, r.reason) << r.url;
    EXPECT_EQ(e.status, CHAPI_INVALID_ARGUMENT) << r.url;
  }
}

TEST(CallbackUrl, A18_LazadasErrorsHaveACauseAndARemedy) {
  struct Row {
    const char* error;
    const char* reason;
    chapi_status status;
  };
  for (const Row& row :
       {Row{"access_denied", "authorization_denied", CHAPI_PERMISSION_DENIED},
        Row{"unauthorized_client", "authorization_failed", CHAPI_PERMISSION_DENIED},
        Row{"invalid_request", "authorization_failed", CHAPI_PERMISSION_DENIED},
        Row{"server_error", "authorization_failed", CHAPI_UNAVAILABLE},
        Row{"temporarily_unavailable", "authorization_failed", CHAPI_UNAVAILABLE},
        Row{"INTERNAL_DATA_ERROR", "account_data_error", CHAPI_PERMISSION_DENIED},
        Row{"PASSWORD_NOT_MATCH", "password_not_matched", CHAPI_PERMISSION_DENIED},
        Row{"something_new", "authorization_failed", CHAPI_PERMISSION_DENIED}}) {
    const chapi::module::Error e = error_of(
        [&] { code_of_callback(callback(std::string("&error=") + row.error), kRedirect, kState); });
    EXPECT_EQ(e.reason, row.reason) << row.error;
    EXPECT_EQ(e.status, row.status) << row.error;
    EXPECT_EQ(e.platform_code, row.error);
    EXPECT_GT(e.message.size(), 40u);
  }
}

TEST(PastedCode, IsTrimmedAndIsNoAddress) {
  EXPECT_EQ(code_of_paste("  0_500100_abc\n"), "0_500100_abc");
  EXPECT_EQ(error_of([] { code_of_paste(" \t"); }).reason, "code_missing");
  EXPECT_EQ(error_of([] { code_of_paste("https://erp.example/cb?code=1"); }).reason,
            "code_is_address");
}

}  // namespace
}  // namespace open_platform_test
