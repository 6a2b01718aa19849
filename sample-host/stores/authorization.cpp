#include "stores/authorization.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "rfc3339.hpp"
#include "stores/connection_error.hpp"
#include "stores/shared_grant.hpp"
#include "stores/shop_ownership.hpp"
#include "stores/store_table.hpp"
#include "tasks/task_service.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

constexpr std::int64_t kLifeMs = 30 * 60 * 1000;
constexpr const char* kResult = "chapi.authorize-result/1";

json ask(chapi::host::Channel& channel, Installation& installation, const Store& store,
         json request) {
  request["schema"] = "chapi.authorize-request/1";
  return parse_result(channel.authorize(request.dump(), call_options(installation, store)),
                      kResult);
}

std::string again(const std::string& store) {
  return " Start again with channel-host store authorize " + store + ".";
}

void close_attempt(db::Database& database, const std::string& state, const char* how) {
  database.run("UPDATE authorization_attempt SET closed = ? WHERE state = ?", how, state);
}

// Takes the attempt for one use.
void use_attempt(Installation& installation, const std::string& store, const std::string& state) {
  db::Database& database = installation.database();
  db::Transaction transaction(database);
  auto rows = database.query(
      "SELECT tenant, store, expires_at_ms, closed FROM authorization_attempt WHERE state = ?",
      state);
  if (state.empty() || !rows.next() || rows.text(0) != installation.tenant()) {
    throw Failure(Exit::kRefused,
                  "This address belongs to no authorisation that was begun here (its state is "
                  "unknown). Nothing was changed." +
                      again(store));
  }
  if (rows.text(1) != store) {
    throw Failure(Exit::kRefused, "This address belongs to the authorisation of the store " +
                                      rows.string(1) + ", not of " + store +
                                      ". Nothing was changed.");
  }
  if (!rows.null(3)) {
    throw Failure(Exit::kRefused, "This authorisation is over (" + rows.string(3) +
                                      "); each one works once." + again(store));
  }
  if (rows.integer(2) <= installation.now_ms()) {
    throw Failure(Exit::kRefused,
                  "This authorisation was open for 30 minutes and has expired." + again(store));
  }
  close_attempt(database, state, "used");
  transaction.commit();
}

void refuse_other_seller(const Store& store, const std::string& seller_id) {
  if (!store.seller_id || *store.seller_id == seller_id) return;
  throw Failure(Exit::kConflict, "The store " + store.id + " is connected to the shop " +
                                     *store.seller_id + ", this authorisation is for " + seller_id +
                                     ". Nothing was changed. " + remedy_of("seller_mismatch"));
}

json finish(Installation& installation, const std::string& id, const std::string& state,
            json request, const SellerConsent& consent) {
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  const Store store = stores.get(id);
  auto channel = open_channel(installation, database, store);
  use_attempt(installation, id, state);

  request["action"] = "finish";
  request["accept"] = false;
  if (store.seller_id) request["expected_seller_id"] = *store.seller_id;
  json result;
  try {
    result = ask(channel, installation, store, request);
  } catch (const chapi::host::Failure& failure) {
    // The code was not used up: the same address may be given again.
    if (failure.error.retryable != 0 && failure.error.effect == CHAPI_EFFECT_NONE) {
      database.run("UPDATE authorization_attempt SET closed = NULL WHERE state = ?", state);
    }
    throw;
  }
  // Which of two authorisations at the same time is meant.
  const auto held = [&](const char* action) {
    json of_this = {{"action", action}};
    if (result.contains("hold")) of_this["hold"] = result["hold"];
    return of_this;
  };
  const auto seller = result.find("seller");
  const std::string seller_id = seller != result.end() ? seller->value("seller_id", "") : "";
  if (seller_id.empty()) throw_broken_contract("The module named no seller after authorising.");

  const bool first = !store.seller_id;
  bool claimed = false;
  try {
    if (!consent(result)) {
      throw Failure(Exit::kRefused, "The authorisation was not kept. Nothing was changed.");
    }
    db::Transaction transaction(database);
    // The marketplace was asked outside of the transaction.
    const Store now = stores.get(id);
    refuse_other_seller(now, seller_id);
    auto sharers = stores.with_grant(now.grant_key);
    std::erase_if(sharers, [&](const Store& other) { return other.id == id; });
    const json grant = result.value("grant", json::object());
    refuse_grant_that_drops(sharers, grant);
    refuse_second_grant(stores, now, grant, installation.tenant());
    claimed = claim_shop(installation, stores, now, seller_id);
    stores.set_seller(id, seller_id);
    transaction.commit();
  } catch (const Failure&) {
    ask(channel, installation, store, held("drop"));
    throw;
  }

  json accepted;
  try {
    accepted = ask(channel, installation, store, held("accept"));
  } catch (const chapi::host::Failure&) {
    db::Transaction transaction(database);
    if (claimed) stores.release(store, seller_id);
    if (first) stores.clear_seller(id);
    transaction.commit();
    throw;
  }
  if (!accepted.contains("grant")) {
    accepted["grant"] = result.value("grant", json::object());
    accepted["grant"]["state"] = "active";
  }
  accepted["seller"] = *seller;
  db::Transaction transaction(database);
  stores.keep_grant(id, accepted, installation.now_ms());
  transaction.commit();
  request_sync(installation, database, id);
  return accepted;
}

}  // namespace

AuthorizationAttempt begin_authorization(Installation& installation, const std::string& id) {
  db::Database& database = installation.database();
  const Store store = StoreTable(database, installation.tenant()).get(id);
  auto channel = open_channel(installation, database, store);
  const json result = ask(channel, installation, store, {{"action", "begin"}});
  AuthorizationAttempt attempt;
  attempt.authorize_url = result.value("authorize_url", "");
  attempt.state = result.value("state", "");
  if (attempt.authorize_url.empty() || attempt.state.size() < 32) {
    throw_broken_contract("The module began an authorisation without address or state.");
  }
  const std::int64_t now = installation.now_ms();
  attempt.expires_at_ms = now + kLifeMs;
  if (const auto end = parse_rfc3339(result.value("expires_at", ""))) {
    attempt.expires_at_ms = std::min(attempt.expires_at_ms, *end);
  }
  db::Transaction transaction(database);
  database.run(
      "UPDATE authorization_attempt SET closed = 'a later one was begun' WHERE tenant = ? AND "
      "store = ? AND closed IS NULL",
      installation.tenant(), id);
  database.run(
      "INSERT INTO authorization_attempt (state, tenant, store, authorize_url, begun_at_ms, "
      "expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)",
      attempt.state, installation.tenant(), id, attempt.authorize_url, now, attempt.expires_at_ms);
  transaction.commit();
  return attempt;
}

bool is_callback_url(std::string_view text) { return text.find("://") != std::string_view::npos; }

std::string callback_parameter(const std::string& callback_url, const std::string& name) {
  try {
    for (const auto& [key, value] : Poco::URI(callback_url).getQueryParameters()) {
      if (key == name) return value;
    }
  } catch (const Poco::Exception&) {
    throw Failure(Exit::kInvalidInput, "This is not a web address: " + callback_url);
  }
  return {};
}

json finish_with_callback(Installation& installation, const std::string& store,
                          const std::string& callback_url) {
  const std::string state = callback_parameter(callback_url, "state");
  if (callback_parameter(callback_url, "code").empty() &&
      callback_parameter(callback_url, "error").empty()) {
    throw Failure(Exit::kInvalidInput,
                  "The address carries no code. Copy the whole address that the browser was sent "
                  "back to.");
  }
  return finish(installation, store, state, {{"callback_url", callback_url}, {"state", state}},
                [](const json&) { return true; });
}

json finish_with_code(Installation& installation, const std::string& store, const std::string& code,
                      const SellerConsent& consent) {
  StoreTable(installation.database(), installation.tenant()).get(store);
  std::string state;
  {
    auto rows = installation.database().query(
        "SELECT state FROM authorization_attempt WHERE tenant = ? AND store = ? AND closed IS NULL "
        "AND expires_at_ms > ?",
        installation.tenant(), store, installation.now_ms());
    if (!rows.next()) {
      throw Failure(Exit::kRefused,
                    "No authorisation of the store " + store +
                        " is open; a bare code is accepted only within 30 minutes of one." +
                        again(store));
    }
    state = rows.string(0);
  }
  return finish(installation, store, state, {{"code", code}}, consent);
}

}  // namespace channel_host
