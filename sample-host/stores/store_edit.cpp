#include "stores/store_edit.hpp"

#include <array>
#include <utility>
#include <vector>

#include "failure.hpp"
#include "plugins/plugin_registry.hpp"
#include "rfc3339.hpp"
#include "stores/connection_error.hpp"
#include "stores/store_name.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kLongestCustomer = 100;  // bytes

void check_one_of(const std::string& value, std::pair<const char*, const char*> allowed,
                  const char* what) {
  if (value == allowed.first || value == allowed.second) return;
  throw Failure(Exit::kInvalidInput, std::string(what) + " is " + allowed.first + " or " +
                                         allowed.second + ", not " + value + ".");
}

std::string storefront_of(db::Database& database, const Store& store) {
  for (const EnabledAdapter& adapter : list_adapters(database)) {
    if (adapter.id == store.adapter) return adapter.storefront;
  }
  return store.url;
}

void check(const StoreEdit& edit) {
  check_name(edit.actor, "--actor");
  if (edit.name) check_name(*edit.name, "--name");
  if (edit.description) check_description(*edit.description, "--description");
  if (edit.url && !edit.url->empty()) check_store_url(*edit.url, "--url");
  if (edit.pull_mode) check_one_of(*edit.pull_mode, {"automatic", "manual"}, "--pull-mode");
  if (edit.fulfilment_owner) {
    check_one_of(*edit.fulfilment_owner, {"marketplace", "host"}, "--owner");
  }
  if (edit.customer_id && !edit.customer_id->empty()) {
    check_name(*edit.customer_id, "--customer");
    if (edit.customer_id->size() > kLongestCustomer) {
      throw Failure(Exit::kInvalidInput, "--customer is longer than 100 bytes.");
    }
  }
}

// Changes `store` and returns what differs.
std::vector<StoreChange> apply(db::Database& database, const StoreEdit& edit, Store& store,
                               std::int64_t now_ms) {
  std::vector<StoreChange> changes;
  const auto set = [&](const char* field, std::string& value,
                       const std::optional<std::string>& wanted) {
    if (!wanted || *wanted == value) return;
    changes.push_back({store.version + 1, field, value, *wanted, now_ms, edit.actor});
    value = *wanted;
  };
  set("name", store.name, edit.name);
  set("description", store.description, edit.description);
  set("url", store.url,
      edit.url && edit.url->empty() ? std::optional(storefront_of(database, store)) : edit.url);
  set("pull mode", store.pull_mode, edit.pull_mode);
  set("owner", store.fulfilment_owner, edit.fulfilment_owner);
  set("customer", store.customer_id, edit.customer_id);
  const auto word = [](bool yes) { return std::string(yes ? "yes" : "no"); };
  if (edit.include_shipping && *edit.include_shipping != store.include_shipping) {
    changes.push_back({store.version + 1, "include shipping", word(store.include_shipping),
                       word(*edit.include_shipping), now_ms, edit.actor});
    store.include_shipping = *edit.include_shipping;
  }
  return changes;
}

void refuse_stale_version(StoreTable& stores, const Store& store, std::int64_t version) {
  if (version == store.version) return;
  if (version > store.version || version < 1) {
    throw Failure(Exit::kInvalidInput, "The store " + store.id + " never had the version " +
                                           std::to_string(version) + "; its version is " +
                                           std::to_string(store.version) + ".");
  }
  std::string told;
  for (const StoreChange& change : stores.changes_since(store.id, version)) {
    told += (told.empty() ? "" : "; ") + change.field + " from \"" + change.before + "\" to \"" +
            change.after + "\" (" + (change.actor.empty() ? "" : change.actor + ", ") +
            format_rfc3339(change.at_ms) + ")";
  }
  throw Failure(Exit::kConflict, "Somebody changed the store " + store.id + " meanwhile: " + told +
                                     ". Nothing of yours was kept. Look at it with channel-host "
                                     "store show " +
                                     store.id + " and repeat with --version " +
                                     std::to_string(store.version) + ".");
}

// Keeps the edit; within the caller's transaction.
void keep(StoreTable& stores, Store& store, const std::vector<StoreChange>& changes) {
  if (!stores.update(store)) {
    throw Failure(Exit::kConflict, "Somebody changed the store " + store.id +
                                       " at the same time. Nothing was kept; try again.");
  }
  for (const StoreChange& change : changes) stores.note_change(store.id, change);
  ++store.version;
}

}  // namespace

void refuse_taken_name(Installation& installation, const std::string& name,
                       const std::string& except) {
  const auto holder =
      StoreTable(installation.database(), installation.tenant()).find_by_name(name, except);
  if (!holder) return;
  throw Failure(Exit::kConflict, "The name \"" + name + "\" belongs to the store " + holder->id +
                                     " (" + holder->adapter + ", \"" + holder->name +
                                     "\"). Names are unique across all platforms. " +
                                     remedy_of("name_taken"));
}

EditedStore edit_store(Installation& installation, const std::string& id, const StoreEdit& edit) {
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  check(edit);
  db::Transaction transaction(database);
  EditedStore edited{stores.get(id)};
  if (edit.version) refuse_stale_version(stores, edited.store, *edit.version);
  const auto changes = apply(database, edit, edited.store, installation.now_ms());
  if (changes.empty()) return edited;
  if (edit.name) refuse_taken_name(installation, *edit.name, id);
  keep(stores, edited.store, changes);
  transaction.commit();
  edited.changed = true;
  return edited;
}

Store set_active(Installation& installation, const std::string& id, bool active,
                 const std::string& actor) {
  check_name(actor, "--actor");
  db::Database& database = installation.database();
  StoreTable stores(database, installation.tenant());
  db::Transaction transaction(database);
  Store store = stores.get(id);
  const auto word = [](bool on) { return std::string(on ? "active" : "inactive"); };
  if (store.active == active) {
    throw Failure(Exit::kRefused, "The store " + id + " is " + word(active) + " already. Only " +
                                      word(!active) + " stores can be made " + word(active) + ".");
  }
  const StoreChange change{store.version + 1,     "active", word(store.active), word(active),
                           installation.now_ms(), actor};
  store.active = active;
  keep(stores, store, {change});
  transaction.commit();
  return store;
}

Store set_automatic_pulling(Installation& installation, const std::string& id, bool automatic,
                            const std::string& actor) {
  const std::string wanted = automatic ? "automatic" : "manual";
  StoreEdit edit;
  edit.pull_mode = wanted;
  edit.actor = actor;
  const EditedStore edited = edit_store(installation, id, edit);
  if (!edited.changed) {
    throw Failure(Exit::kRefused,
                  automatic ? "The store " + id +
                                  " is pulled automatically already. Only stores whose pull mode "
                                  "is manual can be resumed."
                            : "The store " + id +
                                  " is not pulled automatically. Only stores whose pull mode is "
                                  "automatic can be stopped.");
  }
  return edited.store;
}

}  // namespace channel_host
