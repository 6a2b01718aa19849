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
};

class StoreTable {
 public:
  StoreTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  void insert(const Store& store);
  std::optional<Store> find(std::string_view id);
  std::optional<Store> find_by_name_key(std::string_view key);
  std::vector<Store> list();
  // Throws Failure (kNotFound).
  Store get(std::string_view id);

  // What the module said about seller and grant (chapi.authorize-result/1).
  // The marketplace no longer accepts the grant.
  void need_authorization(std::string_view id);
  void keep_grant(std::string_view id, const nlohmann::json& result, std::int64_t now_ms);
  void set_seller(std::string_view id, std::string_view seller_id);
  void clear_seller(std::string_view id);

  // A shop has one owner in the whole installation, whatever the tenant.
  std::optional<ShopHolder> holder(const Store& store, std::string_view seller_id);
  void claim(const Store& store, std::string_view seller_id);
  void release(const Store& store, std::string_view seller_id);

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_TABLE_HPP_
