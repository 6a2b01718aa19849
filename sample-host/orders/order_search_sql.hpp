// The SQL of a search.  One filter leads: it reads an index in the order of the list, or collects
// a small set of orders; the others only look at what it finds.  No search reads the whole table.
#ifndef SAMPLE_HOST_ORDERS_ORDER_SEARCH_SQL_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_SEARCH_SQL_HPP_

#include <optional>
#include <string>
#include <vector>

#include "orders/order_query.hpp"
#include "orders/order_terms.hpp"

namespace channel_host {

// Every argument is bound as text.
struct SqlPart {
  std::string text;
  std::vector<std::string> arguments;
};

// One statement of a search: the orders of a term, or what an index of channel_order answers, in
// the order of the list.
struct SearchLeg {
  std::optional<std::int64_t> term;
  SqlPart condition;  // of `o`, in front of which the term stands
};

struct SearchFilter {
  // As the leading filter: a query of own numbers, or legs.
  SqlPart set;
  std::vector<SearchLeg> legs;
  // As a further filter; of `o`, and so that it tempts no planner to take its index.
  SqlPart rest;
  // Reads at most kCountedAtMost index entries.
  SqlPart count;
  bool can_lead() const { return !set.text.empty() || !legs.empty() || nothing; }
  bool nothing = false;  // it is known that no order fits
};

constexpr int kCountedAtMost = 20'000;

// What a query needs from elsewhere.
struct SearchContext {
  std::string tenant;
  std::vector<std::string> all_stores;  // of the tenant
  std::vector<std::string> stores;      // that the query means
  std::vector<std::string> statuses;    // that the host status asked for stands for
  std::vector<std::string> ways;        // that hold the shipping method
  OrderTerms* terms = nullptr;
  std::optional<std::int64_t> recipient_key;
  std::optional<std::int64_t> phone_key;
};

std::vector<SearchFilter> search_filters(const OrderQuery& query, const SearchContext& context);

// created_at_ms and number, newest first; several statements are merged by the caller.
// `leading` is an index into the filters, or their size for the plain list.
std::vector<SqlPart> search_statements(const std::vector<SearchFilter>& filters,
                                       std::size_t leading, const SearchContext& context,
                                       const std::optional<OrderCursor>& after, int limit);

db::Rows run_search(db::Database& database, const SqlPart& statement);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_SEARCH_SQL_HPP_
