// Finds orders, newest first, page by page.
#ifndef SAMPLE_HOST_ORDERS_ORDER_SEARCH_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_SEARCH_HPP_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "installation.hpp"
#include "orders/order_query.hpp"
#include "orders/order_search_sql.hpp"
#include "orders/order_table.hpp"

namespace channel_host {

struct UnreadableOrder {
  std::int64_t number;
  std::string why;
};

struct OrderPage {
  std::vector<StoredOrder> orders;
  std::vector<UnreadableOrder> unreadable;  // their rows are damaged; they stand in no page
  std::optional<OrderCursor> next;          // nothing: this was the last page
};

class OrderSearch {
 public:
  // Fills first the columns that orders of an earlier program lack.
  OrderSearch(Installation& installation, db::Database& database);

  // Throws Failure (kInvalidInput, kNotFound) for words, stores and methods that do not exist.
  OrderPage page(const OrderQuery& query, const std::optional<OrderCursor>& after, int limit);
  // All of them, in pages; throws Failure (kDatabase) at the first one that cannot be read.
  void each(const OrderQuery& query, const std::function<void(StoredOrder&)>& visit);
  // Of every tab; store empty: all stores.
  std::map<std::string, std::int64_t> counts(const std::string& store);

 private:
  void load(const std::vector<std::int64_t>& numbers, OrderPage& page);
  SearchContext context_of(const OrderQuery& query);
  std::vector<std::string> ways_with(const std::string& method);
  std::size_t leading_filter(const std::vector<SearchFilter>& filters);
  std::int64_t count(const SqlPart& statement);

  Installation& installation_;
  db::Database& database_;
  OrderTable orders_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_SEARCH_HPP_
