#include "plugin/open_platform/grant.hpp"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/open_platform/small_json.hpp"

namespace lazada::open_platform {
namespace {

using nlohmann::json;

constexpr std::string_view kSchema = "lazada.grant/1";
constexpr std::int64_t kLongestLife = 20LL * 366 * 86'400;  // seconds; more is not a life time

json write_time(const std::optional<std::int64_t>& time) {
  return time ? json(*time) : json(nullptr);
}

json write_tokens(const Tokens& tokens) {
  json shops = json::array();
  for (const GrantedShop& shop : tokens.shops) {
    shops.push_back(
        {{"region", shop.region}, {"seller_id", shop.seller_id}, {"short_code", shop.short_code}});
  }
  return {{"access_token", tokens.access.reveal()},
          {"refresh_token", tokens.refresh.reveal()},
          {"obtained_at", tokens.obtained_at},
          {"access_expires_at", write_time(tokens.access_expires_at)},
          {"refresh_expires_at", write_time(tokens.refresh_expires_at)},
          {"refreshable", tokens.refreshable},
          {"account", tokens.account},
          {"country", tokens.country},
          {"shops", std::move(shops)}};
}

std::optional<std::int64_t> stored_time(const json& object, const char* member) {
  const json& value = object.at(member);
  return value.is_null() ? std::nullopt : std::optional(value.get<std::int64_t>());
}

Tokens stored_tokens(const json& object) {
  Tokens tokens;
  tokens.access = Secret(object.at("access_token").get<std::string>());
  tokens.refresh = Secret(object.at("refresh_token").get<std::string>());
  tokens.obtained_at = object.at("obtained_at").get<std::int64_t>();
  tokens.access_expires_at = stored_time(object, "access_expires_at");
  tokens.refresh_expires_at = stored_time(object, "refresh_expires_at");
  tokens.refreshable = object.at("refreshable").get<bool>();
  tokens.account = object.at("account").get<std::string>();
  tokens.country = object.at("country").get<std::string>();
  for (const json& shop : object.at("shops")) {
    tokens.shops.push_back({shop.at("region").get<std::string>(),
                            shop.at("seller_id").get<std::string>(),
                            shop.at("short_code").get<std::string>()});
  }
  return tokens;
}

// Seconds, given as a number or as text.
std::optional<std::int64_t> life_time(const json& answer, std::string_view member) {
  const std::optional<std::string> text = text_of(answer, member);
  Poco::Int64 seconds = 0;
  if (!text || !Poco::NumberParser::tryParse64(*text, seconds) || seconds < 0 ||
      seconds > kLongestLife) {
    return std::nullopt;
  }
  return seconds;
}

}  // namespace

const GrantedShop* Tokens::shop_in(std::string_view region) const {
  const auto found = std::find_if(shops.begin(), shops.end(),
                                  [&](const GrantedShop& s) { return s.region == region; });
  return found == shops.end() ? nullptr : &*found;
}

bool Tokens::half_over(std::int64_t now_ms) const {
  return access_expires_at && now_ms >= obtained_at + (*access_expires_at - obtained_at) / 2;
}

bool Grant::can_refresh() const { return active && active->refreshable && authorize_again.empty(); }

std::string write_grant(const Grant& grant) {
  json document = {{"schema", kSchema},
                   {"generation", grant.generation},
                   {"held_checked", grant.held_checked},
                   {"hold", grant.hold},
                   {"accepted", grant.accepted},
                   {"authorize_again", grant.authorize_again},
                   {"refresh_intended_at", write_time(grant.refresh_intended_at)},
                   {"refresh_answer", grant.refresh_answer.reveal()}};
  if (grant.active) document["active"] = write_tokens(*grant.active);
  if (grant.held) document["held"] = write_tokens(*grant.held);
  return to_text(document);
}

Grant read_grant(std::string_view text) {
  try {
    const json document = parse_small(text);
    if (document.at("schema") != kSchema) throw std::invalid_argument("schema");
    Grant grant;
    grant.generation = document.at("generation").get<std::int64_t>();
    grant.held_checked = document.at("held_checked").get<bool>();
    grant.hold = document.value("hold", "");
    grant.accepted = document.value("accepted", "");
    grant.authorize_again = document.at("authorize_again").get<std::string>();
    grant.refresh_intended_at = stored_time(document, "refresh_intended_at");
    grant.refresh_answer = Secret(document.at("refresh_answer").get<std::string>());
    if (document.contains("active")) grant.active = stored_tokens(document.at("active"));
    if (document.contains("held")) grant.held = stored_tokens(document.at("held"));
    return grant;
  } catch (const std::exception&) {  // of the JSON library, or ours: its text may quote a token
    throw Error(CHAPI_UNAUTHENTICATED, "grant_unreadable",
                "The stored grant is damaged or was written by a newer plugin; authorise the "
                "store again.");
  }
}

Tokens read_tokens(const std::string& body, std::int64_t obtained_at) {
  const json answer = parse_small(body);
  Tokens tokens;
  tokens.access = Secret(text_of(answer, "access_token").value_or(""));
  if (tokens.access.empty()) {
    throw Error(CHAPI_BAD_RESPONSE, "token_answer_unreadable",
                "Lazada's token answer holds no access token.");
  }
  tokens.refresh = Secret(text_of(answer, "refresh_token").value_or(""));
  tokens.obtained_at = obtained_at;
  if (const auto seconds = life_time(answer, "expires_in"); seconds && *seconds > 0) {
    tokens.access_expires_at = obtained_at + *seconds * 1000;
  }
  const auto refresh_seconds = life_time(answer, "refresh_expires_in");
  if (refresh_seconds.value_or(0) > 0) {
    tokens.refresh_expires_at = obtained_at + *refresh_seconds * 1000;
  }
  // 0 says that there is no refresh; a life time that cannot be read does not.
  tokens.refreshable = !tokens.refresh.empty() && refresh_seconds != 0;
  tokens.account = text_of(answer, "account").value_or("");
  tokens.country = Poco::toLower(text_of(answer, "country").value_or(""));
  // create says country_user_info, refresh says country_user_info_list
  for (const char* member : {"country_user_info", "country_user_info_list"}) {
    const auto rows = answer.find(member);
    if (rows == answer.end() || !rows->is_array()) continue;
    for (const json& row : *rows) {
      GrantedShop shop{Poco::toLower(text_of(row, "country").value_or("")),
                       text_of(row, "seller_id").value_or(""),
                       text_of(row, "short_code").value_or("")};
      if (!shop.region.empty() && !shop.seller_id.empty()) tokens.shops.push_back(std::move(shop));
    }
  }
  return tokens;
}

}  // namespace lazada::open_platform
