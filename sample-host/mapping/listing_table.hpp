// Listings and system SKUs in the database.
#ifndef SAMPLE_HOST_MAPPING_LISTING_TABLE_HPP_
#define SAMPLE_HOST_MAPPING_LISTING_TABLE_HPP_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/database.hpp"

namespace channel_host {

struct Listing {
  std::string product_id;
  std::string sku;
  std::string sku_id;
  std::string shop_sku;
  std::string name;
  std::string variation;
  std::string barcode;
  std::string status;
  std::string price;
  std::string currency;
  std::optional<std::int64_t> quantity;
  std::optional<std::int64_t> sellable;
  std::string former_sku;  // before the seller renamed it; else empty
  std::string document;    // the listing as in chapi.map-result/1
};

// How far a download of all products has come.
struct DownloadPlace {
  std::string cursor;  // empty: none is under way
  std::int64_t begun_at_ms = 0;
  std::int64_t stored_at_ms = 0;
  std::int64_t products = 0;
  std::int64_t listings = 0;
  std::int64_t rejected = 0;
};

struct SystemSku {
  std::string sku;
  std::string name;
  std::string barcode;
};

class ListingTable {
 public:
  ListingTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  // begun_at_ms: the download that has seen the listings.
  void put(const std::string& store, const std::vector<Listing>& listings,
           std::int64_t begun_at_ms);
  // The end of a download.  Listings that it saw first; those of them that had another SKU before
  // keep it as former_sku; those that it did not see go, returns how many.
  std::int64_t count_new(const std::string& store, std::int64_t begun_at_ms);
  void note_renamed(const std::string& store, std::int64_t begun_at_ms);
  std::int64_t drop_unseen(const std::string& store, std::int64_t begun_at_ms);
  std::optional<DownloadPlace> download(const std::string& store);
  void keep_download(const std::string& store, const DownloadPlace& place);

  void each(const std::string& store, const std::function<void(const Listing&)>& visit);
  // Listings without a rule, whether of their store or of all stores of the platform.
  void each_unmapped(const std::string& store, const std::string& platform,
                     const std::function<void(const Listing&)>& visit);

  void put_system_skus(const std::vector<SystemSku>& skus);  // no SKU twice
  // The catalogue, and every system SKU that a rule names.
  std::vector<SystemSku> system_skus();

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_LISTING_TABLE_HPP_
