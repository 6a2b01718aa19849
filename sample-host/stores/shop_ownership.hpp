// Who may connect a shop: one store in the whole installation.
#ifndef SAMPLE_HOST_STORES_SHOP_OWNERSHIP_HPP_
#define SAMPLE_HOST_STORES_SHOP_OWNERSHIP_HPP_

#include <string>

#include "installation.hpp"
#include "stores/store_table.hpp"

namespace channel_host {

// Makes the store the owner of the shop, within the caller's transaction.  True when it was not
// before.  Throws Failure (kConflict): another store of the company has it (named, with the login
// of its grant), or another company (not named).
bool claim_shop(Installation& installation, StoreTable& stores, const Store& store,
                const std::string& seller_id);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_SHOP_OWNERSHIP_HPP_
