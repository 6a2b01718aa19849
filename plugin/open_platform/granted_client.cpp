#include "plugin/open_platform/granted_client.hpp"

#include <algorithm>
#include <utility>

namespace lazada::open_platform {
namespace {

// A refresh whose outcome is unknown says nothing about a request that was not sent.
template <typename Get>
AccessToken before_sending(Get&& get) {
  try {
    return get();
  } catch (Error& e) {
    e.effect = CHAPI_EFFECT_NONE;
    throw;
  }
}

}  // namespace

GrantedClient::GrantedClient(const Config& config, const adapters::RegionAdapter& adapter,
                             const Host& host)
    : region_(adapter.region.value),
      seller_id_(config.seller_id),
      sites_(sites_of(config, adapter)),
      gateway_(config, host),
      grants_(config, host, gateway_, sites_.auth, region_) {}

Response GrantedClient::send(const Request& request, const Call& call) {
  return send_and_read(request, call, {}, {});
}

Response GrantedClient::send_and_read(const Request& request, const Call& call,
                                      const ReadWhole& read_whole, std::string room) {
  const auto send_as = [&](const Secret& token) {
    return gateway_.call(sites_.api, request, &token, call, Gateway::Repeats::kAsUseful, {},
                         read_whole, std::move(room));
  };
  const AccessToken token = before_sending([&] { return grants_.token(call); });
  try {
    return send_as(token.text);
  } catch (const Error& e) {
    if (e.reason != "token_refused") throw;
  }
  const AccessToken renewed =
      before_sending([&] { return grants_.after_refusal(token.generation, call); });
  return send_as(renewed.text);
}

Response GrantedClient::send_with(const Secret& token, const Request& request, const Call& call) {
  return gateway_.call(sites_.api, request, &token, call);
}

std::string GrantedClient::download(const std::string& url, const Call& call) {
  const Target target = parse_target(url, "The address of the file");
  if (std::find(sites_.file_origins.begin(), sites_.file_origins.end(), target.origin) ==
      sites_.file_origins.end()) {
    throw Error(CHAPI_BAD_RESPONSE, "file_host_refused",
                "Lazada's answer points to a file at " + target.origin.host +
                    ", which is not one of the region's own hosts; it is not fetched.");
  }
  return gateway_.download(target, call);
}

std::string GrantedClient::seller_id(const Call& call) {
  if (!seller_id_.empty()) return seller_id_;
  call.check();
  const Grant grant = grants_.load();
  const GrantedShop* shop = grant.active ? grant.active->shop_in(region_) : nullptr;
  if (shop == nullptr) {
    throw Error(CHAPI_UNAUTHENTICATED, "not_authorized",
                "The store is not authorised for the region " + region_ +
                    " yet, so its seller id is not known; authorise it first.");
  }
  return shop->seller_id;
}

}  // namespace lazada::open_platform
