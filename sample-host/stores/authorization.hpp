// Authorising a store: attempts with a single-use state, codes, and who may own a shop.
#ifndef SAMPLE_HOST_STORES_AUTHORIZATION_HPP_
#define SAMPLE_HOST_STORES_AUTHORIZATION_HPP_

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct AuthorizationAttempt {
  std::string authorize_url;
  std::string state;
  std::int64_t expires_at_ms = 0;
};

// Opens an attempt; an earlier one of the same store ends.  It lives 30 minutes at most.
AuthorizationAttempt begin_authorization(Installation& installation, const std::string& store);

// Is shown the seller (chapi.authorize-result/1) before the grant is kept.
using SellerConsent = std::function<bool(const nlohmann::json& result)>;

// Whole callback address: its state must be the open attempt of this store.
// Throws Failure: kInvalidInput, kRefused (used, expired, foreign), kConflict (shop owned by
// another store, another seller than before); nothing has changed then.
nlohmann::json finish_with_callback(Installation& installation, const std::string& store,
                                    const std::string& callback_url);

// Bare code: only while an attempt of the store is open, and kept only with consent.
nlohmann::json finish_with_code(Installation& installation, const std::string& store,
                                const std::string& code, const SellerConsent& consent);

// A text that names an address rather than a bare code.
bool is_callback_url(std::string_view code_or_url);

// Empty when the address carries no such parameter.
std::string callback_parameter(const std::string& callback_url, const std::string& name);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_AUTHORIZATION_HPP_
