// What became of each item that was pushed, and the packages.
#ifndef SAMPLE_HOST_FULFILMENT_SHIPMENT_TABLE_HPP_
#define SAMPLE_HOST_FULFILMENT_SHIPMENT_TABLE_HPP_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/database.hpp"

namespace channel_host {

// As in chapi.push-result/1.
struct ItemOutcome {
  std::string order_id;
  std::string item_id;
  std::string outcome;
  std::string steps;  // "pack, label, ready_to_ship"
  std::string fulfilment;
  std::string status;
  std::string status_raw;
  std::string package_id;
  std::string tracking_number;
  std::string carrier;
  std::string reason;
  std::string message;
  std::string platform_code;
  std::string request_id;
  bool retryable = false;
};

struct Package {
  std::string package_id;
  std::string order_id;
  std::string tracking_number;
  std::string carrier;
  std::string label;  // "printable", "not_printable", "none" or empty
};

struct ListedShipment {
  std::string store;
  ItemOutcome item;
  std::int64_t pushed_at_ms = 0;
};

// The page after it begins behind this shipment.
std::string write_shipment_cursor(const ListedShipment& shipment);

class ShipmentTable {
 public:
  ShipmentTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  void put(const std::string& store, const ItemOutcome& item, std::int64_t now_ms);
  void put(const std::string& store, const Package& package, std::int64_t now_ms);
  // Latest push first.  The item's own columns (status, package) are not filled in here.  store
  // empty: all; after empty: the first page.
  std::vector<ListedShipment> page(const std::string& store, std::string_view after, int limit);
  static std::string page_statement(bool of_one_store);  // what page() asks
  // By package id, those that are known.
  std::map<std::string, std::string> labels(const std::string& store,
                                            const std::vector<std::string_view>& package_ids);

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_FULFILMENT_SHIPMENT_TABLE_HPP_
