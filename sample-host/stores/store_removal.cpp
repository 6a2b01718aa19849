#include "stores/store_removal.hpp"

#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "fulfilment/shipment_erasure.hpp"
#include "mapping/mapping_erasure.hpp"
#include "orders/order_erasure.hpp"
#include "ports/grant_vault.hpp"
#include "stores/store_export.hpp"
#include "stores/store_lease.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"
#include "tasks/task_table.hpp"

namespace channel_host {
namespace {

void refuse_nothing_to_cancel(const Store& store) {
  if (store.seller_id && !store.cancelled_at_ms) return;
  throw Failure(Exit::kRefused,
                "The store " + store.id +
                    (store.cancelled_at_ms ? " is cancelled already." : " was never authorised.") +
                    " Only a store that is authorised, expiring, expired or to be authorised again "
                    "can be cancelled.");
}

}  // namespace

CancelledStore cancel_authorization(Installation& installation, const std::string& id) {
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  const Store store = stores.get(id);
  refuse_nothing_to_cancel(store);

  CancelledStore cancelled;
  for (const Store& other : stores.with_grant(store.grant_key)) {
    if (other.id != id) cancelled.sharers.push_back(other.id);
  }
  // Erased before the shop is given up: whoever connects it next must not meet an old grant.
  if (cancelled.sharers.empty()) {
    auto channel = open_channel(installation, database, store);
    const nlohmann::json request = {{"schema", "chapi.authorize-request/1"}, {"action", "forget"}};
    parse_result(channel.authorize(request.dump(), call_options(installation, store)),
                 "chapi.authorize-result/1");
  }
  db::Transaction transaction(database);
  const Store now = stores.get(id);
  refuse_nothing_to_cancel(now);
  stores.release(now, *now.seller_id);
  stores.mark_cancelled(
      id, cancelled.sharers.empty() ? now.grant_key : fresh_grant_key(installation, id),
      installation.now_ms());
  cancelled.store = stores.get(id);
  transaction.commit();
  return cancelled;
}

StoreContents store_contents(Installation& installation, const std::string& id) {
  db::Database& database = installation.database();
  const std::string& tenant = installation.tenant();
  StoreTable(database, tenant).get(id);
  const OrderContents orders = order_contents(database, tenant, id);
  const MappingContents mapping = mapping_contents(database, tenant, id);
  return {orders.orders, orders.rejected, mapping.listings, mapping.rules,
          count_packages(database, tenant, id)};
}

StoreContents delete_store(Installation& installation, const std::string& id,
                           const Deletion& deletion) {
  db::Database& database = installation.database();
  const std::string& tenant = installation.tenant();
  StoreTable stores(database, tenant);
  stores.get(id);
  if (deletion.confirmation != id) {
    throw Failure(Exit::kInvalidInput, "The store is " + id + ", but " + deletion.confirmation +
                                           " was typed. Nothing was deleted.");
  }
  const StoreLease no_download(installation, database, id, "products");
  const StoreLease no_pull(installation, database, id, "pull");
  const StoreLease no_push(installation, database, id, "push");
  if (deletion.export_to) export_store(installation, id, *deletion.export_to);

  db::Transaction transaction(database);
  const Store store = stores.get(id);
  const StoreContents contents = store_contents(installation, id);
  erase_shipments(database, tenant, id);
  erase_orders(database, tenant, id);
  erase_mapping(database, tenant, id);
  TaskTable(database, tenant).erase(id);
  if (stores.with_grant(store.grant_key).size() == 1) erase_grant(database, store.grant_key);
  stores.erase(id);
  transaction.commit();
  return contents;
}

}  // namespace channel_host
