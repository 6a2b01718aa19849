#include "sandbox/gateway.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "sandbox/answer_damage.hpp"
#include "sandbox/dates.hpp"

namespace sandbox {
namespace {

struct Route {
  std::string_view api;
  ApiHandler handler;
  bool needs_token;
};

constexpr std::array<Route, 18> kRoutes = {{
    {"/auth/token/create", CreateToken, false},
    {"/auth/token/createWithOpenId", CreateToken, false},
    {"/auth/token/refresh", RefreshToken, false},
    {"/seller/get", GetSeller, true},
    {"/orders/get", GetOrders, true},
    {"/order/get", GetOrder, true},
    {"/order/items/get", GetOrderItems, true},
    {"/orders/items/get", GetMultipleOrderItems, true},
    {"/products/get", GetProducts, true},
    {"/product/item/get", GetProductItem, true},
    {"/order/shipment/providers/get", GetShipmentProviders, true},
    {"/order/fulfill/pack", PackOrders, true},
    {"/order/package/rts", MakeReadyToShip, true},
    {"/order/package/document/get", GetPackageDocument, true},
    {"/order/package/repack", RepackPackages, true},
    {"/order/package/sof/delivered", DeliverOwnFleet, true},
    {"/order/package/sof/failed_delivery", FailOwnFleetDelivery, true},
    {"/order/digital/delivered", DeliverDigital, true},
}};

// The old fulfilment flow is closed to new applications.
constexpr std::array<std::string_view, 5> kWithdrawn = {
    "/order/pack", "/order/rts", "/order/document/get", "/shipment/providers/get", "/order/repack"};

void CheckTimestamp(const CallContext& context) {
  const std::string& text = context.Need("timestamp");
  if (context.settings.timestamp_window_s <= 0) return;
  int64_t stamp_ms = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), stamp_ms);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    const auto time = ParseIsoTime(text, false);
    stamp_ms = time ? *time * 1000 : 0;
  }
  if (std::abs(context.now_ms - stamp_ms) > context.settings.timestamp_window_s * 1000) {
    throw GatewayError("IllegalTimestamp", "The specified timestamp parameter is invalid");
  }
}

void CheckSignature(const CallContext& context) {
  const std::string& sign = context.Need("sign");
  if (context.Need("sign_method") != "sha256" ||
      !SignatureMatches(context.market.options().app_secret, context.call.api,
                        context.call.parameters, sign)) {
    throw GatewayError("IncompleteSignature",
                       "The request signature does not conform to platform standards");
  }
}

// The store that a token opens in the called region.
Shop* ShopOf(const CallContext& context) {
  const std::string token = context.Optional("access_token");
  if (token.empty()) {
    throw GatewayError("MISSING_PARAMETER", "missing required parameter: access_token");
  }
  const auto consent = context.market.tokens.Check(token, context.now_ms);
  if (consent) {
    for (const Shop* shop : consent->shops) {
      if (context.call.region.empty() || shop->venue().code == context.call.region) {
        return context.market.FindShop(shop->seller_id);
      }
    }
  }
  throw GatewayError("IllegalAccessToken", "The specified access token is invalid or expired");
}

Answer Run(CallContext& context) {
  if (context.Need("app_key") != context.market.options().app_key) {
    throw GatewayError("InvalidAppKey", "The specified App Key is invalid");
  }
  CheckTimestamp(context);
  CheckSignature(context);
  const std::string& api = context.call.api;
  const auto* route =
      std::find_if(kRoutes.begin(), kRoutes.end(), [&](const Route& r) { return r.api == api; });
  const bool withdrawn = std::find(kWithdrawn.begin(), kWithdrawn.end(), api) != kWithdrawn.end();
  const bool at_home = route == kRoutes.end() || context.call.entrance == Entrance::kBare ||
                       route->needs_token == (context.call.entrance == Entrance::kRegion);
  if ((route == kRoutes.end() && !withdrawn) || !at_home) {
    throw GatewayError("InvalidApiPath", "The specified api path is invalid");
  }
  if (withdrawn || !context.market.permissions.Allows(api)) {
    throw GatewayError("InsufficientPermission", "App does not have permission to access this api");
  }
  if (route->needs_token) context.shop = ShopOf(context);
  context.market.flow_limits.Count(api, context.now_ms);
  return route->handler(context);
}

Answer Execute(CallContext& context) {
  try {
    Answer answer = Run(context);
    answer.effect = !context.effects.empty();
    return answer;
  } catch (const ApiError& error) {
    return ErrorAnswer(error, context.request_id);
  }
}

bool ReplacesAnswer(FaultKind kind) {
  return kind == FaultKind::kError || kind == FaultKind::kHttp || kind == FaultKind::kHtml ||
         kind == FaultKind::kRedirect || kind == FaultKind::kReset;
}

bool IsTransport(FaultKind kind) {
  return kind == FaultKind::kReset || kind == FaultKind::kTruncate ||
         kind == FaultKind::kChunkCut || kind == FaultKind::kDrip;
}

// Counts the call among those that run at once in its region.
class Presence {
 public:
  Presence(Journal& journal, std::string region) : journal_(journal), region_(std::move(region)) {
    journal_.Enter(region_);
  }
  ~Presence() { journal_.Leave(region_); }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  Journal& journal_;
  std::string region_;
};

}  // namespace

const std::string& CallContext::Need(std::string_view name) const {
  const auto at = call.parameters.find(name);
  if (at == call.parameters.end() || at->second.empty()) throw MissingParameter(name);
  return at->second;
}

std::string CallContext::Optional(std::string_view name) const {
  const auto at = call.parameters.find(name);
  return at == call.parameters.end() ? std::string() : at->second;
}

void CallContext::Did(std::string_view what, int64_t order_id, int64_t item_id,
                      const std::string& package_id) {
  Effect effect;
  effect.time_ms = now_ms;
  effect.region = shop != nullptr ? std::string(shop->venue().code) : "auth";
  effect.api = call.api;
  effect.what = what;
  effect.seller_id = shop != nullptr ? shop->seller_id : 0;
  effect.order_id = order_id;
  effect.order_item_id = item_id;
  effect.package_id = package_id;
  effects.push_back(std::move(effect));
}

Reply HandleCall(Marketplace& market, const ApiCall& call) {
  const auto started = std::chrono::steady_clock::now();
  const bool is_token_call = call.api.rfind("/auth/", 0) == 0;
  const std::string region = is_token_call ? "auth" : call.region.empty() ? "rest" : call.region;
  const Presence presence(market.journal, region);
  CallContext context{.market = market, .call = call};
  context.settings = market.settings.Get();

  const std::vector<Fault> faults = market.faults.Take(call.api, region);
  int64_t wait_ms = context.settings.latency_ms;
  const Fault* replacing = nullptr;
  Reply reply;
  std::string fault_names;
  for (const Fault& fault : faults) {
    fault_names += (fault_names.empty() ? "" : ",") + KindName(fault.kind);
    if (fault.kind == FaultKind::kSlow) wait_ms += fault.ms;
    if (fault.kind == FaultKind::kBan) {
      market.flow_limits.Ban(fault.scope == "app" ? "*" : call.api, fault.seconds,
                             market.clock.NowMs());
    }
    if (fault.kind == FaultKind::kItemError) context.item_error = &fault;
    if (fault.kind == FaultKind::kChurn) context.settings.churn = fault.orders;
    if (fault.kind == FaultKind::kLateRows) context.settings.late_rows_s = fault.seconds;
    if (ReplacesAnswer(fault.kind) && replacing == nullptr) replacing = &fault;
    if (IsTransport(fault.kind) && !reply.transport) reply.transport = fault;
  }
  if (wait_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));

  context.now_ms = market.clock.NowMs();
  context.request_id = NewRequestId(market.clock);
  if (replacing == nullptr || replacing->after_effect) reply.answer = Execute(context);
  if (replacing != nullptr) {
    const bool effect = reply.answer.effect;
    reply.answer = ReplacementAnswer(*replacing, context.request_id);
    reply.answer.effect = effect;
  }
  for (const Fault& fault : faults) Damage(reply.answer, fault);

  market.journal.AddEffects(context.effects);
  CallRecord record;
  record.time_ms = context.now_ms;
  record.region = context.shop != nullptr ? std::string(context.shop->venue().code) : region;
  record.api = call.api;
  record.method = call.method;
  record.parameters = call.parameters;
  record.code = reply.answer.code;
  record.request_id = context.request_id;
  record.fault = fault_names;
  record.http_status = reply.answer.http_status;
  record.effect = reply.answer.effect;
  record.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - started)
                           .count();
  market.journal.AddCall(std::move(record));
  return reply;
}

}  // namespace sandbox
