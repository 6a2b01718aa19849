// The orders of one shop: small records in memory and the indexes that lists are served from.
#pragma once

#include <cstdint>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sandbox/vocabulary.hpp"

namespace sandbox {

// One unit that was bought. Its text comes from the catalogue when it is served.
struct Item {
  int64_t price = 0;     // hundredths
  uint32_t sku = 0;      // index in the shop's catalogue
  uint32_t package = 0;  // 1 + index in the shop's packages; 0: none
  int64_t updated_s = 0;
  Status status = Status::kPending;
  Kind kind = Kind::kLocal;
  uint8_t warehouse = 0;  // 0: the default one
};

struct Order {
  int64_t id = 0;
  int64_t created_s = 0;
  int64_t updated_s = 0;
  uint32_t first_item = 0;
  uint16_t item_count = 0;
};

// What a test said about an order instead of leaving it to the seed.
struct OrderDetails {
  std::map<std::string, std::string> buyer;  // name, phone, email, tax_code, tax_branch
  std::map<std::string, std::string>
      address;  // address1 … address5, district, city, post_code, country
  std::optional<std::string> payment_method;
  std::optional<std::string> remarks;
  std::optional<std::string> buyer_note;
  std::optional<int64_t> voucher_seller;  // hundredths
  std::optional<int64_t> voucher_platform;
  std::optional<int64_t> shipping_fee;
};

struct ItemDetails {
  std::optional<std::string> name;
  std::optional<std::string> seller_sku;
  std::optional<std::string> shop_sku;
  std::optional<std::string> variation;
  std::optional<std::string> reason;
};

struct OrderQuery {
  int64_t created_from = std::numeric_limits<int64_t>::min();  // bounds are inclusive
  int64_t created_to = std::numeric_limits<int64_t>::max();
  int64_t updated_from = std::numeric_limits<int64_t>::min();
  int64_t updated_to = std::numeric_limits<int64_t>::max();
  std::vector<Status> statuses;  // empty: every status
  bool by_updated = false;
  bool ascending = true;
  size_t offset = 0;
  size_t limit = 100;
};

struct OrderRows {
  std::vector<uint32_t> rows;  // positions of the page's orders
  size_t total = 0;            // all that match
};

// Not locked: the shop's mutex guards it.
class OrderBook {
 public:
  void Reserve(size_t orders, size_t items);

  // Appends an order with its items; `visible_s` later than the newest stamp hides it from lists
  // until ShowDue(visible_s). Returns its position. The id must be new.
  uint32_t Add(int64_t id, int64_t created_s, int64_t updated_s, const std::vector<Item>& items,
               int64_t visible_s = 0);

  std::optional<uint32_t> Find(int64_t id) const;
  size_t size() const { return orders_.size(); }
  size_t item_count() const { return items_.size(); }
  const Order& At(uint32_t row) const { return orders_[row]; }
  const Item& ItemAt(const Order& order, size_t k) const { return items_[order.first_item + k]; }
  Item& ItemAt(const Order& order, size_t k) { return items_[order.first_item + k]; }

  // Moves updated_at; `visible_s` as in Add.
  void Touch(uint32_t row, int64_t updated_s, int64_t visible_s = 0);

  // Orders matching `query`. Logarithmic while one index answers it, else a scan.
  OrderRows List(const OrderQuery& query) const;

  // Whether an order that was hidden is due at `now_s`; ShowDue then lets it appear.
  bool HasDue(int64_t now_s) const { return !late_.empty() && late_.begin()->first <= now_s; }
  void ShowDue(int64_t now_s);

  OrderDetails* DetailsOf(uint32_t row);
  const OrderDetails* DetailsOf(uint32_t row) const;
  OrderDetails& MakeDetails(uint32_t row) { return details_[row]; }
  const ItemDetails* DetailsOf(const Order& order, size_t k) const;
  ItemDetails& MakeDetails(const Order& order, size_t k) {
    return item_details_[order.first_item + static_cast<uint32_t>(k)];
  }

 private:
  struct Key {
    int64_t stamp;
    int64_t id;
    uint32_t row;
    bool operator<(const Key& other) const {
      return stamp != other.stamp ? stamp < other.stamp : id < other.id;
    }
  };
  using Index =
      __gnu_pbds::tree<Key, __gnu_pbds::null_type, std::less<Key>, __gnu_pbds::rb_tree_tag,
                       __gnu_pbds::tree_order_statistics_node_update>;

  void Show(uint32_t row);
  void Hide(uint32_t row);
  bool Matches(const Order& order, const OrderQuery& query) const;
  OrderRows ListFromIndex(const Index& index, int64_t from, int64_t to,
                          const OrderQuery& query) const;
  OrderRows ListByScan(const OrderQuery& query) const;

  std::vector<Order> orders_;
  std::vector<Item> items_;
  std::unordered_map<int64_t, uint32_t> rows_;
  Index by_created_;
  Index by_updated_;
  std::multimap<int64_t, uint32_t> late_;  // second in which a hidden order appears
  std::unordered_map<uint32_t, OrderDetails> details_;
  std::unordered_map<uint32_t, ItemDetails> item_details_;
};

}  // namespace sandbox
