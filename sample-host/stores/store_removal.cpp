#include "stores/store_removal.hpp"

#include <nlohmann/json.hpp>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"

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

}  // namespace channel_host
