#include "stores/connection_error.hpp"

#include <array>
#include <stdexcept>

namespace channel_host {
namespace {

constexpr const char* kAdministrator = "the administrator";
constexpr const char* kSeller = "the seller, with the main account";
constexpr const char* kMarketplace = "the marketplace";

constexpr std::array<ConnectionError, 20> kErrors = {{
    {"INTERNAL_DATA_ERROR", "account_data_error",
     "The marketplace cannot tell which shop the login belongs to: a sub-account that is not set "
     "up, or a main account whose e-mail address was changed.",
     "Sign in with the main account. If the e-mail address of the main account was changed, only "
     "the marketplace's support can mend it.",
     "the seller, with the main account; after a change of its e-mail address the marketplace "
     "alone"},
    {"PASSWORD_NOT_MATCH", "password_not_matched",
     "The marketplace's sign-in page refused the password.",
     "Paste the password on the marketplace's own sign-in page as it works in the Seller Center; "
     "if that fails, change it there. Never give it to anybody, nor type it here.",
     kSeller},
    {"name_taken", "", "Another store of the company has the name, on this or another platform.",
     "Choose another name, or rename the other store with channel-host store edit STORE --name.",
     kAdministrator},
    {"shop_taken", "",
     "The shop is connected already: to another store, through the main account or a sub-account, "
     "or by another company of this installation.",
     "Cancel the first authorisation with channel-host store cancel STORE (another company has to "
     "do that itself), or sign in with the account of another shop.",
     kAdministrator},
    {"InvalidCode", "code_invalid",
     "The approval code is wrong, was used before or is older than 30 minutes.",
     "Begin again with channel-host store authorize STORE and use the new code at once.",
     kAdministrator},
    {"redirect_not_registered", "invalid_request callback_foreign",
     "The redirect address is not the one that is registered for the application; the "
     "marketplace's page stops there and sends nobody back.",
     "Enter the same address in the marketplace's developer console and in channel-host app set "
     "--redirect-uri, to the letter.",
     kAdministrator},
    {"AUTH_TYPE_UNSUPPORTED", "refresh_not_supported",
     "The application is one that sellers subscribe to: its access cannot be renewed and ends with "
     "the subscription.",
     "Renew the subscription in the marketplace's service market, then run channel-host store "
     "authorize STORE before the access ends.",
     kSeller},
    {"SellerNotVerified", "seller_not_verified",
     "The marketplace has not verified the seller yet; it shows no orders until then.",
     "Finish the verification in the Seller Center, then run channel-host store verify STORE.",
     kSeller},
    {"SellerNotActive", "seller_not_active", "The marketplace has closed or paused the shop.",
     "Open the shop again in the Seller Center, or ask the marketplace's seller support; then run "
     "channel-host store verify STORE.",
     "the seller, with the main account; a shop that the marketplace closed, the marketplace "
     "alone"},
    {"SELLER_NOT_PERMITTED", "seller_not_permitted",
     "The marketplace does not let this seller use the call.",
     "Ask the marketplace's seller support.", kMarketplace},
    {"access_denied", "authorization_denied", "The seller did not agree.",
     "Begin again with channel-host store authorize STORE; the seller presses Authorise.", kSeller},
    {"unauthorized_client", "",
     "The application may not ask sellers for access: it is in review, switched off or of another "
     "category.",
     "Check the application's status and category in the marketplace's developer console.",
     kAdministrator},
    {"server_error", "temporarily_unavailable",
     "The marketplace's authorisation page has trouble of its own.",
     "Wait some minutes and begin again with channel-host store authorize STORE.", kMarketplace},
    {"seller_mismatch", "other_seller",
     "This is another shop than the store belongs to; nothing was changed.",
     "Sign out on the marketplace's page and sign in with the account of the right shop, or add "
     "this shop as a store of its own.",
     kSeller},
    {"region_not_covered", "", "The login has no shop in the store's country.",
     "Choose the store's own country on the marketplace's page, or sign in with an account that "
     "has a shop there.",
     kSeller},
    {"cross_border_not_enabled", "",
     "The login is a cross-border account, but the store is set up for a local seller.",
     "Use the account of a local shop, or add the store with --cross-border.", kAdministrator},
    {"IllegalRefreshToken", "refresh_token_refused authorize_again life_time_unreadable",
     "The access cannot be renewed any more. Orders are pulled as long as the old access lives.",
     "Run channel-host store authorize STORE and sign in with the same shop's account.", kSeller},
    {"IllegalAccessToken", "token_refused not_authorized grant_unreadable",
     "The marketplace does not accept the access that was given.",
     "Run channel-host store authorize STORE and sign in with the same shop's account.", kSeller},
    {"InvalidAppKey", "app_key_unknown", "The marketplace does not know the application key.",
     "Check --key against the marketplace's developer console (channel-host app set).",
     kAdministrator},
    {"IncompleteSignature", "signature_refused",
     "The marketplace does not accept the application's signature.",
     "Check application key and secret (channel-host app set).", kAdministrator},
}};

bool among(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = words.find(' ');
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
  }
  return false;
}

}  // namespace

std::span<const ConnectionError> connection_errors() { return kErrors; }

const ConnectionError* find_connection_error(std::string_view code) {
  if (code.empty()) return nullptr;
  for (const ConnectionError& error : kErrors) {
    if (error.code == code || among(error.aliases, code)) return &error;
  }
  return nullptr;
}

std::string remedy_of(std::string_view code) {
  const ConnectionError* error = find_connection_error(code);
  if (error == nullptr) throw std::invalid_argument("no connection error " + std::string(code));
  return std::string(error->remedy) + " Who can mend it: " + error->who + ".";
}

}  // namespace channel_host
