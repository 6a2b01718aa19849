// Who can sign in on the authorisation page.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/shop.hpp"

namespace sandbox {

// Every test account has this password; it protects nothing.
inline constexpr std::string_view kAccountPassword = "sandbox-password";
// The site of a seller with stores in several venues.
inline constexpr std::string_view kCrossBorderSite = "cb";

struct Account {
  std::string login;
  bool main_account = true;  // else a sub account of the same store
  std::string site;          // sg … ph, or cb
  std::vector<const Shop*> shops;
};

// Two logins a store, and two for the cross-border seller when there is one.
std::vector<Account> AccountsOf(const std::vector<std::unique_ptr<Shop>>& shops);

}  // namespace sandbox
