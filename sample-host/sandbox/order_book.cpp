#include "sandbox/order_book.hpp"

#include <algorithm>

namespace sandbox {
namespace {

constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

}  // namespace

void OrderBook::Reserve(size_t orders, size_t items) {
  orders_.reserve(orders);
  items_.reserve(items);
  rows_.reserve(orders);
}

uint32_t OrderBook::Add(int64_t id, int64_t created_s, int64_t updated_s,
                        const std::vector<Item>& items, int64_t visible_s) {
  const auto row = static_cast<uint32_t>(orders_.size());
  Order order;
  order.id = id;
  order.created_s = created_s;
  order.updated_s = updated_s;
  order.first_item = static_cast<uint32_t>(items_.size());
  order.item_count = static_cast<uint16_t>(items.size());
  orders_.push_back(order);
  items_.insert(items_.end(), items.begin(), items.end());
  rows_.emplace(id, row);
  if (visible_s > updated_s) {
    late_.emplace(visible_s, row);
  } else {
    Show(row);
  }
  return row;
}

std::optional<uint32_t> OrderBook::Find(int64_t id) const {
  const auto at = rows_.find(id);
  if (at == rows_.end()) return std::nullopt;
  return at->second;
}

void OrderBook::Show(uint32_t row) {
  const Order& order = orders_[row];
  by_created_.insert({order.created_s, order.id, row});
  by_updated_.insert({order.updated_s, order.id, row});
}

void OrderBook::Hide(uint32_t row) {
  const Order& order = orders_[row];
  by_created_.erase({order.created_s, order.id, row});
  by_updated_.erase({order.updated_s, order.id, row});
  for (auto at = late_.begin(); at != late_.end(); ++at) {
    if (at->second == row) {
      late_.erase(at);
      break;
    }
  }
}

void OrderBook::Touch(uint32_t row, int64_t updated_s, int64_t visible_s) {
  Hide(row);
  orders_[row].updated_s = updated_s;
  if (visible_s > updated_s) {
    late_.emplace(visible_s, row);
  } else {
    Show(row);
  }
}

void OrderBook::ShowDue(int64_t now_s) {
  while (HasDue(now_s)) {
    const uint32_t row = late_.begin()->second;
    late_.erase(late_.begin());
    Show(row);
  }
}

bool OrderBook::Matches(const Order& order, const OrderQuery& query) const {
  if (order.created_s < query.created_from || order.created_s > query.created_to ||
      order.updated_s < query.updated_from || order.updated_s > query.updated_to) {
    return false;
  }
  if (query.statuses.empty()) return true;
  for (size_t k = 0; k < order.item_count; ++k) {
    const Status status = ItemAt(order, k).status;
    if (std::find(query.statuses.begin(), query.statuses.end(), status) != query.statuses.end()) {
      return true;
    }
  }
  return false;
}

OrderRows OrderBook::ListFromIndex(const Index& index, int64_t from, int64_t to,
                                   const OrderQuery& query) const {
  OrderRows page;
  if (from > to) return page;
  const size_t begin = index.order_of_key({from, kFirst, 0});
  const size_t end = to == kLast ? index.size() : index.order_of_key({to + 1, kFirst, 0});
  page.total = end > begin ? end - begin : 0;
  if (query.offset >= page.total) return page;
  const size_t count = std::min(query.limit, page.total - query.offset);
  page.rows.reserve(count);
  if (query.ascending) {
    auto at = index.find_by_order(begin + query.offset);
    for (size_t i = 0; i < count; ++i, ++at) page.rows.push_back(at->row);
  } else {
    auto at = index.find_by_order(end - 1 - query.offset);
    for (size_t i = 0; i < count; ++i) {
      page.rows.push_back(at->row);
      if (i + 1 < count) --at;
    }
  }
  return page;
}

OrderRows OrderBook::ListByScan(const OrderQuery& query) const {
  const bool narrow_by_updated = query.updated_from != kFirst || query.updated_to != kLast;
  const Index& index = narrow_by_updated ? by_updated_ : by_created_;
  const int64_t from = narrow_by_updated ? query.updated_from : query.created_from;
  const int64_t to = narrow_by_updated ? query.updated_to : query.created_to;
  std::vector<Key> found;
  for (auto at = index.lower_bound({from, kFirst, 0}); at != index.end() && at->stamp <= to; ++at) {
    const Order& order = orders_[at->row];
    if (!Matches(order, query)) continue;
    found.push_back({query.by_updated ? order.updated_s : order.created_s, order.id, at->row});
  }
  OrderRows page;
  page.total = found.size();
  if (query.offset >= found.size()) return page;
  const size_t end = std::min(found.size(), query.offset + query.limit);
  std::partial_sort(found.begin(), found.begin() + static_cast<ptrdiff_t>(end), found.end(),
                    [&](const Key& a, const Key& b) { return query.ascending ? a < b : b < a; });
  for (size_t i = query.offset; i < end; ++i) page.rows.push_back(found[i].row);
  return page;
}

OrderRows OrderBook::List(const OrderQuery& query) const {
  const bool created_bounds = query.created_from != kFirst || query.created_to != kLast;
  const bool updated_bounds = query.updated_from != kFirst || query.updated_to != kLast;
  if (query.statuses.empty()) {
    if (query.by_updated && !created_bounds) {
      return ListFromIndex(by_updated_, query.updated_from, query.updated_to, query);
    }
    if (!query.by_updated && !updated_bounds) {
      return ListFromIndex(by_created_, query.created_from, query.created_to, query);
    }
  }
  return ListByScan(query);
}

OrderDetails* OrderBook::DetailsOf(uint32_t row) {
  const auto at = details_.find(row);
  return at == details_.end() ? nullptr : &at->second;
}

const OrderDetails* OrderBook::DetailsOf(uint32_t row) const {
  const auto at = details_.find(row);
  return at == details_.end() ? nullptr : &at->second;
}

const ItemDetails* OrderBook::DetailsOf(const Order& order, size_t k) const {
  const auto at = item_details_.find(order.first_item + static_cast<uint32_t>(k));
  return at == item_details_.end() ? nullptr : &at->second;
}

}  // namespace sandbox
