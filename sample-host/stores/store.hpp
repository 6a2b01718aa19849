// A store: one seller account in one region, as an administrator sees it.  Rules only.
#ifndef SAMPLE_HOST_STORES_STORE_HPP_
#define SAMPLE_HOST_STORES_STORE_HPP_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace channel_host {

struct Store {
  std::string id;  // never editable
  std::string platform;
  std::string region;
  std::string adapter;
  std::string name;
  std::string description;
  std::string url;
  bool active = true;
  std::string pull_mode = "automatic";  // or "manual"
  bool cross_border = false;
  std::string grant_key;  // key in the token vault
  std::int64_t created_at_ms = 0;
  std::optional<std::string> seller_id;  // set once, by the first authorisation
  std::string seller_name;
  std::string account;  // login that gave the grant, masked by the module
  // Empty: never authorised; "refused": the marketplace refused a call with the newest token; else
  // as in chapi.authorize-result/1.
  std::string grant_state;
  bool refreshable = false;
  std::optional<std::int64_t> authorised_at_ms;
  std::optional<std::int64_t> access_expires_at_ms;
  std::optional<std::int64_t> refresh_expires_at_ms;
  std::optional<std::int64_t> verified_at_ms;
  std::optional<std::int64_t> access_obtained_at_ms;
  std::optional<std::int64_t> cancelled_at_ms;  // the grant was forgotten, the data kept
  std::string seller_status;                    // as the seller API says it
  std::optional<bool> seller_verified;
  std::int64_t version = 1;                      // rises with every edit
  std::string fulfilment_owner = "marketplace";  // or "host"; taken over by arriving orders
  std::string customer_id;                       // of sales orders; empty: one for each buyer
  bool include_shipping = false;                 // in a sales order's total
};

// Follows from the facts above; it is never set by hand.
enum class StoreStatus {
  kDraft,
  kAuthorised,
  kExpiring,
  kExpired,
  kAuthoriseAgain,
  kInactive,
  kCancelled
};
std::string_view status_name(StoreStatus status);
StoreStatus status_of(const Store& store, std::int64_t now_ms);

// The access is over, whatever end was once named for it.
bool access_refused(const Store& store);

// When the store can no longer renew its access by itself: the end of the refresh token where
// there is one, else the end of the access token.  Nothing when the marketplace named no end, or
// refused the access before it.
std::optional<std::int64_t> access_ends_at_ms(const Store& store);

// When the access token has to be renewed, so that it is done before half of its life is over.
// Nothing when it cannot be renewed, or when its life time is not known.
std::optional<std::int64_t> refresh_due_at_ms(const Store& store);
bool refresh_due(const Store& store, std::int64_t now_ms);

// The step (30, 14, 7, 3 or 1 days) that the store has passed on its way to the end; nothing
// earlier than 30 days before and nothing afterwards.
std::optional<int> expiry_warning_days(const Store& store, std::int64_t now_ms);

// Lower-case letters, digits, '-' and '_', at most 64.
bool is_store_id(std::string_view text);

// What an administrator should do about the store's access; nothing while all is well.
std::optional<std::string> access_advice(const Store& store, std::int64_t now_ms);

// Whole days until access_ends_at_ms, rounded down; nothing when it has no end or has ended.
std::optional<std::int64_t> days_left(const Store& store, std::int64_t now_ms);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_HPP_
