#include "sandbox/control_api.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "sandbox/dates.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

json DescribeClock(const Marketplace& market) {
  const int64_t now_ms = market.clock.NowMs();
  return {{"now_ms", now_ms}, {"now", UtcText(now_ms / 1000)}, {"frozen", market.clock.Frozen()}};
}

json MoveClock(Marketplace& market, const json& request) {
  ControlBody body(request, "clock");
  bool frozen = market.clock.Frozen();
  std::optional<int64_t> now_s;
  int64_t now_ms = market.clock.NowMs();
  int64_t advance_s = 0;
  body.Take("frozen", frozen);
  body.Take("now_ms", now_ms, {0, kLastSecond * 1000});
  body.TakeTime("now", now_s);
  body.Take("advance_s", advance_s, {-kLastSecond, kLastSecond});
  body.Done();
  if (now_s) now_ms = *now_s * 1000;
  const int64_t target_ms = now_ms + advance_s * 1000;
  if (target_ms < 0 || target_ms > kLastSecond * 1000) {
    body.Refuse("advance_s", "seconds that leave the clock in the years 1970 to 9999");
  }
  if (frozen) market.clock.Freeze();
  if (!frozen) market.clock.Run();
  if (now_s || body.Has("now_ms")) market.clock.Set(now_ms);
  market.clock.Advance(advance_s * 1000);
  return DescribeClock(market);
}

// The account that the body names; throws ControlError.
const Account& NamedAccount(Marketplace& market, ControlBody& body) {
  std::string login;
  body.Require("account");
  body.Take("account", login);
  const Account* account = market.FindAccount(login);
  if (account == nullptr) throw ControlError("no account has the login \"" + login + "\"");
  return *account;
}

enum class TokenAction { kIssue, kRevoke, kExpire };
constexpr Words<TokenAction, 3> kTokenActions = {{{"issue", TokenAction::kIssue},
                                                  {"revoke", TokenAction::kRevoke},
                                                  {"expire", TokenAction::kExpire}}};

json ChangeTokens(Marketplace& market, const json& request) {
  ControlBody body(request, "tokens");
  TokenAction action = TokenAction::kIssue;
  body.Require("action");
  body.Take("action", kTokenActions, action);
  if (action == TokenAction::kIssue) {
    const Account& account = NamedAccount(market, body);
    body.Done();
    const TokenPair pair = market.tokens.Issue({account.login, account.site, account.shops},
                                               market.settings.Get(), market.clock.NowMs());
    return {{"access_token", pair.access_token},
            {"refresh_token", pair.refresh_token},
            {"expires_in", pair.expires_in_s},
            {"refresh_expires_in", pair.refresh_expires_in_s}};
  }
  std::string login;  // all of them when none is named
  bool access = true, refresh = true;
  int64_t in_s = 0;
  if (body.Has("account")) login = NamedAccount(market, body).login;
  body.Take("access", access);
  body.Take("refresh", refresh);
  if (action == TokenAction::kExpire) body.Take("in_s", in_s, {-kTenYears, kTenYears});
  body.Done();
  if (action == TokenAction::kRevoke) {
    return {{"changed", market.tokens.Revoke(login, access, refresh)}};
  }
  const int64_t end_ms = market.clock.NowMs() + in_s * 1000;
  return {{"changed", market.tokens.MoveEnd(login, access, refresh, end_ms)}};
}

json ChangeSeller(Marketplace& market, const json& request) {
  constexpr Words<const char*, 3> kStatuses = {
      {{"ACTIVE", "ACTIVE"}, {"INACTIVE", "INACTIVE"}, {"DELETED", "DELETED"}}};
  ControlBody body(request, "sellers");
  Shop& shop = NamedShop(market, body);
  const char* status = nullptr;
  body.Take("status", kStatuses, status);
  const std::unique_lock lock(shop.mutex);
  bool verified = shop.verified;
  body.Take("verified", verified);
  body.Done();
  if (status != nullptr) shop.status = status;
  shop.verified = verified;
  return {{"seller_id", shop.seller_id}, {"status", shop.status}, {"verified", shop.verified}};
}

json ChangeAccount(Marketplace& market, const json& request) {
  ControlBody body(request, "accounts");
  const std::string login = NamedAccount(market, body).login;
  std::string error;
  body.Require("error");
  body.Take("error", error);
  body.Done();
  market.sign_in_trouble.Set(login, error);
  return {{"account", login}, {"error", market.sign_in_trouble.ErrorOf(login)}};
}

json ChangePermission(Marketplace& market, const json& request) {
  ControlBody body(request, "permissions");
  std::string api;
  bool allowed = true;
  body.Require("api");
  body.Require("allowed");
  body.TakeApi("api", api);
  body.Take("allowed", allowed);
  body.Done();
  market.permissions.Set(api, allowed);
  return {{"denied", market.permissions.Denied()}};
}

json ChangeLimit(Marketplace& market, const json& request) {
  ControlBody body(request, "limits");
  std::string api = "*";
  int calls_per_second = 0;
  int64_t ban_s = 1;
  body.Require("calls_per_second");
  body.TakeApi("api", api);
  body.Take("calls_per_second", calls_per_second, kCount);
  body.Take("ban_s", ban_s, kWaitS);
  body.Done();
  market.flow_limits.SetLimit(api, calls_per_second, ban_s);
  return market.flow_limits.Describe();
}

json AddFaults(Marketplace& market, const json& request) {
  json ids = json::array();
  const json list = request.is_array() ? request : json::array({request});
  std::vector<Fault> faults;
  for (const json& one : list) faults.push_back(Faults::Read(one));
  for (const Fault& fault : faults) ids.push_back(market.faults.Add(fault));
  return {{"ids", ids}};
}

json DescribeShops(const Marketplace& market) {
  json shops = json::array();
  for (const auto& shop : market.shops()) {
    const std::shared_lock lock(shop->mutex);
    shops.push_back({{"region", shop->venue().code},
                     {"seller_id", shop->seller_id},
                     {"short_code", shop->short_code},
                     {"name", shop->name},
                     {"cross_border", shop->cross_border},
                     {"status", shop->status},
                     {"verified", shop->verified},
                     {"orders", shop->orders.size()},
                     {"items", shop->orders.item_count()},
                     {"listings", shop->catalogue.listed_products},
                     {"listed_skus", shop->catalogue.listed_skus}});
  }
  return shops;
}

json DescribeMarket(const Marketplace& market) {
  json accounts = json::array();
  for (const Account& account : market.accounts()) {
    json sellers = json::array();
    for (const Shop* shop : account.shops) sellers.push_back(shop->seller_id);
    accounts.push_back({{"login", account.login},
                        {"password", kAccountPassword},
                        {"site", account.site},
                        {"main", account.main_account},
                        {"sellers", sellers}});
  }
  return {{"app_key", market.options().app_key},
          {"redirect_uris", market.options().redirect_uris},
          {"seed", market.options().seed},
          {"clock", DescribeClock(market)},
          {"settings", DescribeSettings(market.settings.Get())},
          {"stores", DescribeShops(market)},
          {"accounts", accounts}};
}

// What tests turned on goes away; orders, tokens and the clock stay.
json Reset(Marketplace& market, const json& request) {
  ControlBody(request, "reset").Done();
  market.faults.Clear();
  market.flow_limits.Clear();
  market.journal.Clear();
  market.sign_in_trouble.Clear();
  for (const std::string& api : market.permissions.Denied()) market.permissions.Set(api, true);
  for (const auto& shop : market.shops()) {
    const std::unique_lock lock(shop->mutex);
    shop->status = "ACTIVE";
    shop->verified = true;
  }
  market.settings.Put(market.options().settings);
  return {{"reset", true}};
}

// A parameter of the address that is a number from 0 on.
int64_t NumberIn(const Parameters& query, std::string_view name, int64_t fallback) {
  const auto at = query.find(name);
  if (at == query.end()) return fallback;
  const std::string& text = at->second;
  int64_t number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number < 0) {
    throw ControlError("\"" + std::string(name) + "\" is \"" + text +
                       "\"; it takes a whole number from 0 on");
  }
  return number;
}

std::string TextIn(const Parameters& query, std::string_view name) {
  const auto at = query.find(name);
  return at == query.end() ? std::string() : at->second;
}

json Read(Marketplace& market, const std::string& path, const Parameters& query) {
  const int64_t after = NumberIn(query, "after", 0);
  const auto limit = static_cast<size_t>(NumberIn(query, "limit", 1000));
  if (path.empty() || path == "/") return DescribeMarket(market);
  if (path == "/clock") return DescribeClock(market);
  if (path == "/settings") return DescribeSettings(market.settings.Get());
  if (path == "/faults") return market.faults.Describe();
  if (path == "/limits") return market.flow_limits.Describe();
  if (path == "/counters") return market.journal.Counters();
  if (path == "/journal") {
    return market.journal.Calls(TextIn(query, "api"), TextIn(query, "region"), after, limit);
  }
  if (path == "/effects") return market.journal.Effects(TextIn(query, "api"), after, limit);
  if (path == "/orders") {
    json request = {{"order_id", NumberIn(query, "order_id", 0)},
                    {"region", TextIn(query, "region")}};
    if (query.count("seller_id") != 0) request["seller_id"] = NumberIn(query, "seller_id", 0);
    return ShowOrder(market, request);
  }
  return nullptr;
}

json Change(Marketplace& market, const std::string& path, const json& request) {
  if (path == "/clock") return MoveClock(market, request);
  if (path == "/settings") return ChangeSettings(market, request);
  if (path == "/faults") return AddFaults(market, request);
  if (path == "/limits") return ChangeLimit(market, request);
  if (path == "/tokens") return ChangeTokens(market, request);
  if (path == "/sellers") return ChangeSeller(market, request);
  if (path == "/accounts") return ChangeAccount(market, request);
  if (path == "/permissions") return ChangePermission(market, request);
  if (path == "/orders") return CreateOrders(market, request);
  if (path == "/orders/touch") return TouchOrders(market, request);
  if (path == "/items/status") return MoveItemStatuses(market, request);
  if (path == "/reset") return Reset(market, request);
  return nullptr;
}

json Delete(Marketplace& market, const std::string& path, const Parameters& query) {
  if (path == "/faults") {
    const int64_t id = NumberIn(query, "id", 0);
    if (id == 0) {
      market.faults.Clear();
      return {{"removed", "all"}};
    }
    return {{"removed", market.faults.Remove(id)}};
  }
  if (path == "/limits") {
    market.flow_limits.Clear();
    return market.flow_limits.Describe();
  }
  if (path == "/journal") {
    market.journal.Clear();
    return {{"cleared", true}};
  }
  return nullptr;
}

}  // namespace

Shop& NamedShop(Marketplace& market, ControlBody& body) {
  std::string region;
  int64_t seller_id = 0;
  body.Take("seller_id", seller_id, {1, INT64_MAX});
  body.Take("region", region);
  if (seller_id != 0) {
    Shop* shop = market.FindShop(seller_id);
    if (shop != nullptr) return *shop;
    throw ControlError("no store has the seller id " + std::to_string(seller_id));
  }
  if (region.empty()) throw ControlError("name a store by \"region\" or \"seller_id\"");
  Shop* shop = market.FirstShop(region);
  if (shop == nullptr) {
    throw ControlError("there is no store in region \"" + region + "\"; there are some in " +
                       Choice(market.options().regions));
  }
  return *shop;
}

Answer HandleControl(Marketplace& market, const std::string& method, const std::string& path,
                     const Parameters& query, const std::string& body) {
  try {
    json answer;
    if (method == "GET") {
      answer = Read(market, path, query);
    } else if (method == "POST") {
      answer = Change(market, path, body.empty() ? json::object() : json::parse(body));
    } else if (method == "DELETE") {
      answer = Delete(market, path, query);
    }
    if (answer.is_null()) {
      return JsonAnswer({{"error", "no such control call: " + method + " /_sandbox" + path}}, 404);
    }
    return JsonAnswer(answer);
  } catch (const ControlError& error) {
    return JsonAnswer({{"error", error.what()}}, 400);
  } catch (const json::parse_error& error) {
    return JsonAnswer({{"error", "the body is not JSON: it cannot be read from byte " +
                                     std::to_string(error.byte) + " on"}},
                      400);
  }
}

}  // namespace sandbox
