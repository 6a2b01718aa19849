#include "orders/order_search_sql.hpp"

#include <algorithm>
#include <cstdint>

#include "json_text.hpp"
#include "orders/order_status.hpp"

namespace channel_host {
namespace {

// True of every order.  SQLite keeps no figures of a table unless it is told to, and takes any
// index that begins with tenant for a good one; with this condition it takes the one in list order
// that the other conditions allow.
constexpr const char* kInListOrder = " AND o.created_at_ms >= 0";

constexpr const char* kIn = " IN (SELECT value FROM json_each(?))";
const std::string kInNumbers = " IN (SELECT CAST(value AS BIGINT) FROM json_each(?))";

std::string array_of(const std::vector<std::string>& texts) {
  return json_array({texts.begin(), texts.end()});
}

std::string array_of(const std::vector<std::int64_t>& numbers) {
  std::vector<std::string> texts;
  for (const std::int64_t number : numbers) texts.push_back(std::to_string(number));
  return array_of(texts);
}

void append(SqlPart& to, const SqlPart& part) {
  to.text += part.text;
  to.arguments.insert(to.arguments.end(), part.arguments.begin(), part.arguments.end());
}

// How many rows of channel_order meet the condition, at most kCountedAtMost + 1.
SqlPart count_where(const SearchContext& context, const SqlPart& condition) {
  SqlPart count{"SELECT count(*) FROM (SELECT 1 FROM channel_order o WHERE o.tenant = ? AND ",
                {context.tenant}};
  append(count, condition);
  count.text += " LIMIT " + std::to_string(kCountedAtMost + 1) + ") AS counted";
  return count;
}

SqlPart count_set(const SqlPart& set) {
  return {"SELECT count(*) FROM (" + set.text + " LIMIT " + std::to_string(kCountedAtMost + 1) +
              ") AS counted",
          set.arguments};
}

SearchFilter leg_filter(const SearchContext& context, SqlPart leg, SqlPart rest) {
  SearchFilter filter;
  filter.count = count_where(context, {leg.text + kInListOrder, leg.arguments});
  filter.legs.push_back({std::nullopt, std::move(leg)});
  filter.rest = std::move(rest);
  return filter;
}

// Each term runs in the order of the list.
SearchFilter term_filter(const SearchContext& context, const std::vector<std::int64_t>& terms,
                         SqlPart rest, const std::string& further = "") {
  SearchFilter filter;
  for (const std::int64_t term : terms) filter.legs.push_back({term, {further, {}}});
  filter.nothing = terms.empty();
  filter.count = count_set({"SELECT 1 FROM order_term t WHERE t.tenant = ? AND t.term" + kInNumbers,
                            {context.tenant, array_of(terms)}});
  filter.rest = std::move(rest);
  return filter;
}

// Of an order that is at hand.
SqlPart has_term(const std::vector<std::int64_t>& terms) {
  return {
      "EXISTS (SELECT 1 FROM order_term x WHERE x.tenant = o.tenant AND x.created_at_ms = "
      "o.created_at_ms AND x.number = o.number AND x.term" +
          kInNumbers + ")",
      {array_of(terms)}};
}

SearchFilter set_filter(SqlPart set, SqlPart rest) {
  SearchFilter filter;
  filter.count = count_set(set);
  filter.set = std::move(set);
  filter.rest = std::move(rest);
  return filter;
}

SearchFilter tab_filter(const OrderQuery& query, const SearchContext& context) {
  if (query.tab == "frozen") {
    return leg_filter(context, {"o.frozen = 1", {}}, {"unindexed(o.frozen) = 1", {}});
  }
  if (query.tab == "attention") {
    return leg_filter(context, {"o.attention <> 0", {}}, {"unindexed(o.attention) <> 0", {}});
  }
  const std::string state = query.tab == "marked-shipped" ? "marked_shipped" : query.tab;
  const SqlPart rest = {"unindexed(o.state) = ? AND unindexed(o.frozen) = 0", {state}};
  if (state == "processed") {  // most are: the plain list finds them soon
    SearchFilter filter;
    filter.rest = rest;
    return filter;
  }
  SearchFilter filter =
      leg_filter(context, {"o.state <> 'processed' AND o.state = ?", {state}}, rest);
  // Frozen ones are few: they are left out of the list, not of the estimate.
  filter.legs.front().condition.text += " AND unindexed(o.frozen) = 0";
  return filter;
}

SearchFilter status_filter(const SearchContext& context, const std::vector<std::string>& statuses,
                           const std::string& further) {
  std::vector<std::int64_t> terms;
  for (const std::string& store : context.stores) {
    for (const std::string& status : statuses)
      terms.push_back(context.terms->status(store, status));
  }
  return term_filter(context, terms,
                     {"unindexed(o.store)" + std::string(kIn) + " AND unindexed(o.status)" + kIn +
                          (further.empty() ? "" : " AND " + further),
                      {array_of(context.stores), array_of(statuses)}},
                     further);
}

std::vector<std::string> every_status() { return {kStatuses.begin(), kStatuses.end()}; }

// Orders that the host leads have a host status of their own, the others follow the marketplace's.
SearchFilter host_status_filter(const OrderQuery& query, const SearchContext& context) {
  SearchFilter filter = status_filter(context, context.statuses, "unindexed(o.host_status) = ''");
  const SqlPart own = {"o.host_status <> '' AND o.host_status = ?", {query.host_status}};
  const std::string stores = array_of(context.stores);
  filter.legs.push_back(
      {std::nullopt, {own.text + " AND unindexed(o.store)" + kIn, {query.host_status, stores}}});
  filter.nothing = false;
  SqlPart count = filter.count;
  const SqlPart own_count = count_where(context, {own.text + kInListOrder, own.arguments});
  filter.count = {"SELECT (" + count.text + ") + (" + own_count.text + ")", count.arguments};
  filter.count.arguments.insert(filter.count.arguments.end(), own_count.arguments.begin(),
                                own_count.arguments.end());
  filter.rest = {"((" + filter.rest.text +
                     ") OR (unindexed(o.host_status) = ? AND unindexed(o.store)" + kIn + "))",
                 filter.rest.arguments};
  filter.rest.arguments.insert(filter.rest.arguments.end(), {query.host_status, stores});
  return filter;
}

SearchFilter number_filter(const OrderQuery& query, const SearchContext& context) {
  const std::string numbers = array_of(query.numbers);
  return set_filter(
      {"SELECT n.number FROM channel_order n WHERE n.tenant = ? AND n.store" + std::string(kIn) +
           " AND n.order_id" + kIn +
           " UNION SELECT m.number FROM channel_order m WHERE m.tenant = ? AND m.order_number" +
           kIn + " AND m.order_number <> m.order_id",
       {context.tenant, array_of(context.all_stores), numbers, context.tenant, numbers}},
      {"(unindexed(o.order_id)" + std::string(kIn) + " OR unindexed(o.order_number)" + kIn + ")",
       {numbers, numbers}});
}

SearchFilter key_filter(const SearchContext& context, const std::string& column,
                        std::optional<std::int64_t> key) {
  SearchFilter filter;
  if (!key) {
    filter.nothing = true;
    return filter;
  }
  const std::string value = std::to_string(*key);
  return set_filter({"SELECT n.number FROM channel_order n WHERE n.tenant = ? AND n." + column +
                         " IS NOT NULL AND n." + column + " = CAST(? AS BIGINT)",
                     {context.tenant, value}},
                    {"unindexed(o." + column + ") = CAST(? AS BIGINT)", {value}});
}

SearchFilter sku_filter(const OrderQuery& query, const SearchContext& context) {
  std::vector<std::int64_t> terms;
  for (const std::string& store : context.all_stores) {
    terms.push_back(context.terms->sku(store, query.sku));
  }
  return term_filter(context, terms, has_term(terms));
}

SearchFilter tracking_filter(const OrderQuery& query, const SearchContext& context) {
  const std::vector<std::int64_t> terms = {context.terms->tracking(query.tracking)};
  return term_filter(context, terms, has_term(terms));
}

SearchFilter pulled_filter(const OrderQuery& query, const SearchContext& context) {
  const std::string from = std::to_string(query.pulled_from_ms.value_or(0));
  const std::string to = std::to_string(query.pulled_to_ms.value_or(INT64_MAX));
  return set_filter(
      {"SELECT n.number FROM channel_order n WHERE n.tenant = ? AND n.pulled_at_ms >= "
       "CAST(? AS BIGINT) AND n.pulled_at_ms < CAST(? AS BIGINT)",
       {context.tenant, from, to}},
      {"unindexed(o.pulled_at_ms) >= CAST(? AS BIGINT) AND unindexed(o.pulled_at_ms) < CAST(? AS "
       "BIGINT)",
       {from, to}});
}

SearchFilter ways_filter(const SearchContext& context) {
  std::vector<std::int64_t> terms;
  for (const std::string& ways : context.ways) terms.push_back(context.terms->ways(ways));
  return term_filter(context, terms,
                     {"unindexed(o.ways)" + std::string(kIn), {array_of(context.ways)}});
}

template <std::size_t... I>
db::Rows run_with(db::Database& database, const SqlPart& statement, std::index_sequence<I...>) {
  return database.query(statement.text, statement.arguments[I]...);
}

template <std::size_t Most = 40>
db::Rows run(db::Database& database, const SqlPart& statement) {
  if constexpr (Most == 0) {
    return run_with(database, statement, std::make_index_sequence<0>());
  } else {
    if (statement.arguments.size() == Most) {
      return run_with(database, statement, std::make_index_sequence<Most>());
    }
    return run<Most - 1>(database, statement);
  }
}

}  // namespace

db::Rows run_search(db::Database& database, const SqlPart& statement) {
  return run(database, statement);
}

std::vector<SearchFilter> search_filters(const OrderQuery& query, const SearchContext& context) {
  std::vector<SearchFilter> filters;
  if (query.tab != "all") filters.push_back(tab_filter(query, context));
  if (query.unmapped) {
    filters.push_back(
        leg_filter(context, {"o.unmapped_items > 0", {}}, {"unindexed(o.unmapped_items) > 0", {}}));
  }
  if (!query.numbers.empty()) filters.push_back(number_filter(query, context));
  if (!query.own_numbers.empty()) {
    const std::string numbers = array_of(query.own_numbers);
    filters.push_back(set_filter(
        {"SELECT n.number FROM channel_order n WHERE n.tenant = ? AND n.number IN "
         "(SELECT CAST(value AS BIGINT) FROM json_each(?))",
         {context.tenant, numbers}},
        {"unindexed(o.number) IN (SELECT CAST(value AS BIGINT) FROM json_each(?))", {numbers}}));
  }
  if (!query.recipient.empty()) {
    filters.push_back(key_filter(context, "recipient_key", context.recipient_key));
  }
  if (!query.phone.empty()) filters.push_back(key_filter(context, "phone_key", context.phone_key));
  if (!query.tracking.empty()) filters.push_back(tracking_filter(query, context));
  if (!query.sku.empty()) filters.push_back(sku_filter(query, context));
  if (!query.shipping_method.empty()) filters.push_back(ways_filter(context));
  if (!query.host_status.empty()) {
    filters.push_back(host_status_filter(query, context));
  }
  if (!query.status.empty()) {
    filters.push_back(status_filter(context, {query.status}, ""));
  } else if (query.host_status.empty() && context.stores != context.all_stores) {
    filters.push_back(status_filter(context, every_status(), ""));
  }
  if (query.pulled_from_ms || query.pulled_to_ms) {
    filters.push_back(pulled_filter(query, context));
  }
  return filters;
}

std::vector<SqlPart> search_statements(const std::vector<SearchFilter>& filters,
                                       std::size_t leading, const SearchContext& context,
                                       const std::optional<OrderCursor>& after, int limit) {
  SqlPart rest;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (i == leading) continue;
    rest.text += " AND ";
    append(rest, filters[i].rest);
  }
  const OrderCursor begin = after.value_or(OrderCursor{INT64_MAX, INT64_MAX});
  // The rows of `listed`, which are in the order of the list.
  const auto page_of = [&](char listed) {
    const std::string created = std::string(1, listed) + ".created_at_ms";
    const std::string number = std::string(1, listed) + ".number";
    return SqlPart{" AND (" + created + ", " + number +
                       ") < (CAST(? AS BIGINT), CAST(? AS BIGINT)) ORDER BY " + created +
                       " DESC, " + number + " DESC LIMIT " + std::to_string(limit),
                   {std::to_string(begin.created_at_ms), std::to_string(begin.number)}};
  };
  const bool plain = leading == filters.size();
  if (!plain && !filters[leading].set.text.empty()) {
    SqlPart statement{"WITH k (number) AS MATERIALIZED (", {}};
    append(statement, filters[leading].set);
    append(statement,
           {") SELECT o.created_at_ms, o.number FROM k CROSS JOIN channel_order o WHERE o.tenant = "
            "? AND o.number = k.number",
            {context.tenant}});
    append(statement, rest);
    append(statement, page_of('o'));
    return {statement};
  }
  static const std::vector<SearchLeg> kEverything = {{std::nullopt, {}}};
  std::vector<SqlPart> statements;
  for (const SearchLeg& leg : plain ? kEverything : filters[leading].legs) {
    SqlPart statement{"SELECT o.created_at_ms, o.number FROM channel_order o WHERE o.tenant = ?",
                      {context.tenant}};
    if (leg.term) {
      statement = {
          "SELECT t.created_at_ms, t.number FROM order_term t CROSS JOIN channel_order o WHERE "
          "t.tenant = ? AND t.term = CAST(? AS BIGINT) AND o.tenant = t.tenant AND o.number = "
          "t.number",
          {context.tenant, std::to_string(*leg.term)}};
    }
    if (!leg.condition.text.empty()) statement.text += " AND ";
    append(statement, leg.condition);
    append(statement, rest);
    append(statement, page_of(leg.term ? 't' : 'o'));
    statements.push_back(std::move(statement));
  }
  return statements;
}

}  // namespace channel_host
