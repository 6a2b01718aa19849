#include "stores/shop_ownership.hpp"

#include "failure.hpp"
#include "rfc3339.hpp"
#include "stores/connection_error.hpp"

namespace channel_host {

bool claim_shop(Installation& installation, StoreTable& stores, const Store& store,
                const std::string& seller_id) {
  const auto holder = stores.holder(store, seller_id);
  if (!holder) {
    stores.claim(store, seller_id);
    return true;
  }
  const bool here = holder->tenant == installation.tenant();
  if (here && holder->store == store.id) return false;
  std::string by = "another company of this installation";
  if (here) {
    by = "the store " + holder->store;
    if (!holder->account.empty()) by += " through the login " + holder->account;
    if (holder->authorised_at_ms) by += " since " + format_rfc3339(*holder->authorised_at_ms);
  }
  throw Failure(Exit::kConflict, "The shop " + seller_id + " (" + store.adapter +
                                     ") is already connected, by " + by +
                                     ". One shop belongs to one store, whichever of its logins "
                                     "is used. Nothing was changed. " +
                                     remedy_of("shop_taken"));
}

}  // namespace channel_host
