#include "sandbox/marketplace.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "sandbox/generator.hpp"

namespace sandbox {
namespace {

constexpr uint32_t kOrdersOfFurtherStores = 20;

void Fill(Shop& shop, const Options& options, uint32_t orders, int64_t now_s) {
  // The oldest order lies a second before these days: on their edge, it would be in a pull of as
  // many days only when that began in the second in which the sandbox started.
  const int64_t from_s = now_s - static_cast<int64_t>(options.days) * 86400 - 1;
  shop.catalogue =
      MakeCatalogue(shop.region, shop.seed, options.products, from_s - 90LL * 86400, now_s - 60);
  // A minute of distance: the newest order is older than any sensible lag.
  GenerateOrders(shop, orders, from_s, now_s - 60);
}

}  // namespace

void Permissions::Set(const std::string& api, bool allowed) {
  const std::lock_guard lock(mutex_);
  if (allowed) {
    denied_.erase(api);
  } else {
    denied_.insert(api);
  }
}

bool Permissions::Allows(const std::string& api) const {
  const std::lock_guard lock(mutex_);
  return denied_.count(api) == 0;
}

std::vector<std::string> Permissions::Denied() const {
  const std::lock_guard lock(mutex_);
  return {denied_.begin(), denied_.end()};
}

void SignInTrouble::Set(const std::string& login, const std::string& error) {
  const std::lock_guard lock(mutex_);
  if (error.empty()) {
    errors_.erase(login);
  } else {
    errors_[login] = error;
  }
}

std::string SignInTrouble::ErrorOf(const std::string& login) const {
  const std::lock_guard lock(mutex_);
  const auto at = errors_.find(login);
  return at == errors_.end() ? std::string() : at->second;
}

void SignInTrouble::Clear() {
  const std::lock_guard lock(mutex_);
  errors_.clear();
}

Marketplace::Marketplace(const Options& options)
    : settings(options.settings),
      tokens(std::random_device{}()),  // a restart must not hand out the tokens of the last run
      faults(options.seed),
      documents(options.seed),
      options_(options) {
  if (options.start_ms != 0) clock.Set(options.start_ms);
  const int64_t now_s = clock.NowSeconds();
  for (const std::string& code : options.regions) {
    const int index = RegionIndex(code);
    if (index < 0) throw std::invalid_argument("unknown region \"" + code + "\"");
    const auto region = static_cast<size_t>(index);
    for (unsigned number = 0; number < options.stores; ++number) {
      shops_.push_back(std::make_unique<Shop>(region, number, false, options.seed));
      Fill(*shops_.back(), options,
           number == 0 ? options.orders : std::min(options.orders, kOrdersOfFurtherStores), now_s);
    }
    if (options.cross_border) {
      shops_.push_back(std::make_unique<Shop>(region, options.stores, true, options.seed));
      Fill(*shops_.back(), options, options.orders, now_s);
    }
  }
  accounts_ = AccountsOf(shops_);
}

const Account* Marketplace::FindAccount(std::string_view login) const {
  const auto at = std::find_if(accounts_.begin(), accounts_.end(),
                               [&](const Account& account) { return account.login == login; });
  return at == accounts_.end() ? nullptr : &*at;
}

Shop* Marketplace::FindShop(int64_t seller_id) const {
  for (const auto& shop : shops_) {
    if (shop->seller_id == seller_id) return shop.get();
  }
  return nullptr;
}

Shop* Marketplace::FirstShop(std::string_view region) const {
  for (const auto& shop : shops_) {
    if (shop->venue().code == region) return shop.get();
  }
  return nullptr;
}

bool Marketplace::HasRegion(size_t region) const {
  return std::any_of(shops_.begin(), shops_.end(),
                     [&](const auto& shop) { return shop->region == region; });
}

}  // namespace sandbox
