#include "plugin/open_platform/error_table.hpp"

#include <Poco/NumberParser.h>

#include <algorithm>
#include <array>

namespace lazada::open_platform {
namespace {

// What a failed change may have done.
enum class After {
  kNothing,  // refused before anything was done
  kUnclear,  // failed while it was being done
};

struct Row {
  std::string_view code;   // as normal_code writes it; "4104-4170" is a range of numbers
  std::string_view scope;  // beginning of the API paths it holds for; empty: all others
  std::string_view hint;   // part of the message it holds for; empty: any message
  chapi_status status;
  Remedy remedy;
  After after;
  std::string_view reason;
  std::string_view advice;  // what it means, what to do, and who can mend it
};

constexpr Remedy kNone = Remedy::kNone;
constexpr Remedy kBackOff = Remedy::kBackOff;
constexpr Remedy kWaitBan = Remedy::kWaitBan;

constexpr std::string_view kSystemBusy = "Lazada's own systems are busy; it is tried again later.";
constexpr std::string_view kTooFast = "Too many calls in this second; it is tried again later.";
constexpr std::string_view kRereadItems =
    "The items have another state by now; read the order again before going on.";
constexpr std::string_view kDefect =
    "The plugin sent what Lazada does not accept; please report it with the request id.";
constexpr std::string_view kReauthorize = "Ask the seller to authorise the store again.";
constexpr std::string_view kSkuUnknown = "The shop has no such SKU; read the listings again.";
constexpr std::string_view kProductRefused =
    "Lazada refused the data; the details say which and why.";
constexpr std::string_view kOrderUnknown =
    "This store has no such order; check that the order belongs to this store.";

// More special rows stand before more general ones: the first that fits is taken.
// Sources: gateway error lists, the error sections of the API pages, the fulfilment error list.
constexpr Row kRows[] = {
    // Application and signature
    {"InvalidAppKey", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing, "app_key_unknown",
     "Lazada does not know the application key; the administrator must check it against the "
     "developer console."},
    {"IncompleteSignature", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "signature_refused",
     "The application secret does not belong to the application key; the administrator must enter "
     "it again."},
    {"IllegalTimestamp", "", "", CHAPI_UNAVAILABLE, Remedy::kResync, After::kNothing, "clock_wrong",
     "The clock of this machine differs too much from Lazada's; the administrator must set it."},
    {"MissingParameter", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "parameter_missing",
     kDefect},
    {"MISSING_PARAMETER", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "parameter_missing",
     kDefect},
    {"MissingPartner", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "parameter_missing",
     kDefect},
    {"InvalidApi", "", "", CHAPI_UNSUPPORTED, kNone, After::kNothing, "api_unknown",
     "Lazada does not offer this call (any more); the plugin must be updated."},
    {"InvalidApiPath", "", "", CHAPI_UNSUPPORTED, kNone, After::kNothing, "api_unknown",
     "Lazada does not offer this call (any more); the plugin must be updated."},
    {"InsufficientPermission", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "api_not_permitted",
     "The application lacks this group of APIs; its owner must apply for it in the developer "
     "console."},
    {"AppWhiteIpLimit", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "address_not_listed",
     "The application accepts calls from listed IP addresses only; its owner must add this "
     "machine's in the developer console."},
    {"Mp3SellerApiLimit", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "seller_mode_closed", "Lazada closes this call for sellers in Marketplace Ease Mode."},

    // Tokens and authorisation
    {"IllegalAccessToken", "", "", CHAPI_UNAUTHENTICATED, Remedy::kRefresh, After::kNothing,
     "token_refused", kReauthorize},
    {"IllegalRefreshToken", "", "", CHAPI_UNAUTHENTICATED, kNone, After::kNothing,
     "refresh_token_refused", kReauthorize},
    {"InvalidCode", "", "", CHAPI_UNAUTHENTICATED, kNone, After::kNothing, "code_invalid",
     "The approval code is wrong, was used before or is older than 30 minutes; begin the "
     "authorisation again and use the new code at once."},
    {"AUTH_TYPE_UNSUPPORTED", "", "", CHAPI_UNSUPPORTED, kNone, After::kNothing,
     "refresh_not_supported",
     "An application that sellers subscribe to in the service market cannot renew its tokens; the "
     "seller must renew the subscription and authorise again."},
    {"INTERNAL_DATA_ERROR", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "account_data_error",
     "Let the seller sign in with the main account. If the e-mail address of the main account was "
     "changed, only Lazada's support can mend it."},
    {"PASSWORD_NOT_MATCH", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "password_not_matched",
     "The seller must enter the password on Lazada's own sign-in page; if that fails, change it "
     "there. Never ask for it here."},
    {"SellerNotActive", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "seller_not_active", "The shop is not active; the seller must settle that in Seller Center."},
    {"SellerNotVerified", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "seller_not_verified",
     "The shop is not verified yet; the seller must finish the verification in Seller Center."},
    {"SELLER_NOT_PERMITTED", "", "", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "seller_not_permitted", "Lazada does not let this seller do this; ask its seller support."},
    {"501", "", "SELLER_NOT_PERMITTED", CHAPI_PERMISSION_DENIED, kNone, After::kNothing,
     "seller_not_permitted", "Lazada does not let this seller do this; ask its seller support."},

    // Limits
    {"ApiCallLimit", "", "", CHAPI_RATE_LIMITED, kWaitBan, After::kNothing, "api_call_limit",
     kTooFast},
    {"AppCallLimit", "", "", CHAPI_RATE_LIMITED, kWaitBan, After::kNothing, "app_call_limit",
     "The application has used up its calls; it is tried again when Lazada's ban ends."},
    {"AppApiCallLimit", "", "", CHAPI_RATE_LIMITED, kWaitBan, After::kNothing, "app_call_limit",
     "The application has used up its calls; it is tried again when Lazada's ban ends."},
    {"SellerCallLimit", "", "", CHAPI_RATE_LIMITED, kBackOff, After::kNothing, "seller_call_limit",
     "Test accounts share about four calls a second; it is tried again."},
    {"1002", "", "", CHAPI_RATE_LIMITED, kBackOff, After::kNothing, "too_fast", kTooFast},
    {"901", "", "", CHAPI_RATE_LIMITED, kBackOff, After::kNothing, "too_fast", kTooFast},
    {"4154", "", "", CHAPI_RATE_LIMITED, kBackOff, After::kNothing, "too_fast", kTooFast},
    {"SYS_REQUEST_TOO_FAST", "", "", CHAPI_RATE_LIMITED, kBackOff, After::kNothing, "too_fast",
     kTooFast},
    {"HOT_KEY_BLOCK_EXCEPTION", "", "", CHAPI_RATE_LIMITED, kBackOff, After::kNothing, "too_fast",
     kTooFast},
    {"998", "", "", CHAPI_UNAVAILABLE, kNone, After::kNothing, "switched_off_for_campaign",
     "Lazada has switched this call off during a campaign; try again after the announced end."},

    // Lazada's own trouble
    {"ServiceTimeout", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy",
     kSystemBusy},
    {"ServiceUnavailable", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy",
     kSystemBusy},
    {"SystemBusy", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy",
     kSystemBusy},
    {"UnknownRuntimeException", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear,
     "platform_busy", kSystemBusy},
    {"6", "/orders/get", "Invalid status filter", CHAPI_INTERNAL, kNone, After::kNothing,
     "status_filter_invalid", kDefect},
    {"6", "/order/document/get", "For input string", CHAPI_INTERNAL, kNone, After::kNothing,
     "request_invalid", kDefect},
    {"6", "/product/deactivate", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy",
     kSystemBusy},
    {"6", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"15", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"21", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"106", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"502", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"506", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"513", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"1000", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"4135", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"4159", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},
    {"40011", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kUnclear, "platform_busy", kSystemBusy},

    // Orders
    {"14", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "offset_invalid", kDefect},
    {"16", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "order_unknown", kOrderUnknown},
    {"17", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "date_invalid", kDefect},
    {"19", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "limit_invalid", kDefect},
    {"36", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "status_filter_invalid", kDefect},
    {"37", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "order_unknown", kOrderUnknown},
    {"38", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "too_many_orders", kDefect},
    {"39", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "order_unknown", kOrderUnknown},
    {"56", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"74", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "sorting_invalid", kDefect},
    {"75", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "sorting_invalid", kDefect},

    // Documents and the older fulfilment calls
    {"20", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "item_unknown", kRereadItems},
    {"23", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "item_unknown", kRereadItems},
    {"24", "", "", CHAPI_REJECTED, kNone, After::kNothing, "delivery_type_invalid",
     "Lazada does not accept this way of delivery for the items."},
    {"25", "", "", CHAPI_REJECTED, kNone, After::kNothing, "provider_unknown",
     "Lazada does not know this carrier for the store; read the list of carriers again."},
    {"26", "", "", CHAPI_REJECTED, kNone, After::kNothing, "tracking_number_invalid",
     "The tracking number is missing or has a wrong form; enter the carrier's number."},
    {"29", "", "", CHAPI_REJECTED, kNone, After::kNothing, "items_of_several_orders", kDefect},
    {"31", "", "", CHAPI_REJECTED, kNone, After::kNothing, "tracking_number_invalid",
     "The tracking number is missing or has a wrong form; enter the carrier's number."},
    {"32", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "document_kind_invalid", kDefect},
    {"34", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "not_packed",
     "A document exists only after the items are packed; pack them first."},
    {"35", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "item_unknown", kRereadItems},
    {"63", "", "", CHAPI_REJECTED, kNone, After::kNothing, "tracking_number_used",
     "The tracking number belongs to another package already; check it with the carrier."},
    {"73", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "item_state_moved", kRereadItems},
    {"82", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "item_state_moved", kRereadItems},
    {"80", "", "", CHAPI_REJECTED, kNone, After::kNothing, "provider_fixed",
     "Lazada has chosen the carrier, and it cannot be changed."},
    {"91", "", "", CHAPI_REJECTED, kNone, After::kNothing, "provider_fixed",
     "Lazada has chosen the carrier, and it cannot be changed."},
    {"119", "/order/rts", "", CHAPI_CONFLICT, kNone, After::kNothing, "not_ready_yet",
     "The items cannot be processed yet; try again later."},

    // Fulfilment by packages
    {"1003", "", "", CHAPI_UNAVAILABLE, kNone, After::kUnclear, "no_carrier_allocated",
     "Lazada could not allocate a carrier; try again later, then ask Lazada's seller support."},
    {"30012", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "package_unknown", kRereadItems},
    {"50008", "", "", CHAPI_REJECTED, kNone, After::kNothing, "nothing_to_print",
     "There is no label of Lazada for this package."},
    {"600001", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "package_unknown", kRereadItems},
    {"600002", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "package_cancelled", kRereadItems},
    {"700000", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "package_state_moved", kRereadItems},
    {"700001", "", "", CHAPI_REJECTED, kNone, After::kNothing, "provider_unknown",
     "Lazada does not know this carrier for the store; read the list of carriers again."},
    {"700004", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"700017", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"700018", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"700019", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"700009", "", "", CHAPI_REJECTED, kNone, After::kNothing, "not_seller_fleet",
     "Only orders that the seller's own fleet delivers can be closed this way."},
    {"700013", "", "", CHAPI_REJECTED, kNone, After::kNothing, "operation_not_supported",
     "Lazada does not offer this for the package."},
    {"700016", "", "", CHAPI_REJECTED, kNone, After::kNothing, "no_carrier_available",
     "No carrier is available for this cross-border seller; ask Lazada's seller support."},
    {"700020", "", "", CHAPI_REJECTED, kNone, After::kNothing, "not_digital",
     "The item does not exist or is not a digital one."},
    {"700021", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "order_unknown", kOrderUnknown},
    {"700025", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "item_unknown", kRereadItems},
    {"700022", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "too_many_orders", kDefect},
    {"700023", "", "", CHAPI_REJECTED, kNone, After::kNothing, "store_pickup",
     "The buyer collects this order in the shop; it is not packed."},
    {"700028", "", "", CHAPI_REJECTED, kNone, After::kNothing, "store_pickup",
     "The buyer collects this order in the shop; it is not packed."},
    {"700024", "", "", CHAPI_UNAVAILABLE, kBackOff, After::kNothing, "order_locked",
     "Somebody else is working on this order; it is tried again later."},
    {"700026", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "item_state_moved", kRereadItems},
    {"700027", "", "", CHAPI_REJECTED, kNone, After::kNothing, "fulfilled_by_marketplace",
     "Lazada's warehouse ships this order; the seller does not pack it."},
    {"700029", "", "", CHAPI_REJECTED, kNone, After::kNothing, "several_warehouses",
     "The items lie in different warehouses and need a package each."},
    {"700030", "", "", CHAPI_REJECTED, kNone, After::kNothing, "digital_item",
     "Digital items and services are not packed."},
    {"700031", "", "", CHAPI_CONFLICT, kNone, After::kNothing, "not_ready_yet",
     "The items cannot be processed yet; try again later."},
    {"700032", "", "", CHAPI_REJECTED, kNone, After::kNothing, "warehouse_unknown",
     "The seller's or the transit warehouse is not known; check it in Seller Center."},
    {"700033", "", "", CHAPI_REJECTED, kNone, After::kNothing, "warehouse_unknown",
     "The seller's or the transit warehouse is not known; check it in Seller Center."},
    {"700040", "", "", CHAPI_REJECTED, kNone, After::kNothing, "nothing_to_print",
     "There is no label of Lazada for this package."},
    {"700100", "", "", CHAPI_REJECTED, kNone, After::kUnclear, "batch_failed",
     "Lazada refused the whole batch; read the orders again before going on."},

    // Reverse orders
    {"112", "/order/reverse", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "reverse_order_unknown",
     "The shop has no such cancellation or return; read the list again."},
    {"113-114", "/order/reverse", "", CHAPI_CONFLICT, kNone, After::kNothing,
     "reverse_order_state_moved",
     "The cancellation or return has another state by now; read it again before going on."},
    {"131", "/order/reverse", "", CHAPI_CONFLICT, kNone, After::kNothing,
     "reverse_order_state_moved",
     "The cancellation or return has another state by now; read it again before going on."},
    {"100-133", "/reverse", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"100-133", "/order/reverse", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid",
     kDefect},

    // Money
    {"1000012", "/finance", "", CHAPI_INTERNAL, kNone, After::kNothing, "date_invalid", kDefect},
    {"1000014", "/finance", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},

    // Products
    {"1-4", "/product/deactivate", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "sku_unknown",
     kSkuUnknown},
    {"5", "/product/deactivate", "", CHAPI_CONFLICT, kNone, After::kNothing, "sku_not_online",
     "The SKU is not on sale any more; read the listings again."},
    {"1", "/product", "", CHAPI_REJECTED, kNone, After::kNothing, "product_refused",
     kProductRefused},
    {"57", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "category_unknown",
     "Lazada has no attributes for this category; choose another one."},
    {"94-96", "", "", CHAPI_REJECTED, kNone, After::kNothing, "serial_number_invalid",
     "A serial number is missing, doubled or has a wrong form; correct it."},
    {"200", "/product", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"201-202", "/product", "", CHAPI_REJECTED, kNone, After::kNothing, "product_refused",
     kProductRefused},
    {"204", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "too_many_skus", kDefect},
    {"4171", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "too_many_skus", kDefect},
    {"205-206", "/product", "", CHAPI_REJECTED, kNone, After::kNothing, "product_refused",
     kProductRefused},
    {"209", "/product", "", CHAPI_REJECTED, kNone, After::kNothing, "product_refused",
     kProductRefused},
    {"212", "/product", "", CHAPI_CONFLICT, kNone, After::kNothing, "stock_would_be_negative",
     "Lazada holds more pieces back than would be left; read the stock again."},
    {"301-303", "/image", "", CHAPI_REJECTED, kNone, After::kNothing, "image_refused",
     "Lazada cannot take this picture; check its address, kind and size."},
    {"504", "/product", "", CHAPI_REJECTED, kNone, After::kUnclear, "product_refused",
     kProductRefused},
    {"512", "/product", "", CHAPI_REJECTED, kNone, After::kNothing, "product_refused",
     kProductRefused},
    {"701", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "category_unknown",
     "Lazada suggests no category; choose one by hand."},
    {"1001", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"4132", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"4170", "", "", CHAPI_REJECTED, kNone, After::kNothing, "locked_by_campaign",
     "A campaign holds this SKU: its stock may be raised but not lowered until it ends."},
    {"4225", "", "", CHAPI_UNSUPPORTED, kNone, After::kNothing, "semi_hosted_item",
     "Lazada manages this item's stock; only the sellable quantity can be changed."},
    {"4104-4228", "", "", CHAPI_REJECTED, kNone, After::kNothing, "product_refused",
     kProductRefused},
    {"5", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"30", "", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"70", "/products/get", "", CHAPI_INTERNAL, kNone, After::kNothing, "request_invalid", kDefect},
    {"207", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "sku_unknown", kSkuUnknown},
    {"208", "", "", CHAPI_NOT_FOUND, kNone, After::kNothing, "sku_unknown", kSkuUnknown},
    {"500", "", "", CHAPI_REJECTED, kNone, After::kUnclear, "product_refused", kProductRefused},
    {"501", "", "", CHAPI_REJECTED, kNone, After::kUnclear, "product_refused", kProductRefused},
    {"503", "", "", CHAPI_REJECTED, kNone, After::kUnclear, "product_refused", kProductRefused},
};

constexpr Row kUnlisted{"",
                        "",
                        "",
                        CHAPI_REJECTED,
                        kNone,
                        After::kUnclear,
                        "unlisted_code",
                        "The plugin does not know this code; look it up in Lazada's "
                        "documentation, or ask its support with the request id."};

bool covers(std::string_view row_code, const std::string& code) {
  const std::size_t dash = row_code.find('-');
  if (dash == std::string_view::npos) return row_code == code;
  unsigned first = 0;
  unsigned last = 0;
  unsigned number = 0;
  return Poco::NumberParser::tryParseUnsigned(code, number) &&
         Poco::NumberParser::tryParseUnsigned(std::string(row_code.substr(0, dash)), first) &&
         Poco::NumberParser::tryParseUnsigned(std::string(row_code.substr(dash + 1)), last) &&
         number >= first && number <= last;
}

const Row& row_of(const Envelope& envelope, std::string_view path) {
  const std::string code = normal_code(envelope.code);
  const auto fits = [&](const Row& row) {
    return covers(row.code, code) && path.starts_with(row.scope) &&
           envelope.message.find(row.hint) != std::string::npos;
  };
  const auto* found = std::find_if(std::begin(kRows), std::end(kRows), fits);
  return found == std::end(kRows) ? kUnlisted : *found;
}

// Wrappers: without a detail something went wrong on the way, and a repeat may work.
bool is_empty_wrapper(const Envelope& envelope) {
  const std::string code = normal_code(envelope.code);
  return (code == "500" || code == "501" || code == "503") && envelope.detail.empty();
}

std::string shortened(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0) == 0x80) --longest;
  text.resize(longest);
  return text + "…";
}

// Lazada's own words, which may be the only thing that names the culprit.
std::string quoted(const Envelope& envelope) {
  std::string text = envelope.message;
  for (std::size_t i = 0; i < std::min<std::size_t>(envelope.detail.size(), 3); ++i) {
    text += (text.empty() ? "" : "; ") + envelope.detail[i];
  }
  return shortened(text, 220);
}

}  // namespace

std::string normal_code(std::string_view code) {
  std::string_view digits = code;
  if (!digits.empty() && (digits.front() == 'E' || digits.front() == 'e')) digits.remove_prefix(1);
  const bool number = !digits.empty() && std::all_of(digits.begin(), digits.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
  if (!number) return std::string(code);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return std::string(digits);
}

std::int64_t ban_of(std::string_view message) {
  constexpr std::string_view kBefore = "ban will last ";
  const std::size_t at = message.find(kBefore);
  if (at == std::string_view::npos) return -1;
  const std::size_t from = at + kBefore.size();
  const std::size_t end = message.find_first_not_of("0123456789", from);
  unsigned seconds = 0;
  if (!Poco::NumberParser::tryParseUnsigned(std::string(message.substr(from, end - from)),
                                            seconds)) {
    return -1;
  }
  return std::int64_t{seconds} * 1000;
}

Verdict judge(const Envelope& envelope, std::string_view path, Request::Kind kind) {
  const Row& row = row_of(envelope, path);
  const bool empty_wrapper = is_empty_wrapper(envelope) && row.reason == "product_refused";
  const std::int64_t ban_ms = ban_of(envelope.message);

  Verdict verdict{Error(empty_wrapper ? CHAPI_UNAVAILABLE : row.status,
                        std::string(empty_wrapper ? "platform_busy" : row.reason), ""),
                  empty_wrapper ? kBackOff : row.remedy, Ban::kNone, 0};
  Error& e = verdict.error;
  e.platform_code = envelope.code;
  e.request_id = envelope.request_id;
  e.call = path;
  e.http_status = 200;
  const bool unclear = row.after == After::kUnclear && kind == Request::Kind::kChange;
  e.effect = unclear ? CHAPI_EFFECT_UNKNOWN : CHAPI_EFFECT_NONE;

  if (ban_ms >= 0 || verdict.remedy == kWaitBan) {
    constexpr std::int64_t kUnnamedBan = 1000;
    const bool application = envelope.code == "AppCallLimit" || envelope.code == "AppApiCallLimit";
    verdict.ban = application ? Ban::kApplication : Ban::kApi;
    verdict.ban_ms = ban_ms >= 0 ? ban_ms : application ? 60 * kUnnamedBan : kUnnamedBan;
    verdict.remedy = kWaitBan;
    if (row.reason == kUnlisted.reason) {
      e.status = CHAPI_RATE_LIMITED;
      e.reason = "api_call_limit";
      e.effect = CHAPI_EFFECT_NONE;
    }
    e.retry_after_ms = verdict.ban_ms;
  }
  e.retryable = verdict.remedy != kNone && verdict.remedy != Remedy::kRefresh;

  e.message = "Lazada refused " + std::string(path) + " with code " + envelope.code;
  const std::string words = quoted(envelope);
  if (!words.empty()) e.message += " (\"" + words + "\")";
  e.message += ". ";
  e.message += empty_wrapper ? kSystemBusy : row.advice;
  return verdict;
}

}  // namespace lazada::open_platform
