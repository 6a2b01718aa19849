// The module's document in the token vault: tokens of one grant and what is under way with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/open_platform/client.hpp"
#include "plugin/open_platform/secret.hpp"

namespace lazada::open_platform {

// One shop that a grant covers.
struct GrantedShop {
  std::string region;  // lower case, "sg"
  std::string seller_id;
  std::string short_code;  // empty when Lazada names none
};

// What one token answer gave.  Times are Unix milliseconds.
struct Tokens {
  Secret access;
  Secret refresh;  // empty: there is none
  std::int64_t obtained_at = 0;
  std::optional<std::int64_t> access_expires_at;   // nothing: could not be read
  std::optional<std::int64_t> refresh_expires_at;  // nothing: could not be read, or no refresh
  bool refreshable = false;
  std::string account;  // login that gave the grant
  std::string country;  // "sg", or "cb" for cross-border
  std::vector<GrantedShop> shops;

  const GrantedShop* shop_in(std::string_view region) const;
  bool cross_border() const { return country == "cb" || shops.size() > 1; }
  // Half of the access token's life is over.
  bool half_over(std::int64_t now_ms) const;
};

struct Grant {
  std::int64_t generation = 0;  // rises whenever `active` is replaced
  std::optional<Tokens> active;
  std::optional<Tokens> held;  // obtained, but not accepted yet
  std::string hold;            // the id of `held`: another authorisation may replace it
  std::string accepted;        // the id that `active` had when it was held
  bool held_checked = false;   // the shop behind `held` was read and may be this store's
  // A refresh was announced at that time, and its outcome is not known.
  std::optional<std::int64_t> refresh_intended_at;
  Secret refresh_answer;        // the raw answer to it; empty: none came
  std::string authorize_again;  // why the tokens cannot be renewed; empty: they can

  // A refresh token is there, and nothing says that it is useless.
  bool can_refresh() const;
};

// The document is secret.  read_grant throws Error (unauthenticated, reason grant_unreadable).
std::string write_grant(const Grant& grant);
Grant read_grant(std::string_view json);

// The body of /auth/token/create or /auth/token/refresh with code "0".  Life times come from it
// and from nowhere else.  Throws Error (bad_response) when it holds no access token.
Tokens read_tokens(const std::string& body, std::int64_t obtained_at);

}  // namespace lazada::open_platform
