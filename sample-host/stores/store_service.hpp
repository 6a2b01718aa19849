// What an administrator does with a store, apart from authorising it.
#ifndef SAMPLE_HOST_STORES_STORE_SERVICE_HPP_
#define SAMPLE_HOST_STORES_STORE_SERVICE_HPP_

#include <nlohmann/json_fwd.hpp>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct NewStore {
  std::string id;
  std::string region;
  std::string platform;  // needed only when several enabled platforms serve the region
  std::string name;
  std::string description;
  std::string url;
  std::string pull_mode = "automatic";
  bool cross_border = false;
  std::string fulfilment_owner = "marketplace";
  std::string customer_id;
  bool include_shipping = false;
};

// Throws Failure: kInvalidInput, kConflict (naming the holder).
Store add_store(Installation& installation, const NewStore& wanted);

// Throws Failure (kRefused) naming the states that may pull or send: not a store that is inactive,
// cancelled or was never authorised.
void require_connected(const Store& store);

// A key in the vault that no store of the tenant uses.
std::string fresh_grant_key(Installation& installation, const std::string& id);

// Calls the seller API, keeps what it says, and returns chapi.authorize-result/1.
nlohmann::json verify_store(Installation& installation, const std::string& id);
// Renews the tokens now.
nlohmann::json refresh_store(Installation& installation, const std::string& id);

// Keeps what the vault holds now, without asking the marketplace: a module renews the access by
// itself while it works.  `database` belongs to the calling thread.
void note_grant_state(Installation& installation, db::Database& database, const Store& store,
                      chapi::host::Channel& channel);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_SERVICE_HPP_
