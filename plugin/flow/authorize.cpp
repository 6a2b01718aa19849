#include "plugin/flow/authorize.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "plugin/flow/callback_url.hpp"
#include "plugin/flow/time_text.hpp"
#include "plugin/open_platform/random_text.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Call;
using chapi::module::Error;
using nlohmann::json;
using open_platform::Grant;
using open_platform::GrantedClient;
using open_platform::GrantedShop;
using open_platform::text_of;
using open_platform::Tokens;

constexpr std::int64_t kCodeLifeSeconds = 30 * 60;  // Lazada: a code is valid for 30 minutes

// What the verb works with.
struct Scene {
  GrantedClient& client;
  const adapters::RegionAdapter& adapter;
  const Config& config;
  const Call& call;

  std::string region() const { return std::string(adapter.region.value); }
  json time(const std::optional<std::int64_t>& ms) const {
    if (!ms) return nullptr;
    return time_text(*ms / 1000, adapter.utc_offset_minutes);
  }
};

json result_of(const std::string& action) {
  return {{"schema", "chapi.authorize-result/1"}, {"action", action}};
}

json describe_grant(const Scene& scene, const Grant& grant, const Tokens* tokens) {
  json sellers = json::array();
  if (tokens == nullptr) {
    return {{"state", "none"},
            {"account", ""},
            {"country", ""},
            {"access_obtained_at", nullptr},
            {"access_expires_at", nullptr},
            {"refresh_expires_at", nullptr},
            {"refreshable", false},
            {"sellers", std::move(sellers)}};
  }
  for (const GrantedShop& shop : tokens->shops) {
    json row = {{"region", shop.region}, {"seller_id", shop.seller_id}};
    if (!shop.short_code.empty()) row["short_code"] = shop.short_code;
    sellers.push_back(std::move(row));
  }
  const bool held = grant.held && tokens == &*grant.held;
  const bool again = held ? !tokens->access_expires_at.has_value() : !grant.authorize_again.empty();
  return {{"state", again  ? "authorize_again"
                    : held ? "held"
                           : "active"},
          {"account", masked_login(tokens->account)},
          {"country", tokens->country},
          {"access_obtained_at", scene.time(tokens->obtained_at)},
          {"access_expires_at", scene.time(tokens->access_expires_at)},
          {"refresh_expires_at", scene.time(tokens->refresh_expires_at)},
          {"refreshable", tokens->refreshable && !again},
          {"sellers", std::move(sellers)}};
}

json describe_active(const Scene& scene, const Grant& grant) {
  return describe_grant(scene, grant, grant.active ? &*grant.active : nullptr);
}

bool truth(const json& object, std::string_view member) {
  const std::string text = text_of(object, member).value_or("");
  return text == "true" || text == "True" || text == "1";
}

open_platform::Request seller_request() {
  open_platform::Request request;
  request.path = "/seller/get";
  return request;
}

json seller_of(const open_platform::Response& response) {
  const json answer = open_platform::parse_small(response.body);
  const json data = answer.is_object() ? answer.value("data", json()) : json();
  const auto seller_id = text_of(data, "seller_id");
  if (!seller_id || seller_id->empty()) {
    Error e(CHAPI_BAD_RESPONSE, "seller_unreadable",
            "Lazada's answer to /seller/get names no seller id.");
    e.call = "/seller/get";
    e.request_id = response.request_id;
    throw e;
  }
  json seller = {{"seller_id", *seller_id},
                 {"name", text_of(data, "name").value_or("")},
                 {"status", text_of(data, "status").value_or("")},
                 {"verified", truth(data, "verified")},
                 {"cross_border", truth(data, "cb")}};
  for (const auto& [ours, theirs] :
       {std::pair{"company", "name_company"}, std::pair{"short_code", "short_code"},
        std::pair{"location", "location"}}) {
    const auto text = text_of(data, theirs);
    if (text && !text->empty()) seller[ours] = *text;
  }
  return seller;
}

[[noreturn]] void refuse_shop(const std::string& found, const std::string& expected) {
  throw Error(CHAPI_PERMISSION_DENIED, "seller_mismatch",
              "The authorisation came from the shop " + found + ", but this store is shop " +
                  expected + ". Nothing was changed; authorise with the account of that shop.");
}

// The shop that the new tokens speak for, if they may speak for this store at all.
const GrantedShop& accepted_shop(const Scene& scene, const Tokens& tokens) {
  if (tokens.cross_border() && !scene.config.cross_border) {
    throw Error(CHAPI_PERMISSION_DENIED, "cross_border_not_enabled",
                "The seller chose the cross-border site, but this store is set up for a local "
                "seller. Nothing was changed; set the store up as cross-border, or let the seller "
                "choose the site of " +
                    std::string(scene.adapter.name.value) + ".");
  }
  const GrantedShop* shop = tokens.shop_in(scene.adapter.region.value);
  if (shop == nullptr) {
    throw Error(CHAPI_PERMISSION_DENIED, "region_not_covered",
                "The seller authorised the site \"" + tokens.country + "\", which does not cover " +
                    std::string(scene.adapter.name.value) +
                    ". Nothing was changed; begin again and choose that site.");
  }
  return *shop;
}

json begin(const Scene& scene) {
  const std::string state = open_platform::random_text(32);
  Poco::URI page(scene.client.sites().authorize_page);
  page.addQueryParameter("response_type", "code");
  page.addQueryParameter("force_auth", "true");
  page.addQueryParameter("redirect_uri", scene.config.redirect_uri);
  page.addQueryParameter("client_id", scene.config.app_key);
  page.addQueryParameter("state", state);
  page.addQueryParameter("country", scene.config.cross_border ? "cb" : scene.region());
  json result = result_of("begin");
  result["authorize_url"] = page.toString();
  result["state"] = state;
  result["expires_at"] = scene.time(scene.call.clock().now_ms() + kCodeLifeSeconds * 1000);
  return result;
}

std::string code_of(const Scene& scene, const json& request) {
  const auto callback = text_of(request, "callback_url");
  const auto code = text_of(request, "code");
  if (callback.has_value() == code.has_value()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
                "\"finish\" needs either \"callback_url\" or \"code\".");
  }
  if (code) return code_of_paste(*code);
  return code_of_callback(*callback, scene.config.redirect_uri,
                          text_of(request, "state").value_or(""));
}

json finish(const Scene& scene, const json& request) {
  const std::string code = code_of(scene, request);
  const std::string expected = text_of(request, "expected_seller_id").value_or("");
  const bool accept = request.value("accept", true);
  open_platform::Grants& grants = scene.client.grants();

  const open_platform::Held held = grants.obtain(code, scene.call);
  json seller;
  try {
    const GrantedShop& shop = accepted_shop(scene, held.tokens);
    seller = seller_of(scene.client.send_with(held.tokens.access, seller_request(), scene.call));
    const auto& seller_id = seller["seller_id"].get_ref<const std::string&>();
    for (const std::string& other : {shop.seller_id, expected, scene.config.seller_id}) {
      if (!other.empty() && other != seller_id) refuse_shop(seller_id, other);
    }
  } catch (Error& error) {
    // Unchecked tokens can never become active; dropping them only tidies up.
    try {
      grants.drop(held.id, scene.call);
    } catch (const Error&) {  // the first failure is the one to tell
    }
    if (error.retryable) {
      error.retryable = false;
      error.effect = CHAPI_EFFECT_PARTIAL;
      error.message += " The code is used up; begin the authorisation again.";
    }
    throw;
  }

  const Grant grant = grants.confirm_held(held.id, scene.call);
  json result = result_of("finish");
  if (accept) {
    result["grant"] = describe_active(scene, grants.accept(held.id, scene.call));
  } else {
    result["grant"] = describe_grant(scene, grant, &*grant.held);
    result["hold"] = held.id;
  }
  result["seller"] = std::move(seller);
  return result;
}

json check(const Scene& scene) {
  json seller = seller_of(scene.client.send(seller_request(), scene.call));
  const Grant grant = scene.client.grants().load();
  const GrantedShop* shop =
      grant.active ? grant.active->shop_in(scene.adapter.region.value) : nullptr;
  const auto& seller_id = seller["seller_id"].get_ref<const std::string&>();
  if (shop != nullptr && shop->seller_id != seller_id) {
    throw Error(CHAPI_PERMISSION_DENIED, "seller_mismatch",
                "The access token speaks for the shop " + seller_id +
                    ", but the grant names shop " + shop->seller_id +
                    "; authorise the store again.");
  }
  json result = result_of("check");
  result["grant"] = describe_active(scene, grant);
  result["seller"] = std::move(seller);
  return result;
}

json with_grant(const std::string& action, json grant) {
  json result = result_of(action);
  result["grant"] = std::move(grant);
  return result;
}

}  // namespace

std::string masked_login(std::string_view login) {
  const std::size_t at = login.find('@');
  const std::string_view name = login.substr(0, at);
  std::string masked;
  if (name.size() > 2) {
    masked = std::string(1, name.front()) + "***" + name.back();
  } else if (!name.empty()) {
    masked = "***";
  }
  // A first or last character that is only a part of one would not be text.
  for (char& c : masked) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '*';
  }
  return at == std::string_view::npos ? masked : masked + std::string(login.substr(at));
}

std::string authorize(GrantedClient& client, const adapters::RegionAdapter& adapter,
                      const Config& config, const Call& call, std::string_view request_text) {
  const json request = open_platform::parse_small(request_text);
  const std::string action = text_of(request, "action").value_or("");
  if (text_of(request, "schema") != "chapi.authorize-request/1") {
    throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
                "The request is not a chapi.authorize-request/1 document.");
  }
  if (request.contains("accept") && !request["accept"].is_boolean()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid", "\"accept\" must be true or false.");
  }
  const Scene scene{client, adapter, config, call};
  open_platform::Grants& grants = client.grants();
  const std::string hold = text_of(request, "hold").value_or("");
  json result;
  if (action == "begin") {
    result = begin(scene);
  } else if (action == "finish") {
    result = finish(scene, request);
  } else if (action == "accept") {
    result = with_grant(action, describe_active(scene, grants.accept(hold, call)));
  } else if (action == "drop") {
    result = with_grant(action, describe_active(scene, grants.drop(hold, call)));
  } else if (action == "check") {
    result = check(scene);
  } else if (action == "refresh") {
    result = with_grant(action, describe_active(scene, grants.refresh(call)));
  } else if (action == "state") {
    result = with_grant(action, describe_active(scene, grants.load()));
  } else if (action == "forget") {
    grants.forget(call);
    result = with_grant(action, describe_active(scene, Grant{}));
  } else {
    throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
                "\"action\" must be begin, finish, accept, drop, check, refresh, state or forget.");
  }
  return open_platform::to_text(result);
}

}  // namespace lazada::flow
