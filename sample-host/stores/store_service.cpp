#include "stores/store_service.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "plugins/plugin_registry.hpp"
#include "stores/store_edit.hpp"
#include "stores/store_name.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

EnabledAdapter adapter_for(const std::vector<EnabledAdapter>& adapters, const NewStore& wanted) {
  std::vector<EnabledAdapter> fitting;
  std::string offered;
  for (const EnabledAdapter& adapter : adapters) {
    offered += (offered.empty() ? "" : ", ") + adapter.region + " (" + adapter.name + ")";
    if (adapter.region == wanted.region &&
        (wanted.platform.empty() || adapter.platform == wanted.platform)) {
      fitting.push_back(adapter);
    }
  }
  if (fitting.empty()) {
    throw Failure(
        Exit::kInvalidInput,
        offered.empty()
            ? "No region is enabled yet. Run channel-host plugin enable MANIFEST first."
            : "The region " + wanted.region + " is not enabled. Enabled: " + offered + ".");
  }
  if (fitting.size() > 1) {
    throw Failure(Exit::kInvalidInput, "Several platforms serve the region " + wanted.region +
                                           "; name one with --platform.");
  }
  return fitting.front();
}

void require_authorised(const Store& store) {
  if (!store.seller_id) {
    throw Failure(Exit::kRefused, "The store " + store.id +
                                      " is not authorised yet. Run channel-host store authorize " +
                                      store.id + ".");
  }
  if (store.cancelled_at_ms) {
    throw Failure(Exit::kRefused, "The authorisation of the store " + store.id +
                                      " was cancelled. Run channel-host store authorize " +
                                      store.id + " and sign in with the same shop's account.");
  }
}

nlohmann::json ask_and_keep(Installation& installation, const std::string& id, const char* action) {
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  const Store store = stores.get(id);
  require_authorised(store);
  auto channel = open_channel(installation, database, store);
  const nlohmann::json request = {{"schema", "chapi.authorize-request/1"}, {"action", action}};
  nlohmann::json result;
  try {
    result = parse_result(channel.authorize(request.dump(), call_options(installation, store)),
                          "chapi.authorize-result/1");
  } catch (const chapi::host::Failure& failure) {
    if (failure.error.status == CHAPI_UNAUTHENTICATED) {
      // The token that could not be renewed may still serve calls.
      if (std::string_view(action) == "refresh") {
        stores.cannot_renew(id);
      } else {
        stores.need_authorization(id);
      }
    }
    throw;
  }
  if (const auto seller = result.find("seller");
      seller != result.end() && seller->value("seller_id", "") != *store.seller_id) {
    throw_broken_contract("The grant of the store " + id + " belongs to another seller.");
  }
  db::Transaction transaction(database);
  stores.keep_grant(id, result, installation.now_ms());
  transaction.commit();
  return result;
}

}  // namespace

Store add_store(Installation& installation, const NewStore& wanted) {
  db::Database& database = installation.database();
  if (!is_store_id(wanted.id)) {
    throw Failure(
        Exit::kInvalidInput,
        "A store id has lower-case letters, digits, '-' and '_' (at most 64): " + wanted.id);
  }
  check_name(wanted.name, "--name");
  check_description(wanted.description, "--description");
  if (!wanted.url.empty()) check_store_url(wanted.url, "--url");
  const EnabledAdapter adapter = adapter_for(list_adapters(database), wanted);

  StoreTable stores(database, installation.tenant());
  db::Transaction transaction(database);
  if (const auto holder = stores.find(wanted.id)) {
    throw Failure(Exit::kConflict, "The store id " + wanted.id + " is taken (\"" + holder->name +
                                       "\", " + holder->adapter + "). Choose another.");
  }
  refuse_taken_name(installation, wanted.name);
  Store store;
  store.id = wanted.id;
  store.platform = adapter.platform;
  store.region = adapter.region;
  store.adapter = adapter.id;
  store.name = wanted.name;
  store.description = wanted.description;
  store.url = wanted.url.empty() ? adapter.storefront : wanted.url;
  store.pull_mode = wanted.pull_mode;
  store.cross_border = wanted.cross_border;
  store.fulfilment_owner = wanted.fulfilment_owner;
  store.customer_id = wanted.customer_id;
  store.include_shipping = wanted.include_shipping;
  store.grant_key = fresh_grant_key(installation, wanted.id);
  store.created_at_ms = installation.now_ms();
  stores.insert(store);
  transaction.commit();
  return store;
}

std::string fresh_grant_key(Installation& installation, const std::string& id) {
  StoreTable stores(installation.database(), installation.tenant());
  const std::string plain = installation.tenant() + "/" + id;
  std::string key = plain;
  // A store that left a shared grant, or was deleted, may have given its name to it.
  for (int n = 2; !stores.with_grant(key).empty(); ++n) key = plain + "/" + std::to_string(n);
  return key;
}

void require_connected(const Store& store) {
  if (!store.active) {
    throw Failure(Exit::kRefused, "The store " + store.id +
                                      " is inactive. Only active stores pull and send; run "
                                      "channel-host store activate " +
                                      store.id + " first.");
  }
  require_authorised(store);
}

nlohmann::json verify_store(Installation& installation, const std::string& id) {
  return ask_and_keep(installation, id, "check");
}

void note_grant_state(Installation& installation, db::Database& database, const Store& store,
                      chapi::host::Channel& channel) {
  const nlohmann::json request = {{"schema", "chapi.authorize-request/1"}, {"action", "state"}};
  nlohmann::json result;
  try {
    result = parse_result(channel.authorize(request.dump(), call_options(installation, store)),
                          "chapi.authorize-result/1");
  } catch (const chapi::host::Failure&) {
    return;  // of a module that does not know the action; the next verify tells
  }
  result.erase("seller");
  db::Transaction transaction(database);
  StoreTable stores(database, installation.tenant());
  // The store may have been cancelled or deleted meanwhile.
  const auto now = stores.find(store.id);
  if (now && !now->cancelled_at_ms && now->grant_key == store.grant_key) {
    stores.keep_grant(store.id, result, installation.now_ms());
    transaction.commit();
  }
}

nlohmann::json refresh_store(Installation& installation, const std::string& id) {
  return ask_and_keep(installation, id, "refresh");
}

}  // namespace channel_host
