// Channel orders in the database: what the marketplace said, newest version, and what became of
// its lines.
#ifndef SAMPLE_HOST_ORDERS_ORDER_TABLE_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_TABLE_HPP_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "db/database.hpp"
#include "mapping/mapping_resolver.hpp"
#include "orders/order_batch.hpp"
#include "vault/cipher.hpp"

namespace channel_host {

enum class OrderChange { kNew, kChanged, kUnchanged, kOlder };

struct StoredItem {
  std::string item_id;
  std::string sku;
  std::string name;
  std::string fulfilment;
  std::string status;
  std::string status_raw;
  std::string package_id;
  std::string tracking_number;
  std::string carrier;
  std::string mapping;  // "mapped", "unmapped" or "ignored" (cancelled: nothing will be shipped)
};

struct StoredOrder {
  std::string store;
  std::string order_id;
  std::string status;
  std::int64_t updated_at_ms = 0;
  std::int64_t pulled_at_ms = 0;
  int unmapped_items = 0;
  std::string components;  // JSON array as in chapi.map-result/1
  std::string document;    // chapi.order/1 as it came; buyer data
  std::vector<StoredItem> items;
};

struct OrderVersion {
  std::int64_t updated_at_ms;
  std::int64_t seen_at_ms;
  std::string status;
};

struct DeadLetter {
  std::string store;
  std::string order_id;  // empty when not even that could be read
  std::string reason;
  std::string message;
  std::int64_t last_seen_at_ms = 0;
};

struct OrderFilter {
  std::string store;   // empty: all
  std::string status;  // empty: all
  bool unmapped_only = false;
  std::int64_t limit = -1;  // -1: all
};

struct WaitingSku {
  std::string store;
  std::string sku;
  std::string name;
  std::int64_t orders = 0;
  std::int64_t items = 0;
};

// What a push told about one item; empty members say nothing.
struct ItemProgress {
  std::string order_id;
  std::string item_id;
  std::string status;
  std::string status_raw;
  std::string package_id;
  std::string tracking_number;
  std::string carrier;
};

class OrderTable {
 public:
  OrderTable(db::Database& database, const Cipher& cipher, std::string tenant)
      : database_(database), cipher_(cipher), tenant_(std::move(tenant)) {}

  // The newer version wins; of two versions with one stamp, the one that was read later.
  OrderChange compare(std::string_view store, const PulledOrder& order, std::string_view digest);
  void write(std::string_view store, const PulledOrder& order, std::string_view digest,
             OrderChange change, const MappedOrder& mapped, std::int64_t now_ms);
  // An order that could not be read; true when it was not known before.
  bool keep_dead_letter(std::string_view store, const RejectedOrder& rejected, std::int64_t now_ms);
  // These orders could be read now.
  void resolve_dead_letters(std::string_view store, const std::vector<std::string_view>& order_ids,
                            std::int64_t now_ms);

  // Newest first, one at a time; memory does not grow with their number.
  void each(const OrderFilter& filter, const std::function<void(StoredOrder&)>& visit);
  // Every order of this id, in whatever store.
  std::vector<StoredOrder> find(std::string_view order_id, std::string_view store);
  std::vector<OrderVersion> versions(std::string_view store, std::string_view order_id);
  std::vector<StoredItem> items(std::string_view store, std::string_view order_id);
  std::int64_t count(std::string_view store);
  std::int64_t open_dead_letters(std::string_view store);
  // store empty: all.
  void each_dead_letter(std::string_view store,
                        const std::function<void(const DeadLetter&)>& visit);

  // Mapping.
  void mark_mapping_due(std::string_view store, const std::vector<std::string_view>& skus);
  std::vector<std::string> due_orders(std::string_view store, int limit);
  void apply_mapping(std::string_view store, const StoredOrder& order, const MappedOrder& mapped);
  std::vector<WaitingSku> waiting_skus(std::string_view store);

  // Fulfilment.  The orders that may go to the marketplace: a moving item in one of `statuses`
  // that the seller ships, and no unmapped line.
  std::vector<std::string> shippable(std::string_view store,
                                     const std::vector<std::string_view>& statuses);
  void apply_progress(std::string_view store, const ItemProgress& progress);

 private:
  std::string place(std::string_view store, std::string_view order_id) const;
  StoredOrder read(const db::Rows& rows);

  db::Database& database_;
  const Cipher& cipher_;
  std::string tenant_;
};

// Of an order's text, for compare().
std::string order_digest(std::string_view document);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_TABLE_HPP_
