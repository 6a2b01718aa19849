// What an administrator changes about a store, and how two of them do not overwrite each other.
#ifndef SAMPLE_HOST_STORES_STORE_EDIT_HPP_
#define SAMPLE_HOST_STORES_STORE_EDIT_HPP_

#include <optional>
#include <string>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

// What is absent stays as it is.
struct StoreEdit {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<std::string> url;  // empty: the marketplace's storefront again
  std::optional<std::string> pull_mode;
  std::optional<std::string> fulfilment_owner;
  std::optional<std::string> customer_id;
  std::optional<bool> include_shipping;
  // The version that the administrator looked at; nothing: whatever there is.
  std::optional<std::int64_t> version;
  std::string actor;  // who edits; stands in the store's history
};

struct EditedStore {
  Store store;
  bool changed = false;  // false: it was so already
};

// Throws Failure: kNotFound, kInvalidInput, kConflict (a name that is taken; a version that is no
// longer the newest: told with every field that was changed meanwhile).
EditedStore edit_store(Installation& installation, const std::string& id, const StoreEdit& edit);

// Inactive: nothing is pulled or sent, everything is kept.  Throws Failure (kRefused) when it is so
// already.
Store set_active(Installation& installation, const std::string& id, bool active,
                 const std::string& actor);
// Automatic pulling on or off.  Throws Failure (kRefused) when it is so already.
Store set_automatic_pulling(Installation& installation, const std::string& id, bool automatic,
                            const std::string& actor);

// Throws Failure (kConflict) naming the store that has the name already; `except` may have it.
void refuse_taken_name(Installation& installation, const std::string& name,
                       const std::string& except = {});

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_EDIT_HPP_
