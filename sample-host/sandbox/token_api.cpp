// Codes and refresh tokens become tokens.
#include "sandbox/call.hpp"
#include "sandbox/json_text.hpp"

namespace sandbox {
namespace {

void AppendStores(std::string& out, const Consent& consent, Shape shape, bool upper_case) {
  out += '[';
  for (size_t i = 0; i < consent.shops.size(); ++i) {
    const Shop& shop = *consent.shops[i];
    if (i > 0) out += ',';
    Fields fields(out, shape, 0, true);
    fields.Text("country", upper_case ? shop.venue().upper_code : shop.venue().code);
    fields.Text("user_id", std::to_string(shop.user_id));
    fields.Text("seller_id", std::to_string(shop.seller_id));
    fields.Text("short_code", shop.short_code);
    fields.Close();
  }
  out += ']';
}

// Tokens stand at the top level, without `data`. The list of stores is named differently by the
// two calls.
Answer TokenAnswer(const CallContext& context, const TokenPair& pair, std::string_view list_name) {
  const bool doc = context.settings.shape == Shape::kDoc;
  Answer answer;
  Fields fields(answer.body, context.settings.shape, 0, true);
  fields.Text("access_token", pair.access_token);
  fields.Text("country", pair.consent.site);
  fields.Text("refresh_token", pair.refresh_token);
  if (doc) fields.Text("account_id", std::to_string(pair.consent.shops.front()->user_id));
  fields.Text("account_platform", "seller_center");
  fields.Number("refresh_expires_in", pair.refresh_expires_in_s);
  AppendStores(fields.Open(list_name), pair.consent, context.settings.shape,
               doc && list_name == "country_user_info");
  if (context.settings.readable_life) {
    fields.Number("expires_in", pair.expires_in_s);
  } else {
    fields.Text("expires_in", "soon");
  }
  fields.Text("account", pair.consent.account);
  fields.Text("code", "0");
  fields.Text("request_id", context.request_id);
  if (!doc) fields.Text("_trace_id_", "213bd369" + context.request_id);
  fields.Close();
  return answer;
}

}  // namespace

Answer CreateToken(CallContext& context) {
  const auto consent = context.market.tokens.SpendCode(context.Need("code"), context.now_ms);
  if (!consent) throw GatewayError("InvalidCode", "Invalid authorization code");
  const TokenPair pair = context.market.tokens.Issue(*consent, context.settings, context.now_ms);
  context.Did("token_created");
  return TokenAnswer(context, pair, "country_user_info");
}

Answer RefreshToken(CallContext& context) {
  const std::string& token = context.Need("refresh_token");
  if (context.settings.market_subscription) {
    throw GatewayError("AUTH_TYPE_UNSUPPORTED",
                       context.market.options().app_key +
                           " can only be authorized by market, not support refresh");
  }
  const auto pair = context.market.tokens.Refresh(token, context.settings, context.now_ms);
  if (!pair) {
    throw GatewayError("IllegalRefreshToken", "The specified refresh token is invalid or expired");
  }
  context.Did("token_refreshed");
  return TokenAnswer(context, *pair, "country_user_info_list");
}

}  // namespace sandbox
