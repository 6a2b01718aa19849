#include "sandbox/control_api.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "sandbox/dates.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

template <typename T>
void Take(const json& request, const char* name, T& into) {
  const auto at = request.find(name);
  if (at != request.end()) into = at->get<T>();
}

template <typename Enum, size_t N>
void TakeWord(const json& request, const char* name,
              const std::array<std::pair<const char*, Enum>, N>& words, Enum& into) {
  const auto at = request.find(name);
  if (at == request.end()) return;
  for (const auto& [word, value] : words) {
    if (*at == word) {
      into = value;
      return;
    }
  }
  throw ControlError(std::string("\"") + name + "\" does not know " + at->dump());
}

constexpr std::array<std::pair<const char*, Shape>, 2> kShapes = {
    {{"real", Shape::kReal}, {"doc", Shape::kDoc}}};
constexpr std::array<std::pair<const char*, CountMeaning>, 2> kCounts = {
    {{"page", CountMeaning::kPage}, {"total", CountMeaning::kTotal}}};
constexpr std::array<std::pair<const char*, Rotation>, 3> kRotations = {
    {{"strict", Rotation::kStrict}, {"grace", Rotation::kGrace}, {"none", Rotation::kNone}}};

template <typename Enum, size_t N>
const char* WordOf(const std::array<std::pair<const char*, Enum>, N>& words, Enum value) {
  for (const auto& [word, candidate] : words) {
    if (candidate == value) return word;
  }
  return "";
}

json DescribeSettings(const Settings& settings) {
  return {{"shape", WordOf(kShapes, settings.shape)},
          {"count", WordOf(kCounts, settings.count)},
          {"count_total", settings.count_total},
          {"masked", settings.masked},
          {"rotation", WordOf(kRotations, settings.rotation)},
          {"rotation_grace_s", settings.rotation_grace_s},
          {"token_life_s", settings.token_life_s},
          {"refresh_life_s", settings.refresh_life_s},
          {"refresh_extends", settings.refresh_extends},
          {"market_subscription", settings.market_subscription},
          {"readable_life", settings.readable_life},
          {"rts_pending", settings.rts_pending},
          {"obey_repeats", settings.obey_repeats},
          {"latency_ms", settings.latency_ms},
          {"timestamp_window_s", settings.timestamp_window_s},
          {"late_rows_s", settings.late_rows_s},
          {"churn", settings.churn}};
}

json ChangeSettings(Marketplace& market, const json& request) {
  Settings settings = market.settings.Get();
  TakeWord(request, "shape", kShapes, settings.shape);
  TakeWord(request, "count", kCounts, settings.count);
  TakeWord(request, "rotation", kRotations, settings.rotation);
  Take(request, "count_total", settings.count_total);
  Take(request, "masked", settings.masked);
  Take(request, "rotation_grace_s", settings.rotation_grace_s);
  Take(request, "token_life_s", settings.token_life_s);
  Take(request, "refresh_life_s", settings.refresh_life_s);
  Take(request, "refresh_extends", settings.refresh_extends);
  Take(request, "market_subscription", settings.market_subscription);
  Take(request, "readable_life", settings.readable_life);
  Take(request, "rts_pending", settings.rts_pending);
  Take(request, "obey_repeats", settings.obey_repeats);
  Take(request, "latency_ms", settings.latency_ms);
  Take(request, "timestamp_window_s", settings.timestamp_window_s);
  Take(request, "late_rows_s", settings.late_rows_s);
  Take(request, "churn", settings.churn);
  market.settings.Put(settings);
  return DescribeSettings(settings);
}

json DescribeClock(const Marketplace& market) {
  const int64_t now_ms = market.clock.NowMs();
  return {{"now_ms", now_ms}, {"now", UtcText(now_ms / 1000)}, {"frozen", market.clock.Frozen()}};
}

json MoveClock(Marketplace& market, const json& request) {
  if (request.contains("frozen")) {
    if (request["frozen"].get<bool>()) {
      market.clock.Freeze();
    } else {
      market.clock.Run();
    }
  }
  if (request.contains("now_ms")) market.clock.Set(request["now_ms"].get<int64_t>());
  if (request.contains("now")) {
    const auto time = ParseIsoTime(request["now"].get<std::string>(), true);
    if (!time) throw ControlError("\"now\" is a time such as 2026-05-01T08:00:00Z");
    market.clock.Set(*time * 1000);
  }
  if (request.contains("advance_s"))
    market.clock.Advance(request["advance_s"].get<int64_t>() * 1000);
  return DescribeClock(market);
}

json ChangeTokens(Marketplace& market, const json& request) {
  const std::string action = request.value("action", "");
  const std::string account = request.value("account", "");
  const bool access = request.value("access", true);
  const bool refresh = request.value("refresh", true);
  if (action == "issue") {
    const Account* found = market.FindAccount(account);
    if (found == nullptr) throw ControlError("no account has the login \"" + account + "\"");
    const TokenPair pair = market.tokens.Issue({found->login, found->site, found->shops},
                                               market.settings.Get(), market.clock.NowMs());
    return {{"access_token", pair.access_token},
            {"refresh_token", pair.refresh_token},
            {"expires_in", pair.expires_in_s},
            {"refresh_expires_in", pair.refresh_expires_in_s}};
  }
  if (action == "revoke") return {{"changed", market.tokens.Revoke(account, access, refresh)}};
  if (action == "expire") {
    const int64_t end_ms = market.clock.NowMs() + request.value("in_s", int64_t{0}) * 1000;
    return {{"changed", market.tokens.MoveEnd(account, access, refresh, end_ms)}};
  }
  throw ControlError("\"action\" is issue, revoke or expire");
}

json ChangeSeller(Marketplace& market, const json& request) {
  Shop& shop = NamedShop(market, request);
  const std::unique_lock lock(shop.mutex);
  Take(request, "status", shop.status);
  Take(request, "verified", shop.verified);
  return {{"seller_id", shop.seller_id}, {"status", shop.status}, {"verified", shop.verified}};
}

json ChangeAccount(Marketplace& market, const json& request) {
  const std::string login = request.value("account", "");
  if (market.FindAccount(login) == nullptr) {
    throw ControlError("no account has the login \"" + login + "\"");
  }
  market.sign_in_trouble.Set(login, request.at("error").get<std::string>());
  return {{"account", login}, {"error", market.sign_in_trouble.ErrorOf(login)}};
}

json ChangePermission(Marketplace& market, const json& request) {
  market.permissions.Set(request.at("api").get<std::string>(), request.at("allowed").get<bool>());
  return {{"denied", market.permissions.Denied()}};
}

json ChangeLimit(Marketplace& market, const json& request) {
  market.flow_limits.SetLimit(request.value("api", "*"), request.at("calls_per_second").get<int>(),
                              request.value("ban_s", int64_t{1}));
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
json Reset(Marketplace& market) {
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

int64_t NumberIn(const Parameters& query, std::string_view name, int64_t fallback) {
  const auto at = query.find(name);
  if (at == query.end()) return fallback;
  try {
    return std::stoll(at->second);
  } catch (const std::exception&) {
    throw ControlError("\"" + std::string(name) + "\" is a number");
  }
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
  if (path == "/reset") return Reset(market);
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

Shop& NamedShop(Marketplace& market, const json& request) {
  if (request.contains("seller_id")) {
    Shop* shop = market.FindShop(request["seller_id"].get<int64_t>());
    if (shop != nullptr) return *shop;
    throw ControlError("no store has the seller id " + request["seller_id"].dump());
  }
  const std::string region = request.value("region", "");
  Shop* shop = market.FirstShop(region);
  if (shop == nullptr) throw ControlError("no store in region \"" + region + "\"");
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
  } catch (const std::invalid_argument& error) {
    return JsonAnswer({{"error", error.what()}}, 400);
  } catch (const json::exception& error) {
    return JsonAnswer({{"error", error.what()}}, 400);
  }
}

}  // namespace sandbox
