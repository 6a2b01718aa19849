// Everything behind the gateway: sellers, goods, orders, tokens, time, faults, journal.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
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

// Logins whose authorisation ends with an error of the page. Any thread.
class SignInTrouble {
 public:
  // `error` is what the redirect address gets; empty: no trouble any more.
  void Set(const std::string& login, const std::string& error);
  std::string ErrorOf(const std::string& login) const;
  void Clear();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> errors_;
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
  SignInTrouble sign_in_trouble;
  Faults faults;
  Journal journal;
  DocumentShelf documents;

 private:
  Options options_;
  std::vector<std::unique_ptr<Shop>> shops_;
  std::vector<Account> accounts_;
};

}  // namespace sandbox
