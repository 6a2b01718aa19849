#include "sandbox/accounts.hpp"

namespace sandbox {

std::vector<Account> AccountsOf(const std::vector<std::unique_ptr<Shop>>& shops) {
  std::vector<Account> accounts;
  Account cross_border_owner;
  Account cross_border_clerk;
  for (const auto& shop : shops) {
    if (shop->cross_border) {
      cross_border_owner.login = shop->owner_login;
      cross_border_clerk.login = shop->clerk_login;
      cross_border_owner.shops.push_back(shop.get());
      continue;
    }
    const std::string site(shop->venue().code);
    accounts.push_back({shop->owner_login, true, site, {shop.get()}});
    accounts.push_back({shop->clerk_login, false, site, {shop.get()}});
  }
  if (!cross_border_owner.shops.empty()) {
    cross_border_owner.site = cross_border_clerk.site = kCrossBorderSite;
    cross_border_clerk.main_account = false;
    cross_border_clerk.shops = cross_border_owner.shops;
    accounts.push_back(std::move(cross_border_owner));
    accounts.push_back(std::move(cross_border_clerk));
  }
  return accounts;
}

}  // namespace sandbox
