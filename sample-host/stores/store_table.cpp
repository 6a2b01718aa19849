#include "stores/store_table.hpp"

#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "rfc3339.hpp"
#include "stores/store_name.hpp"

namespace channel_host {
namespace {

#define STORE_COLUMNS                                                                           \
  "store, platform, region, adapter, name, description, url, active, pull_mode, cross_border, " \
  "grant_key, created_at_ms, seller_id, seller_name, account, grant_state, refreshable, "       \
  "authorised_at_ms, access_expires_at_ms, refresh_expires_at_ms, verified_at_ms, "             \
  "access_obtained_at_ms, cancelled_at_ms, seller_status, seller_verified, version, "           \
  "fulfilment_owner, customer_id, include_shipping"

Store read(const db::Rows& rows) {
  Store s;
  s.id = rows.string(0);
  s.platform = rows.string(1);
  s.region = rows.string(2);
  s.adapter = rows.string(3);
  s.name = rows.string(4);
  s.description = rows.string(5);
  s.url = rows.string(6);
  s.active = rows.integer(7) != 0;
  s.pull_mode = rows.string(8);
  s.cross_border = rows.integer(9) != 0;
  s.grant_key = rows.string(10);
  s.created_at_ms = rows.integer(11);
  if (!rows.null(12)) s.seller_id = rows.string(12);
  s.seller_name = rows.string(13);
  s.account = rows.string(14);
  s.grant_state = rows.string(15);
  s.refreshable = rows.integer(16) != 0;
  s.authorised_at_ms = rows.optional_integer(17);
  s.access_expires_at_ms = rows.optional_integer(18);
  s.refresh_expires_at_ms = rows.optional_integer(19);
  s.verified_at_ms = rows.optional_integer(20);
  s.access_obtained_at_ms = rows.optional_integer(21);
  s.cancelled_at_ms = rows.optional_integer(22);
  s.seller_status = rows.string(23);
  if (!rows.null(24)) s.seller_verified = rows.integer(24) != 0;
  s.version = rows.integer(25);
  s.fulfilment_owner = rows.string(26);
  s.customer_id = rows.string(27);
  s.include_shipping = rows.integer(28) != 0;
  return s;
}

std::optional<std::int64_t> time_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return parse_rfc3339(found->get_ref<const std::string&>());
}

}  // namespace

void StoreTable::insert(const Store& s) {
  database_.run(
      "INSERT INTO store (tenant, store, platform, region, adapter, name, name_key, description, "
      "url, active, pull_mode, cross_border, grant_key, created_at_ms, fulfilment_owner, "
      "customer_id, include_shipping) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      tenant_, s.id, s.platform, s.region, s.adapter, s.name, name_key(s.name), s.description,
      s.url, s.active, s.pull_mode, s.cross_border, s.grant_key, s.created_at_ms,
      s.fulfilment_owner, s.customer_id, s.include_shipping);
}

std::optional<Store> StoreTable::find(std::string_view id) {
  auto rows = database_.query("SELECT " STORE_COLUMNS " FROM store WHERE tenant = ? AND store = ?",
                              tenant_, id);
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

std::optional<Store> StoreTable::find_by_name(std::string_view name, std::string_view except) {
  // The stored key may have been made by an older rule of an earlier version; a company has few
  // stores.
  const std::string key = name_key(name);
  for (Store& store : list()) {
    if (store.id != except && name_key(store.name) == key) return std::move(store);
  }
  return std::nullopt;
}

std::vector<Store> StoreTable::list() {
  std::vector<Store> stores;
  auto rows = database_.query("SELECT " STORE_COLUMNS " FROM store WHERE tenant = ? ORDER BY store",
                              tenant_);
  while (rows.next()) stores.push_back(read(rows));
  return stores;
}

Store StoreTable::get(std::string_view id) {
  if (auto store = find(id)) return *store;
  throw Failure(Exit::kNotFound, "There is no store " + std::string(id) +
                                     ". See channel-host store list, or add it with channel-host "
                                     "store add.");
}

std::vector<Store> StoreTable::with_grant(std::string_view grant_key) {
  std::vector<Store> stores;
  auto rows = database_.query("SELECT " STORE_COLUMNS
                              " FROM store WHERE tenant = ? AND grant_key = ? ORDER BY store",
                              tenant_, grant_key);
  while (rows.next()) stores.push_back(read(rows));
  return stores;
}

bool StoreTable::update(const Store& s) {
  return database_.run(
             "UPDATE store SET name = ?, name_key = ?, description = ?, url = ?, active = ?, "
             "pull_mode = ?, fulfilment_owner = ?, customer_id = ?, include_shipping = ?, version "
             "= version + 1 WHERE tenant = ? AND store = ? AND version = ?",
             s.name, name_key(s.name), s.description, s.url, s.active, s.pull_mode,
             s.fulfilment_owner, s.customer_id, s.include_shipping, tenant_, s.id, s.version) == 1;
}

void StoreTable::note_change(std::string_view id, const StoreChange& change) {
  database_.run(
      "INSERT INTO store_change (tenant, store, version, field, value_before, value_after, "
      "changed_at_ms, changed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      tenant_, id, change.version, change.field, change.before, change.after, change.at_ms,
      change.actor);
}

std::vector<StoreChange> StoreTable::changes_since(std::string_view id, std::int64_t version) {
  std::vector<StoreChange> changes;
  auto rows = database_.query(
      "SELECT version, field, value_before, value_after, changed_at_ms, changed_by FROM "
      "store_change WHERE tenant = ? AND store = ? AND version > ? ORDER BY version, field",
      tenant_, id, version);
  while (rows.next()) {
    changes.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3),
                       rows.integer(4), rows.string(5)});
  }
  return changes;
}

void StoreTable::need_authorization(std::string_view id) {
  database_.run(
      "UPDATE store SET grant_state = 'refused' WHERE tenant = ?1 AND cancelled_at_ms IS NULL AND "
      "grant_key = (SELECT grant_key FROM store WHERE tenant = ?1 AND store = ?2)",
      tenant_, id);
}

void StoreTable::cannot_renew(std::string_view id) {
  database_.run(
      "UPDATE store SET grant_state = 'authorize_again' WHERE tenant = ?1 AND cancelled_at_ms IS "
      "NULL AND grant_state = 'active' AND grant_key = (SELECT grant_key FROM store WHERE tenant = "
      "?1 AND store = ?2)",
      tenant_, id);
}

void StoreTable::keep_grant(std::string_view id, const nlohmann::json& result,
                            std::int64_t now_ms) {
  const Store store = get(id);
  if (const auto grant = result.find("grant"); grant != result.end() && grant->is_object()) {
    const std::string action = result.value("action", "");
    const bool authorised = action == "accept" || action == "finish";
    const auto access_expires_at = time_member(*grant, "access_expires_at");
    // A module that does not say when it got the token got it with the answer that moved its end.
    auto obtained_at = time_member(*grant, "access_obtained_at");
    if (!obtained_at) {
      obtained_at =
          authorised || access_expires_at != store.access_expires_at_ms || action == "refresh"
              ? std::optional(now_ms)
              : store.access_obtained_at_ms;
    }
    database_.run(
        "UPDATE store SET account = ?, grant_state = ?, refreshable = ?, access_obtained_at_ms = "
        "?, access_expires_at_ms = ?, refresh_expires_at_ms = ? WHERE tenant = ? AND grant_key = ?",
        grant->value("account", ""), grant->value("state", "none"),
        grant->value("refreshable", false), obtained_at, access_expires_at,
        time_member(*grant, "refresh_expires_at"), tenant_, store.grant_key);
    if (authorised) mark_authorised(id, now_ms);
  }
  if (const auto seller = result.find("seller"); seller != result.end() && seller->is_object()) {
    std::optional<bool> verified;
    if (const auto found = seller->find("verified"); found != seller->end()) {
      verified = found->is_boolean() && found->get<bool>();
    }
    database_.run(
        "UPDATE store SET seller_name = ?, seller_status = ?, seller_verified = ?, verified_at_ms "
        "= ? WHERE tenant = ? AND store = ?",
        seller->value("name", ""), seller->value("status", ""), verified, now_ms, tenant_, id);
  }
}

void StoreTable::set_seller(std::string_view id, std::string_view seller_id) {
  database_.run("UPDATE store SET seller_id = ? WHERE tenant = ? AND store = ?", seller_id, tenant_,
                id);
}

void StoreTable::clear_seller(std::string_view id) {
  database_.run("UPDATE store SET seller_id = NULL WHERE tenant = ? AND store = ?", tenant_, id);
}

void StoreTable::set_grant_key(std::string_view id, std::string_view grant_key) {
  database_.run("UPDATE store SET grant_key = ? WHERE tenant = ? AND store = ?", grant_key, tenant_,
                id);
}

void StoreTable::mark_authorised(std::string_view id, std::int64_t now_ms) {
  database_.run(
      "UPDATE store SET authorised_at_ms = ?, cancelled_at_ms = NULL WHERE tenant = ? AND store = "
      "?",
      now_ms, tenant_, id);
}

void StoreTable::mark_cancelled(std::string_view id, std::string_view grant_key,
                                std::int64_t now_ms) {
  database_.run(
      "UPDATE store SET cancelled_at_ms = ?, grant_key = ?, grant_state = 'none', refreshable = 0, "
      "account = '', access_obtained_at_ms = NULL, access_expires_at_ms = NULL, "
      "refresh_expires_at_ms = NULL WHERE tenant = ? AND store = ?",
      now_ms, grant_key, tenant_, id);
}

std::optional<ShopHolder> StoreTable::holder(const Store& store, std::string_view seller_id) {
  auto rows = database_.query(
      "SELECT o.tenant, o.store, s.account, s.authorised_at_ms FROM shop_owner o JOIN store s ON "
      "s.tenant = o.tenant AND s.store = o.store WHERE o.platform = ? AND o.region = ? AND "
      "o.seller_id = ?",
      store.platform, store.region, seller_id);
  if (!rows.next()) return std::nullopt;
  return ShopHolder{rows.string(0), rows.string(1), rows.string(2), rows.optional_integer(3)};
}

void StoreTable::claim(const Store& store, std::string_view seller_id) {
  database_.run(
      "INSERT INTO shop_owner (platform, region, seller_id, tenant, store) VALUES (?, ?, ?, ?, ?)",
      store.platform, store.region, seller_id, tenant_, store.id);
}

void StoreTable::release(const Store& store, std::string_view seller_id) {
  database_.run(
      "DELETE FROM shop_owner WHERE platform = ? AND region = ? AND seller_id = ? AND tenant = ? "
      "AND store = ?",
      store.platform, store.region, seller_id, tenant_, store.id);
}

void StoreTable::erase(std::string_view id) {
  for (const char* statement : {"DELETE FROM shop_owner WHERE tenant = ? AND store = ?",
                                "DELETE FROM authorization_attempt WHERE tenant = ? AND store = ?",
                                "DELETE FROM store_change WHERE tenant = ? AND store = ?",
                                "DELETE FROM store WHERE tenant = ? AND store = ?"}) {
    database_.run(statement, tenant_, id);
  }
}

}  // namespace channel_host
