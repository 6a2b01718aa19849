// Everything behind the gateway: sellers, goods, orders, tokens, time, faults, journal.
#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sandbox/accounts.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/documents.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/flow_limits.hpp"
#include "sandbox/journal.hpp"
#include "sandbox/options.hpp"
#include "sandbox/shop.hpp"
#include "sandbox/tokens.hpp"

namespace sandbox {

// APIs that the application may not call. Any thread.
class Permissions {
 public:
  void Set(const std::string& api, bool allowed);
  bool Allows(const std::string& api) const;
  std::vector<std::string> Denied() const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string> denied_;
};

// Built once; its shops never move. Any thread may use its parts.
class Marketplace {
 public:
  explicit Marketplace(const Options& options);

  const Options& options() const { return options_; }
  const std::vector<std::unique_ptr<Shop>>& shops() const { return shops_; }
  const std::vector<Account>& accounts() const { return accounts_; }
  const Account* FindAccount(std::string_view login) const;
  // The store of this seller id, or nothing.
  Shop* FindShop(int64_t seller_id) const;
  // The first store of a region, or nothing.
  Shop* FirstShop(std::string_view region) const;
  bool HasRegion(size_t region) const;

  Clock clock;
  SettingsCell settings;
  Tokens tokens;
  FlowLimits flow_limits;
  Permissions permissions;
  Faults faults;
  Journal journal;
  DocumentShelf documents;

 private:
  Options options_;
  std::vector<std::unique_ptr<Shop>> shops_;
  std::vector<Account> accounts_;
};

}  // namespace sandbox
