#include "stores/store_service.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "plugins/plugin_registry.hpp"
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

nlohmann::json ask_and_keep(Installation& installation, const std::string& id, const char* action) {
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  const Store store = stores.get(id);
  if (!store.seller_id) {
    throw Failure(
        Exit::kRefused,
        "The store " + id + " is not authorised yet. Run channel-host store authorize " + id + ".");
  }
  auto channel = open_channel(installation, database, store);
  const nlohmann::json request = {{"schema", "chapi.authorize-request/1"}, {"action", action}};
  nlohmann::json result;
  try {
    result = parse_result(channel.authorize(request.dump(), call_options(installation, store)),
                          "chapi.authorize-result/1");
  } catch (const chapi::host::Failure& failure) {
    if (failure.error.status == CHAPI_UNAUTHENTICATED) stores.need_authorization(id);
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
  if (name_key(wanted.name).empty()) throw Failure(Exit::kInvalidInput, "--name is empty.");
  if (wanted.name.size() > 500) throw Failure(Exit::kInvalidInput, "--name is too long.");
  const EnabledAdapter adapter = adapter_for(list_adapters(database), wanted);

  StoreTable stores(database, installation.tenant());
  db::Transaction transaction(database);
  if (const auto holder = stores.find(wanted.id)) {
    throw Failure(Exit::kConflict, "The store id " + wanted.id + " is taken (\"" + holder->name +
                                       "\", " + holder->adapter + "). Choose another.");
  }
  if (const auto holder = stores.find_by_name_key(name_key(wanted.name))) {
    throw Failure(Exit::kConflict, "The name \"" + wanted.name + "\" belongs to the store " +
                                       holder->id + " (" + holder->adapter +
                                       "). Names are unique across all platforms.");
  }
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
  store.grant_key = installation.tenant() + "/" + wanted.id;
  store.created_at_ms = installation.now_ms();
  stores.insert(store);
  transaction.commit();
  return store;
}

nlohmann::json verify_store(Installation& installation, const std::string& id) {
  return ask_and_keep(installation, id, "check");
}

nlohmann::json refresh_store(Installation& installation, const std::string& id) {
  return ask_and_keep(installation, id, "refresh");
}

}  // namespace channel_host
