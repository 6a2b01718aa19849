// Orders in the database: what the marketplace said, newest version, what became of its lines, and
// where the order stands in outbound.
#ifndef SAMPLE_HOST_ORDERS_ORDER_TABLE_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_TABLE_HPP_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "db/database.hpp"
#include "mapping/mapping_resolver.hpp"
#include "orders/document_packing.hpp"
#include "orders/host_status.hpp"
#include "orders/order.hpp"
#include "orders/order_batch.hpp"
#include "orders/order_terms.hpp"
#include "orders/recipient_keys.hpp"
#include "vault/cipher.hpp"

namespace channel_host {

enum class OrderChange { kNew, kChanged, kUnchanged, kOlder };

// What is stored of an order that comes (again).
struct KnownOrder {
  OrderChange change = OrderChange::kNew;
  std::string status;
  OrderState state = OrderState::kPending;
  bool frozen = false;
  std::string owner;
  std::int64_t version = 0;
  std::string edited;
};

struct OrderWrite {
  PulledOrder* order;
  const KnownOrder* known;  // new or changed
  const MappedOrder* mapped;
};

struct OrderVersion {
  std::int64_t updated_at_ms;
  std::int64_t seen_at_ms;
  std::string status;
  std::int64_t version;
};

struct DeadLetter {
  std::string store;
  std::string order_id;  // empty when not even that could be read
  std::string reason;
  std::string message;
  std::int64_t last_seen_at_ms = 0;
};

struct WaitingSku {
  std::string store;
  std::string sku;
  std::string name;
  std::int64_t orders = 0;
  std::int64_t items = 0;
};

class OrderTable {
 public:
  OrderTable(db::Database& database, const Cipher& cipher, std::string tenant)
      : database_(database),
        cipher_(cipher),
        tenant_(std::move(tenant)),
        keys_(cipher),
        terms_(cipher) {}

  // One for each order, in two queries at most.  The newer version wins; of two versions with one
  // stamp, the one that was read later.
  std::vector<KnownOrder> compare(std::string_view store, const std::vector<PulledOrder>& orders);
  // Writes orders that are new or changed.
  void write(std::string_view store, const OrderPolicy& policy, const StatusTable& statuses,
             const std::vector<OrderWrite>& writes, std::int64_t now_ms);
  // An order that could not be read; true when it was not known before.
  bool keep_dead_letter(std::string_view store, const RejectedOrder& rejected, std::int64_t now_ms);
  // These orders could be read now.
  void resolve_dead_letters(std::string_view store, const std::vector<std::string_view>& order_ids,
                            std::int64_t now_ms);

  // Every order of this id, in whatever store.
  std::vector<StoredOrder> find(std::string_view order_id, std::string_view store);
  std::optional<StoredOrder> find_number(std::int64_t number);
  // Each at most once, newest first; those that do not exist are left out.
  std::vector<StoredOrder> load(const std::vector<std::int64_t>& numbers);
  std::vector<StoredOrder> load(std::string_view store,
                                const std::vector<std::string_view>& order_ids);
  std::vector<OrderVersion> versions(std::string_view store, std::string_view order_id);
  std::int64_t count(std::string_view store);
  std::int64_t open_dead_letters(std::string_view store);
  // store empty: all.
  void each_dead_letter(std::string_view store,
                        const std::function<void(const DeadLetter&)>& visit);

  // The channel order of a stored one, its items as they stand now.
  PulledOrder channel_order(const StoredOrder& order);
  // Writes state, frozen, host_status and edited; what follows from them follows.  False when the
  // order is no longer of `changed.version`.
  bool change(const StoredOrder& changed);
  const RecipientKeys& recipient_keys() const { return keys_; }
  OrderTerms& terms() { return terms_; }
  // Whether an earlier program left orders without the columns that are derived from documents.
  bool has_underived();
  // Derives them; at most `limit` orders a call, returns how many.
  int derive_columns(int limit);
  // All of them, in transactions of its own.
  void derive_all();

  // Mapping.
  void mark_mapping_due(std::string_view store, const std::vector<std::string_view>& skus);
  std::vector<StoredOrder> due_orders(std::string_view store, int limit);
  // One result for each order.
  void apply_mapping(std::string_view store, const std::vector<StoredOrder>& orders,
                     const std::vector<MappedOrder>& mapped);
  std::vector<WaitingSku> waiting_skus(std::string_view store);

  // Fulfilment.  The orders that may go to the marketplace by themselves: a moving item in one of
  // `statuses` that the seller ships, no unmapped line, and nobody holds them.
  std::vector<std::string> shippable(std::string_view store,
                                     const std::vector<std::string_view>& statuses);
  // What a push told about one item; empty members say nothing.
  void apply_progress(std::string_view store, std::string_view order_id, const OrderItem& progress);

 private:
  std::string place(std::string_view store, std::string_view order_id) const;
  std::string seal_document(std::string_view document, std::string_view store,
                            std::string_view order_id);
  std::string open_document(std::string_view sealed, std::string_view store,
                            std::string_view order_id) const;
  std::string edits_place(std::string_view store, std::string_view order_id) const;
  std::string open_edits(std::string_view sealed, std::string_view store,
                         std::string_view order_id) const;
  StoredOrder read(const db::Rows& rows);
  // Oldest first by pages; `page_after` gives the next places behind one.
  void each_page(const std::function<db::Rows(const OrderPlace&)>& page_after,
                 const std::function<void(const StoredOrder&)>& visit);
  void add_progress(std::vector<StoredOrder>& orders);
  void insert(std::string_view store, const OrderPolicy& policy, const StatusTable& statuses,
              const std::vector<OrderWrite>& writes, std::int64_t now_ms);
  void update(std::string_view store, const std::vector<OrderWrite>& writes, std::int64_t now_ms);
  // The own numbers follow the one that it returns.
  std::int64_t take_numbers(std::int64_t count);
  void keep_ways(const std::set<std::string>& ways);

  db::Database& database_;
  const Cipher& cipher_;
  std::string tenant_;
  RecipientKeys keys_;
  OrderTerms terms_;
  DocumentPacker packer_;
  OrderBatchReader reader_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_TABLE_HPP_
