#include "cli/advice.hpp"

#include "stores/connection_error.hpp"

namespace channel_host::cli {
namespace {

constexpr const char* kAdministrator = "the administrator";
constexpr const char* kSeller = "the seller";
constexpr const char* kMarketplace = "the marketplace";
constexpr const char* kAuthor = "the plugin's author";

}  // namespace

Advice advice_for(const chapi_error& error) {
  const ConnectionError* known = find_connection_error(error.platform_code);
  if (known == nullptr) known = find_connection_error(error.reason);
  if (known != nullptr) return {known->cause, known->remedy, known->who};
  switch (error.status) {
    case CHAPI_CANCELLED:
      return {"The work was stopped.", "Run the command again; it goes on where it stopped.",
              kAdministrator};
    case CHAPI_DEADLINE:
      return {"The time for this call ran out.", "Run the command again.", kAdministrator};
    case CHAPI_INVALID_ARGUMENT:
      return {"The module does not accept what it was given.",
              "Check the store's and the application's settings.", kAdministrator};
    case CHAPI_UNAUTHENTICATED:
      return {"The seller has to give access again.",
              "Run channel-host store authorize STORE and sign in with the shop's account.",
              kSeller};
    case CHAPI_PERMISSION_DENIED:
      return {"The application or the account may not do this.",
              "Check the application's permissions in the marketplace's developer console, and "
              "whether the seller account is verified and active.",
              kSeller};
    case CHAPI_NOT_FOUND:
      return {"The marketplace does not know it.", "Check the id, and the store it belongs to.",
              kAdministrator};
    case CHAPI_CONFLICT:
      return {"Things have moved on the other side.", "Pull the orders and try again.",
              kAdministrator};
    case CHAPI_RATE_LIMITED:
      return {"The marketplace has asked for a pause.", "Wait, then run the command again.",
              kAdministrator};
    case CHAPI_UNAVAILABLE:
      return {"The marketplace or the network cannot be reached.",
              "Check the network; otherwise wait and run the command again.", kMarketplace};
    case CHAPI_BAD_RESPONSE:
      return {"The marketplace sent something that cannot be read.",
              "Try again; if it stays, report it with the request id.", kMarketplace};
    case CHAPI_REJECTED:
      return {"The marketplace refused it on business grounds.",
              "Follow the reason above; the Seller Center shows more.", kSeller};
    case CHAPI_UNSUPPORTED:
      return {"This region or module does not offer it.", "Use another region or a newer plugin.",
              kAdministrator};
    case CHAPI_HOST_FAILED:
      return {"The host could not do its part.", "See channel-host.log in the data folder.",
              kAdministrator};
    default:
      return {"The module broke its contract.", "Report it to the plugin's author, with the log.",
              kAuthor};
  }
}

Exit exit_code_of(const chapi_error& error, bool interrupted) {
  if (error.status == CHAPI_CANCELLED && interrupted) return Exit::kInterrupted;
  const bool known = error.status >= CHAPI_NO_ANSWER && error.status <= CHAPI_INTERNAL &&
                     error.status != CHAPI_OK && error.status != CHAPI_STOP;
  const int status = known ? error.status : static_cast<int>(CHAPI_INTERNAL);
  return static_cast<Exit>(static_cast<int>(Exit::kModuleBase) + status);
}

}  // namespace channel_host::cli
