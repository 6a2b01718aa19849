#include "stores/shared_grant.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "stores/shop_ownership.hpp"
#include "stores/store_table.hpp"
#include "tasks/task_service.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

std::vector<CoveredShop> shops_of(const json& grant) {
  std::vector<CoveredShop> shops;
  if (!grant.is_object()) return shops;
  for (const json& row : grant.value("sellers", json::array())) {
    shops.push_back({row.value("region", ""), row.value("seller_id", "")});
  }
  return shops;
}

bool has_grant(const Store& store) {
  return store.seller_id && !store.cancelled_at_ms && !store.grant_state.empty();
}

void refuse_unfit(const Store& store, const Store& other) {
  const auto refuse = [](const std::string& why) { throw Failure(Exit::kRefused, why); };
  if (store.id == other.id) refuse("A store cannot be attached to itself: " + store.id + ".");
  for (const Store* one : {&store, &other}) {
    if (!one->cross_border) {
      refuse("The store " + one->id +
             " is set up for a local seller. Only stores that were added with --cross-border share "
             "a grant.");
    }
  }
  if (store.platform != other.platform) {
    refuse("The stores " + store.id + " and " + other.id + " are of different platforms (" +
           store.platform + ", " + other.platform + ").");
  }
  if (!has_grant(other)) {
    refuse("The store " + other.id +
           " has no grant to share. Only an authorised store can; run channel-host store "
           "authorize " +
           other.id + " first.");
  }
  if (has_grant(store)) {
    refuse("The store " + store.id +
           (store.grant_key == other.grant_key ? " lives on the grant of " + other.id + " already."
                                               : " has a grant of its own. Cancel it first: "
                                                 "channel-host store cancel " +
                                                     store.id + "."));
  }
}

}  // namespace

json attach_store(Installation& installation, const std::string& id, const std::string& other_id) {
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  const Store before = stores.get(id);
  const Store other = stores.get(other_id);
  refuse_unfit(before, other);

  Store on_grant = before;
  on_grant.grant_key = other.grant_key;
  auto channel = open_channel(installation, database, on_grant);
  const json request = {{"schema", "chapi.authorize-request/1"}, {"action", "check"}};
  const json result =
      parse_result(channel.authorize(request.dump(), call_options(installation, on_grant)),
                   "chapi.authorize-result/1");
  const std::string seller_id = result.value("seller", json::object()).value("seller_id", "");
  if (seller_id.empty()) throw_broken_contract("The module named no seller of the shared grant.");

  db::Transaction transaction(database);
  const Store store = stores.get(id);
  // The seller API was asked outside of the transaction.
  refuse_unfit(store, stores.get(other_id));
  if (store.seller_id && *store.seller_id != seller_id) {
    throw Failure(Exit::kConflict, "The store " + id + " belongs to the shop " + *store.seller_id +
                                       ", the grant covers " + seller_id +
                                       " in its region. Nothing was changed.");
  }
  claim_shop(installation, stores, store, seller_id);
  stores.set_seller(id, seller_id);
  stores.set_grant_key(id, other.grant_key);
  stores.keep_grant(id, result, installation.now_ms());
  stores.mark_authorised(id, installation.now_ms());
  transaction.commit();
  request_sync(installation, database, id);
  return result;
}

void refuse_grant_that_drops(const std::vector<Store>& sharers, const json& grant) {
  const auto shops = shops_of(grant);
  for (const Store& store : sharers) {
    if (!store.seller_id) continue;
    const bool covered = std::any_of(shops.begin(), shops.end(), [&](const CoveredShop& shop) {
      return shop.region == store.region && shop.seller_id == *store.seller_id;
    });
    if (covered) continue;
    throw Failure(Exit::kConflict,
                  "This login does not cover the shop " + *store.seller_id + " (" + store.region +
                      ") of the store " + store.id +
                      ", which lives on the same grant. Nothing was changed. Sign in with the "
                      "account that has all of these shops, or cancel " +
                      store.id + " first (channel-host store cancel " + store.id + ").");
  }
}

void refuse_second_grant(StoreTable& stores, const Store& store, const json& grant,
                         const std::string& tenant) {
  for (const CoveredShop& shop : shops_of(grant)) {
    if (shop.region == store.region) continue;
    Store there = store;
    there.region = shop.region;
    const auto holder = stores.holder(there, shop.seller_id);
    if (!holder || holder->tenant != tenant) continue;
    if (stores.get(holder->store).grant_key == store.grant_key) continue;
    throw Failure(Exit::kConflict,
                  "This cross-border login is connected already, through the store " +
                      holder->store +
                      "; its stores share one grant. Nothing was changed. Run channel-host store "
                      "attach " +
                      store.id + " --grant-of " + holder->store + ".");
  }
}

std::vector<CoveredShop> unattached_shops(Installation& installation, const std::string& id,
                                          const json& grant) {
  StoreTable stores(installation.database(), installation.tenant());
  const auto sharers = stores.with_grant(stores.get(id).grant_key);
  auto shops = shops_of(grant);
  std::erase_if(shops, [&](const CoveredShop& shop) {
    return std::any_of(sharers.begin(), sharers.end(),
                       [&](const Store& store) { return store.region == shop.region; });
  });
  return shops;
}

}  // namespace channel_host
