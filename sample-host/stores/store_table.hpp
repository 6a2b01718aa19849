// The stores in the database.
#ifndef SAMPLE_HOST_STORES_STORE_TABLE_HPP_
#define SAMPLE_HOST_STORES_STORE_TABLE_HPP_

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "db/database.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct ShopHolder {
  std::string tenant;
  std::string store;
  std::string account;  // masked
  std::optional<std::int64_t> authorised_at_ms;
};

// One field of one edit.
struct StoreChange {
  std::int64_t version = 0;  // that the edit made
  std::string field;
  std::string before;
  std::string after;
  std::int64_t at_ms = 0;
  std::string actor;  // who made it; empty: before this was kept
};

class StoreTable {
 public:
  StoreTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  void insert(const Store& store);
  std::optional<Store> find(std::string_view id);
  // The store whose name clashes with `name`; `except` is left out.
  std::optional<Store> find_by_name(std::string_view name, std::string_view except = {});
  std::vector<Store> list();
  // Throws Failure (kNotFound).
  Store get(std::string_view id);
  // The stores that live on one grant (a cross-border seller's), by id.
  std::vector<Store> with_grant(std::string_view grant_key);

  // Writes what an administrator may edit and raises the version; false when the store has another
  // version than `edited` by now.
  bool update(const Store& edited);
  void note_change(std::string_view id, const StoreChange& change);
  std::vector<StoreChange> changes_since(std::string_view id, std::int64_t version);

  // The marketplace refused a call with the newest token: the grant is over, for every store that
  // lives on it.
  void need_authorization(std::string_view id);
  // Only the renewal was refused; the access token may live on.
  void cannot_renew(std::string_view id);
  // What the module said about the grant (chapi.authorize-result/1), for every store that lives on
  // it, and about the seller, for this one.
  void keep_grant(std::string_view id, const nlohmann::json& result, std::int64_t now_ms);
  void set_seller(std::string_view id, std::string_view seller_id);
  void clear_seller(std::string_view id);
  void set_grant_key(std::string_view id, std::string_view grant_key);
  // The store has a grant from now on: its own, or one that it shares.
  void mark_authorised(std::string_view id, std::int64_t now_ms);
  // The grant is gone, the rest stays.
  void mark_cancelled(std::string_view id, std::string_view grant_key, std::int64_t now_ms);

  // A shop has one owner in the whole installation, whatever the tenant.
  std::optional<ShopHolder> holder(const Store& store, std::string_view seller_id);
  void claim(const Store& store, std::string_view seller_id);
  void release(const Store& store, std::string_view seller_id);

  // The store with its attempts, changes and ownership; the leases stay, so that their fences never
  // fall.
  void erase(std::string_view id);

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_TABLE_HPP_
