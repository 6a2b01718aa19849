#include "plugin/flow/callback_url.hpp"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <chapi/module.hpp>
#include <optional>

#include "plugin/open_platform/secret.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Error;

struct Denial {
  std::string_view error;  // the value of "error"
  chapi_status status;
  std::string_view reason;
  std::string_view text;
};

constexpr Denial kDenials[] = {
    {"access_denied", CHAPI_PERMISSION_DENIED, "authorization_denied",
     "The seller did not agree to the authorisation; begin again and let the seller press "
     "Authorise."},
    {"invalid_request", CHAPI_PERMISSION_DENIED, "authorization_failed",
     "Lazada did not understand the authorisation page's address; the administrator must check the "
     "application key and the redirect address."},
    {"unauthorized_client", CHAPI_PERMISSION_DENIED, "authorization_failed",
     "The application may not ask sellers for authorisation; its owner must check its status and "
     "category in the developer console."},
    {"unsupported_response_type", CHAPI_PERMISSION_DENIED, "authorization_failed",
     "Lazada does not offer this way of authorising; the plugin must be updated."},
    {"server_error", CHAPI_UNAVAILABLE, "authorization_failed",
     "Lazada's authorisation page had trouble; begin again later."},
    {"temporarily_unavailable", CHAPI_UNAVAILABLE, "authorization_failed",
     "Lazada's authorisation page is overloaded; begin again later."},
    {"INTERNAL_DATA_ERROR", CHAPI_PERMISSION_DENIED, "account_data_error",
     "Lazada cannot read this login. Let the seller sign in with the main account; if the e-mail "
     "address of the main account was changed, only Lazada's support can mend it."},
    {"PASSWORD_NOT_MATCH", CHAPI_PERMISSION_DENIED, "password_not_matched",
     "The password was wrong. The seller must enter it on Lazada's own sign-in page; if that "
     "fails, change it there. Never ask for it here."},
};

constexpr Denial kOtherDenial{
    "", CHAPI_PERMISSION_DENIED, "authorization_failed",
    "Lazada's authorisation page reported an error; begin again, and let the seller sign in with "
    "the main account."};

[[noreturn]] void throw_denial(const std::string& error) {
  const auto* found = std::find_if(std::begin(kDenials), std::end(kDenials),
                                   [&](const Denial& d) { return d.error == error; });
  const Denial& denial = found == std::end(kDenials) ? kOtherDenial : *found;
  Error e(denial.status, std::string(denial.reason), std::string(denial.text));
  e.platform_code = error;
  e.retryable = denial.status == CHAPI_UNAVAILABLE;
  throw e;
}

std::optional<std::string> only(const Poco::URI::QueryParameters& parameters, const char* name) {
  std::optional<std::string> value;
  for (const auto& [key, text] : parameters) {
    if (key != name) continue;
    if (value) {
      throw Error(CHAPI_INVALID_ARGUMENT, "callback_unreadable",
                  std::string("The callback address has more than one \"") + name + "\".");
    }
    value = text;
  }
  return value;
}

bool leads_to(const Poco::URI& callback, const Poco::URI& registered) {
  const auto path = [](const Poco::URI& uri) {
    return uri.getPath().empty() ? std::string("/") : uri.getPath();
  };
  const auto parameters = callback.getQueryParameters();
  const auto own = registered.getQueryParameters();
  return callback.getScheme() == registered.getScheme() &&
         Poco::icompare(callback.getHost(), registered.getHost()) == 0 &&
         callback.getPort() == registered.getPort() && path(callback) == path(registered) &&
         callback.getUserInfo() == registered.getUserInfo() &&
         std::all_of(own.begin(), own.end(), [&](const auto& parameter) {
           return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
         });
}

}  // namespace

std::string code_of_callback(const std::string& callback_url, const std::string& redirect_uri,
                             std::string_view expected_state) {
  Poco::URI callback;
  Poco::URI::QueryParameters parameters;
  bool ours = false;
  try {
    callback = Poco::URI(Poco::trim(callback_url));
    parameters = callback.getQueryParameters();
    ours = leads_to(callback, Poco::URI(redirect_uri));
  } catch (const Poco::Exception&) {
    throw Error(CHAPI_INVALID_ARGUMENT, "callback_unreadable",
                "The callback is not an address; copy the whole address line of the browser.");
  }
  if (!ours) {
    throw Error(CHAPI_INVALID_ARGUMENT, "callback_foreign",
                "The callback address is not the application's redirect address; copy the address "
                "that the browser shows after the seller has authorised.");
  }
  const auto state = only(parameters, "state");
  if (!state || expected_state.empty() || !open_platform::same(*state, expected_state)) {
    throw Error(CHAPI_INVALID_ARGUMENT, "state_mismatch",
                "The callback does not belong to the authorisation that was begun for this store; "
                "begin again and use the new address.");
  }
  if (const auto error = only(parameters, "error")) throw_denial(*error);
  const auto code = only(parameters, "code");
  if (!code || code->empty()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "code_missing",
                "The callback address carries no approval code; copy the whole address line of "
                "the browser.");
  }
  return *code;
}

std::string code_of_paste(std::string_view pasted) {
  const std::string code = Poco::trim(std::string(pasted));
  if (code.empty()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "code_missing", "The approval code is empty.");
  }
  if (code.find("://") != std::string::npos) {
    throw Error(CHAPI_INVALID_ARGUMENT, "code_is_address",
                "This is an address, not a bare approval code; pass it as the callback address, "
                "so that its state can be checked.");
  }
  return code;
}

}  // namespace lazada::flow
