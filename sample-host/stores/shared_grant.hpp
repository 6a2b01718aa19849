// A cross-border seller's grant covers a shop in each region; every region is a store of its own,
// and all of them live on one grant in the vault, renewed once for all.
#ifndef SAMPLE_HOST_STORES_SHARED_GRANT_HPP_
#define SAMPLE_HOST_STORES_SHARED_GRANT_HPP_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "installation.hpp"
#include "stores/store_table.hpp"

namespace channel_host {

// Lets the store `id` live on the grant of `other`, after the seller API has named the shop of its
// region.  Returns chapi.authorize-result/1.  Throws Failure: kNotFound, kRefused (not both
// cross-border, another platform, no grant to share, a grant of its own), kConflict (the shop is
// connected elsewhere, or is not the one the store had before); nothing has changed then.
nlohmann::json attach_store(Installation& installation, const std::string& id,
                            const std::string& other);

// Throws Failure (kConflict) when the new grant (of chapi.authorize-result/1) no longer covers the
// shop of a store in `sharers`.
void refuse_grant_that_drops(const std::vector<Store>& sharers, const nlohmann::json& grant);

// A cross-border login gives one grant.  Throws Failure (kConflict) when another store of the
// company lives on an older one of it: the store is to be attached to that.
void refuse_second_grant(StoreTable& stores, const Store& store, const nlohmann::json& grant,
                         const std::string& tenant);

struct CoveredShop {
  std::string region;
  std::string seller_id;
};
// Shops of the grant that no store of the company lives on yet.
std::vector<CoveredShop> unattached_shops(Installation& installation, const std::string& id,
                                          const nlohmann::json& grant);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_SHARED_GRANT_HPP_
