#include "mapping/listing_table.hpp"

#include <map>
#include <string_view>
#include <tuple>

#include "db/batch.hpp"

namespace channel_host {
namespace {

// PostgreSQL's client holds a whole result in memory.
constexpr int kPage = 500;

#define LISTING_COLUMNS                                                                            \
  "l.product_id, l.sku, l.sku_id, l.shop_sku, l.name, l.variation, l.barcode, l.status, l.price, " \
  "l.currency, l.quantity, l.sellable, l.former_sku, l.document"

Listing read(const db::Rows& rows) {
  return {rows.string(0),
          rows.string(1),
          rows.string(2),
          rows.string(3),
          rows.string(4),
          rows.string(5),
          rows.string(6),
          rows.string(7),
          rows.string(8),
          rows.string(9),
          rows.optional_integer(10),
          rows.optional_integer(11),
          rows.string(12),
          rows.string(13)};
}

}  // namespace

void ListingTable::put(const std::string& store, const std::vector<Listing>& listings,
                       std::int64_t begun_at_ms) {
  // A batch takes no key twice; of a page that names a listing twice the last one counts.
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const Listing*> once;
  for (const Listing& l : listings) {
    once.insert_or_assign(std::tuple(std::string_view(l.product_id), std::string_view(l.sku),
                                     std::string_view(l.sku_id)),
                          &l);
  }
  db::Batch batch(
      database_,
      "INSERT INTO listing (tenant, store, product_id, sku, sku_id, shop_sku, name, variation, "
      "barcode, status, price, currency, quantity, sellable, document, seen_at_ms, "
      "first_seen_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
      "(tenant, store, product_id, sku, sku_id) DO UPDATE SET shop_sku = excluded.shop_sku, name = "
      "excluded.name, variation = excluded.variation, barcode = excluded.barcode, status = "
      "excluded.status, price = excluded.price, currency = excluded.currency, quantity = "
      "excluded.quantity, sellable = excluded.sellable, document = excluded.document, seen_at_ms = "
      "excluded.seen_at_ms");
  for (const auto& [key, l] : once) {
    batch.add(tenant_, store, l->product_id, l->sku, l->sku_id, l->shop_sku, l->name, l->variation,
              l->barcode, l->status, l->price, l->currency, l->quantity, l->sellable, l->document,
              begun_at_ms, begun_at_ms);
  }
  batch.flush();
}

std::int64_t ListingTable::count_new(const std::string& store, std::int64_t begun_at_ms) {
  auto rows = database_.query(
      "SELECT count(*) FROM listing WHERE tenant = ? AND store = ? AND first_seen_at_ms = ?",
      tenant_, store, begun_at_ms);
  rows.next();
  return rows.integer(0);
}

void ListingTable::note_renamed(const std::string& store, std::int64_t begun_at_ms) {
  database_.run(
      "UPDATE listing SET former_sku = o.sku FROM (SELECT product_id, sku_id, max(sku) AS sku FROM "
      "listing WHERE tenant = ?1 AND store = ?2 AND sku_id <> '' AND seen_at_ms < ?3 GROUP BY "
      "product_id, sku_id) o WHERE listing.tenant = ?1 AND listing.store = ?2 AND "
      "listing.first_seen_at_ms = ?3 AND listing.product_id = o.product_id AND listing.sku_id = "
      "o.sku_id",
      tenant_, store, begun_at_ms);
}

std::int64_t ListingTable::drop_unseen(const std::string& store, std::int64_t begun_at_ms) {
  return database_.run("DELETE FROM listing WHERE tenant = ? AND store = ? AND seen_at_ms < ?",
                       tenant_, store, begun_at_ms);
}

std::optional<DownloadPlace> ListingTable::download(const std::string& store) {
  auto rows = database_.query(
      "SELECT place, begun_at_ms, stored_at_ms, products, listings, rejected FROM product_download "
      "WHERE tenant = ? AND store = ?",
      tenant_, store);
  if (!rows.next()) return std::nullopt;
  return DownloadPlace{rows.string(0),  rows.integer(1), rows.integer(2),
                       rows.integer(3), rows.integer(4), rows.integer(5)};
}

void ListingTable::keep_download(const std::string& store, const DownloadPlace& place) {
  database_.run(
      "INSERT INTO product_download (tenant, store, place, begun_at_ms, stored_at_ms, products, "
      "listings, rejected, completed_at_ms) VALUES (?1, ?2, nullif(?3, ''), ?4, ?5, ?6, ?7, ?8, "
      "CASE WHEN ?3 = '' THEN CAST(?5 AS BIGINT) END) ON CONFLICT (tenant, store) DO UPDATE SET "
      "place = "
      "excluded.place, begun_at_ms = excluded.begun_at_ms, stored_at_ms = excluded.stored_at_ms, "
      "products = excluded.products, listings = excluded.listings, rejected = excluded.rejected, "
      "completed_at_ms = coalesce(excluded.completed_at_ms, product_download.completed_at_ms)",
      tenant_, store, place.cursor, place.begun_at_ms, place.stored_at_ms, place.products,
      place.listings, place.rejected);
}

void ListingTable::each(const std::string& store,
                        const std::function<void(const Listing&)>& visit) {
  Listing last;
  for (int on_page = kPage; on_page == kPage;) {
    on_page = 0;
    auto rows = database_.query("SELECT " LISTING_COLUMNS
                                " FROM listing l WHERE l.tenant = ? AND l.store = ? AND "
                                "(l.product_id, l.sku, l.sku_id) > (?, ?, ?) ORDER BY "
                                "l.product_id, l.sku, l.sku_id LIMIT ?",
                                tenant_, store, last.product_id, last.sku, last.sku_id, kPage);
    for (; rows.next(); ++on_page) {
      last = read(rows);
      visit(last);
    }
  }
}

void ListingTable::each_unmapped(const std::string& store, const std::string& platform,
                                 const std::function<void(const Listing&)>& visit) {
  Listing last;
  for (int on_page = kPage; on_page == kPage;) {
    on_page = 0;
    auto rows = database_.query(
        "SELECT " LISTING_COLUMNS
        " FROM listing l WHERE l.tenant = ?1 AND l.store = ?2 AND (l.sku, l.product_id, l.sku_id) "
        "> (?4, ?5, ?6) AND l.sku <> '' AND l.status <> 'deleted' AND NOT EXISTS (SELECT 1 FROM "
        "sku_rule r WHERE r.tenant = ?1 AND r.platform = ?3 AND r.store IN ('', ?2) AND "
        "r.platform_sku = l.sku) ORDER BY l.sku, l.product_id, l.sku_id LIMIT ?7",
        tenant_, store, platform, last.sku, last.product_id, last.sku_id, kPage);
    for (; rows.next(); ++on_page) {
      last = read(rows);
      visit(last);
    }
  }
}

void ListingTable::put_system_skus(const std::vector<SystemSku>& skus) {
  db::Batch batch(database_,
                  "INSERT INTO system_sku (tenant, system_sku, name, barcode) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (tenant, system_sku) DO UPDATE SET name = excluded.name, barcode = "
                  "excluded.barcode");
  for (const SystemSku& sku : skus) batch.add(tenant_, sku.sku, sku.name, sku.barcode);
  batch.flush();
}

std::vector<SystemSku> ListingTable::system_skus() {
  std::vector<SystemSku> skus;
  auto rows = database_.query(
      "SELECT system_sku, name, barcode FROM system_sku WHERE tenant = ?1 UNION ALL SELECT "
      "DISTINCT "
      "r.system_sku, '', '' FROM sku_rule r WHERE r.tenant = ?1 AND NOT EXISTS (SELECT 1 FROM "
      "system_sku c WHERE c.tenant = ?1 AND c.system_sku = r.system_sku) ORDER BY 1",
      tenant_);
  while (rows.next()) skus.push_back({rows.string(0), rows.string(1), rows.string(2)});
  return skus;
}

}  // namespace channel_host
