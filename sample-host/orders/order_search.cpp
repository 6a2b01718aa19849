#include "orders/order_search.hpp"

#include <algorithm>
#include <utility>

#include "failure.hpp"
#include "orders/order_status.hpp"
#include "orders/shipping_method.hpp"
#include "orders/status_rule_table.hpp"
#include "orders/word_list.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

constexpr int kPage = 500;

}  // namespace

OrderSearch::OrderSearch(Installation& installation, db::Database& database)
    : installation_(installation),
      database_(database),
      orders_(database, installation.cipher(), installation.tenant()) {
  orders_.derive_all();
}

std::vector<std::string> OrderSearch::ways_with(const std::string& method) {
  std::vector<std::string> with;
  std::vector<std::string> known;
  auto rows =
      database_.query("SELECT ways FROM order_ways WHERE tenant = ?", installation_.tenant());
  while (rows.next()) {
    const std::string ways = rows.string(0);
    for (std::string& one : methods_of(ways)) known.push_back(std::move(one));
    if (ways_contain(ways, method)) with.push_back(ways);
  }
  if (with.empty()) {
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    throw Failure(
        Exit::kNotFound,
        "No order goes by " + method +
            (known.empty()
                 ? std::string(".")
                 : "; the shipping methods of the orders here are " +
                       word_list(std::vector<std::string_view>(known.begin(), known.end())) + "."));
  }
  return with;
}

SearchContext OrderSearch::context_of(const OrderQuery& query) {
  check_query(query);
  SearchContext context;
  context.tenant = installation_.tenant();
  context.terms = &orders_.terms();
  StoreTable stores(database_, installation_.tenant());
  if (!query.store.empty()) stores.get(query.store);
  std::vector<std::string> platforms, regions;
  for (const Store& store : stores.list()) {
    context.all_stores.push_back(store.id);
    platforms.push_back(store.platform);
    regions.push_back(store.region);
    if ((query.store.empty() || store.id == query.store) &&
        (query.platform.empty() || store.platform == query.platform) &&
        (query.region.empty() || store.region == query.region)) {
      context.stores.push_back(store.id);
    }
  }
  const auto check = [](const std::string& word, std::vector<std::string>& words,
                        std::string_view what) {
    if (word.empty()) return;
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    check_word(word, std::vector<std::string_view>(words.begin(), words.end()), what);
  };
  check(query.platform, platforms, "platform of a store");
  check(query.region, regions, "region of a store");
  if (!query.host_status.empty()) {
    const StatusTable table = StatusRuleTable(database_, installation_.tenant()).table();
    for (const std::string_view status : kStatuses) {
      if (table.host_status(status) == query.host_status) context.statuses.emplace_back(status);
    }
  }
  if (!query.shipping_method.empty()) context.ways = ways_with(query.shipping_method);
  context.recipient_key = orders_.recipient_keys().of_name(query.recipient);
  context.phone_key = orders_.recipient_keys().of_phone(query.phone);
  return context;
}

std::int64_t OrderSearch::count(const SqlPart& statement) {
  auto rows = run_search(database_, statement);
  rows.next();
  return rows.integer(0);
}

std::size_t OrderSearch::leading_filter(const std::vector<SearchFilter>& filters) {
  std::size_t best = filters.size();
  std::int64_t fewest = 0;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const SearchFilter& filter = filters[i];
    if (filter.nothing) return i;
    if (!filter.can_lead()) continue;
    const std::int64_t found = count(filter.count);
    // A large set would have to be collected and sorted before the first page.
    if (found > kCountedAtMost && filter.legs.empty()) continue;
    if (best == filters.size() || found < fewest) {
      best = i;
      fewest = found;
    }
  }
  return best;
}

OrderPage OrderSearch::page(const OrderQuery& query, const std::optional<OrderCursor>& after,
                            int limit) {
  OrderPage page;
  const SearchContext context = context_of(query);
  const auto filters = search_filters(query, context);
  const std::size_t leading = leading_filter(filters);
  std::vector<std::pair<std::int64_t, std::int64_t>> found;
  for (const SqlPart& statement : search_statements(filters, leading, context, after, limit + 1)) {
    auto rows = run_search(database_, statement);
    while (rows.next()) found.emplace_back(rows.integer(0), rows.integer(1));
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  const std::size_t shown = std::min(found.size(), static_cast<std::size_t>(limit));
  if (found.size() > shown && shown > 0) {
    page.next = OrderCursor{found[shown - 1].first, found[shown - 1].second};
  }
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < shown; ++i) numbers.push_back(found[i].second);
  load(numbers, page);
  return page;
}

// One damaged row must not hide the others.
void OrderSearch::load(const std::vector<std::int64_t>& numbers, OrderPage& page) {
  const auto damaged = [](const Failure& failure) {
    return failure.code == Exit::kKeyFile || failure.code == Exit::kDatabase;
  };
  try {
    page.orders = orders_.load(numbers);
    return;
  } catch (const Failure& failure) {
    if (!damaged(failure)) throw;
  }
  for (const std::int64_t number : numbers) {
    try {
      for (StoredOrder& order : orders_.load(std::vector<std::int64_t>{number})) {
        page.orders.push_back(std::move(order));
      }
    } catch (const Failure& failure) {
      if (!damaged(failure)) throw;
      page.unreadable.push_back({number, failure.message});
    }
  }
}

void OrderSearch::each(const OrderQuery& query, const std::function<void(StoredOrder&)>& visit) {
  std::optional<OrderCursor> after;
  do {
    OrderPage one = page(query, after, kPage);
    for (const UnreadableOrder& order : one.unreadable) {
      throw Failure(Exit::kDatabase,
                    "The order " + own_number(order.number) + " cannot be read: " + order.why);
    }
    for (StoredOrder& order : one.orders) visit(order);
    after = one.next;
  } while (after);
}

std::map<std::string, std::int64_t> OrderSearch::counts(const std::string& store) {
  const std::string& tenant = installation_.tenant();
  if (!store.empty()) StoreTable(database_, tenant).get(store);
  const auto count_of = [&](const std::string& condition) {
    // True of every order; the condition on the time makes SQLite take the index that fits.
    SqlPart statement{"SELECT count(*) FROM channel_order o WHERE o.tenant = ?" + condition +
                          (condition.empty() ? "" : " AND o.created_at_ms >= 0"),
                      {tenant}};
    if (!store.empty()) {
      statement.text += condition.empty() ? " AND o.store = ?" : " AND unindexed(o.store) = ?";
      statement.arguments.push_back(store);
    }
    return count(statement);
  };
  std::map<std::string, std::int64_t> counts;
  counts["all"] = count_of("");
  counts["frozen"] = count_of(" AND o.frozen = 1");
  counts["attention"] = count_of(" AND o.attention <> 0");
  std::int64_t elsewhere = counts["frozen"];
  for (const OrderState state : kOrderStates) {
    const std::string word(state_word(state));
    if (state == OrderState::kProcessed) continue;
    // Frozen ones are few; without them the index alone answers.
    const std::int64_t number =
        count_of(" AND o.state <> 'processed' AND o.state = '" + word + "'") -
        count_of(" AND o.frozen = 1 AND unindexed(o.state) = '" + word + "'");
    counts[std::string(tab_of(state, false))] = number;
    elsewhere += number;
  }
  counts["processed"] = counts["all"] - elsewhere;
  return counts;
}

}  // namespace channel_host
