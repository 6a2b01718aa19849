// The two ways out: cancelling keeps the store's data, deleting erases the host's copy of it.
#ifndef SAMPLE_HOST_STORES_STORE_REMOVAL_HPP_
#define SAMPLE_HOST_STORES_STORE_REMOVAL_HPP_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct CancelledStore {
  Store store;
  std::vector<std::string> sharers;  // stores that still live on the grant, which is kept for them
};

// Forgets the grant, gives up the shop, keeps everything else.  Throws Failure (kRefused) when
// there is nothing to cancel.
CancelledStore cancel_authorization(Installation& installation, const std::string& id);

// What is lost when the store is deleted.
struct StoreContents {
  std::int64_t orders = 0;
  std::int64_t orders_rejected = 0;
  std::int64_t listings = 0;
  std::int64_t mapping_rules = 0;
  std::int64_t packages = 0;
};
// Throws Failure (kNotFound).
StoreContents store_contents(Installation& installation, const std::string& id);

struct Deletion {
  std::string confirmation;                        // the store id, as it was typed
  std::optional<std::filesystem::path> export_to;  // a folder that does not exist yet
};
// Erases the host's copy of the store, for good; the marketplace is not touched.  All or nothing;
// the export is complete before.  Throws Failure: kNotFound, kInvalidInput (another id was typed),
// kBusy (a pull or a push is under way), kFile, kConflict (the export's folder exists).
StoreContents delete_store(Installation& installation, const std::string& id,
                           const Deletion& deletion);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_REMOVAL_HPP_
