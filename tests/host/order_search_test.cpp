// B8: every search finds what a plain look at all orders finds, and none of them reads the whole
// table.
#include "orders/order_search.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "orders/order_status.hpp"
#include "orders/shipping_method.hpp"
#include "ports/system_clock.hpp"
#include "stores/store_table.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace channel_host {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kFirst = 1'700'000'000'000;

struct Shop {
  // Without a server: on SQLite in any case.
  explicit Shop(int orders, bool server = true)
      : installation({folder.path() / "data", "default", server ? place.url() : ""}, clock,
                     cancelled) {
    for (const char* id : {"one", "two", "three"}) {
      Store store;
      store.id = id;
      store.platform = std::string(id) == "three" ? "other" : "lazada";
      store.region = std::string(id) == "one" ? "th" : "vn";
      store.adapter = store.platform + "." + store.region;
      store.name = id;
      store.grant_key = id;
      store.created_at_ms = 1;
      StoreTable(installation.database(), "default").insert(store);
    }
    OrderTable table(installation.database(), installation.cipher(), "default");
    constexpr int kBatch = 500;
    for (int first = 0; first < orders; first += kBatch) {
      db::Transaction transaction(installation.database());
      for (const std::string store : {"one", "two", "three"}) {
        std::vector<PulledOrder> batch;
        std::vector<std::string> documents;
        documents.reserve(kBatch);
        for (int n = first; n < std::min(orders, first + kBatch); ++n) {
          if (store_of(n) == store) batch.push_back(order(n, documents));
        }
        const auto known = table.compare(store, batch);
        std::vector<MappedOrder> mapped(batch.size());
        std::vector<OrderWrite> writes;
        for (std::size_t i = 0; i < batch.size(); ++i) {
          if (std::stoi(batch[i].order_id) % 50 == 7) {
            mapped[i].unmapped = {batch[i].items[0].item_id};
          }
          writes.push_back({&batch[i], &known[i], &mapped[i]});
        }
        OrderPolicy policy;
        policy.owner = store == "three" ? "host" : "marketplace";
        table.write(store, policy, StatusTable({}), writes, kFirst + first);
      }
      transaction.commit();
    }
  }

  static std::string store_of(int n) { return n % 3 == 0 ? "one" : n % 3 == 1 ? "two" : "three"; }

  // A document of few bytes, with what the columns are taken from.
  static PulledOrder order(int n, std::vector<std::string>& documents) {
    const std::string id = std::to_string(n);
    const std::string status(n % 20 == 0 ? kStatuses[static_cast<std::size_t>(n / 20) % 14]
                                         : "delivered");
    PulledOrder o;
    o.order_id = id;
    o.order_number = n % 100 == 3 ? "N-" + id : id;
    o.created_at_ms = kFirst + static_cast<std::int64_t>(n) * 7919 % 100'003 * 1000;
    o.updated_at_ms = o.created_at_ms;
    o.status = status;
    o.currency = "THB";
    o.paid = "1.00";
    o.recipient = "Person " + std::to_string(n % 400);
    o.phone = "08" + std::to_string(10'000'000 + n);
    for (int k = 0; k < 2; ++k) {
      OrderItem item;
      item.item_id = id + "-" + std::to_string(k);
      item.sku = "SKU-" + std::to_string((n + k) % 300);
      item.status = item.status_raw = status;
      item.fulfilment = n % 200 == 5 ? "seller_fleet" : "local";
      item.carrier = n % 2 == 0 ? "LEX TH" : "";
      item.tracking_number = n % 2 == 0 ? "T" + id : "";
      o.items.push_back(std::move(item));
    }
    json items = json::array();
    for (const OrderItem& item : o.items) {
      items.push_back({{"item_id", item.item_id},
                       {"sku", item.sku},
                       {"status", item.status},
                       {"fulfilment", item.fulfilment},
                       {"carrier", item.carrier},
                       {"tracking_number", item.tracking_number}});
    }
    documents.push_back(json{
        {"order_id", id},
        {"seller_id", "s"},
        {"created_at", "2026-01-01T00:00:00Z"},
        {"updated_at", "2026-01-01T00:00:00Z"},
        {"status", status},
        {"items", items}}.dump());
    o.document = documents.back();
    return o;
  }

  host_test::TemporaryFolder folder;
  host_test::TestDatabase place;
  SystemClock clock;
  std::atomic<bool> cancelled = false;
  Installation installation;
};

OrderQuery query_of(const std::string& tab, const std::vector<std::string>& conditions) {
  OrderQuery query;
  query.tab = tab;
  for (const std::string& condition : conditions) add_condition(query, condition);
  return query;
}

const std::vector<OrderQuery>& every_shape() {
  static const std::vector<OrderQuery> shapes = [] {
    std::vector<OrderQuery> queries;
    for (const std::string_view tab : kTabs) {
      queries.push_back(query_of(std::string(tab), {}));
      queries.push_back(query_of(std::string(tab), {"store=one"}));
      queries.push_back(query_of(std::string(tab), {"region=vn", "status=pending"}));
    }
    for (const std::vector<std::string>& conditions : std::vector<std::vector<std::string>>{
             {"platform=lazada"},
             {"region=vn"},
             {"status=delivered"},
             {"status=lost", "store=two"},
             {"host-status=awaiting_delivery"},
             {"host-status=in_transit", "store=three"},
             {"number=42,N-103,99999999"},
             {"number=42", "store=two"},
             {"own-number=SO-000001,SO-000777"},
             {"recipient=person 7"},
             {"recipient=person 7", "status=delivered", "sku=SKU-7"},
             {"phone=+66 8-1000 0123"},
             {"tracking=T1234"},
             {"sku=SKU-17"},
             {"sku=SKU-17", "store=three", "shipping-method=lex th"},
             {"shipping-method=lex th"},
             {"shipping-method=seller_fleet", "status=delivered"},
             {"pulled-from=2023-11-14", "pulled-to=2023-11-15"},
             {"pulled-from=2023-11-14T22:13:21Z", "pulled-to=2023-11-14T22:13:22Z"},
             {"pulled-to=2023-11-14T22:13:21Z", "status=pending"}}) {
      queries.push_back(query_of("all", conditions));
    }
    OrderQuery unmapped;
    unmapped.unmapped = true;
    queries.push_back(unmapped);
    unmapped.store = "one";
    queries.push_back(unmapped);
    return queries;
  }();
  return shapes;
}

// The conditions once more, on an order that has been read.
bool fits(const OrderQuery& q, const StoredOrder& o, const PulledOrder& made) {
  const auto region = [&](const std::string& store) { return store == "one" ? "th" : "vn"; };
  const auto platform = [&](const std::string& store) {
    return store == "three" ? "other" : "lazada";
  };
  const auto any_item = [&](auto predicate) {
    return std::any_of(o.items.begin(), o.items.end(), predicate);
  };
  const bool tab = q.tab == "all" ||
                   (q.tab == "attention" ? o.attention != 0 : tab_of(o.state, o.frozen) == q.tab);
  const std::string host(o.host_status.empty() ? default_host_status(o.status) : o.host_status);
  return tab && (q.store.empty() || o.store == q.store) &&
         (q.platform.empty() || platform(o.store) == q.platform) &&
         (q.region.empty() || region(o.store) == q.region) &&
         (q.status.empty() || o.status == q.status) &&
         (q.host_status.empty() || host == q.host_status) &&
         (q.numbers.empty() ||
          std::count(q.numbers.begin(), q.numbers.end(), o.order_id) +
                  std::count(q.numbers.begin(), q.numbers.end(), made.order_number) >
              0) &&
         (q.own_numbers.empty() ||
          std::count(q.own_numbers.begin(), q.own_numbers.end(), o.number) > 0) &&
         (q.recipient.empty() || comparable_name(q.recipient) == comparable_name(made.recipient)) &&
         (q.phone.empty() || comparable_phone(q.phone) == comparable_phone(made.phone)) &&
         (q.tracking.empty() ||
          any_item([&](const OrderItem& i) { return i.tracking_number == q.tracking; })) &&
         (q.sku.empty() || any_item([&](const OrderItem& i) { return i.sku == q.sku; })) &&
         (q.shipping_method.empty() || ways_contain(ways_of(o.items), q.shipping_method)) &&
         (!q.pulled_from_ms || o.pulled_at_ms >= *q.pulled_from_ms) &&
         (!q.pulled_to_ms || o.pulled_at_ms < *q.pulled_to_ms) &&
         (!q.unmapped || o.unmapped_items > 0);
}

void freeze_some(Shop& shop) {
  OrderTable table(shop.installation.database(), shop.installation.cipher(), "default");
  db::Transaction transaction(shop.installation.database());
  for (StoredOrder& order : table.load({10, 20, 30, 31, 32})) {
    order.frozen = true;
    ASSERT_TRUE(table.change(order));
  }
  transaction.commit();
}

TEST(OrderSearchTest, B8_B6_finds_what_fits_newest_first_page_by_page) {
  Shop shop(3000);
  freeze_some(shop);
  OrderSearch search(shop.installation, shop.installation.database());
  std::vector<StoredOrder> all;
  search.each({}, [&](StoredOrder& order) { all.push_back(order); });
  ASSERT_EQ(all.size(), 3000U);
  std::set<std::size_t> sizes;
  for (const OrderQuery& query : every_shape()) {
    std::vector<std::int64_t> expected, found;
    for (const StoredOrder& order : all) {
      std::vector<std::string> documents;
      if (fits(query, order, Shop::order(std::stoi(order.order_id), documents))) {
        expected.push_back(order.number);
      }
    }
    std::optional<OrderCursor> after;
    do {
      const OrderPage page = search.page(query, after, 37);
      for (const StoredOrder& order : page.orders) found.push_back(order.number);
      after = page.next;
    } while (after);
    EXPECT_EQ(found, expected) << "shape " << (&query - every_shape().data());
    sizes.insert(expected.size());
  }
  EXPECT_GT(sizes.size(), 10U) << "the shapes find different things";
  const auto counts = search.counts("");
  for (const std::string_view tab : kTabs) {
    OrderQuery query;
    query.tab = tab;
    EXPECT_EQ(counts.at(std::string(tab)),
              std::count_if(all.begin(), all.end(),
                            [&](const StoredOrder& order) { return fits(query, order, {}); }))
        << tab;
    query.store = "two";
    EXPECT_EQ(search.counts("two").at(std::string(tab)),
              std::count_if(all.begin(), all.end(),
                            [&](const StoredOrder& order) { return fits(query, order, {}); }))
        << tab;
  }
}

void expect_sqlite_reads_an_index(db::Database& database, const SqlPart& statement) {
  auto rows = database.query("EXPLAIN QUERY PLAN " + statement.text);
  std::string steps;
  while (rows.next()) {
    const std::string step = rows.string(3);
    steps += step + '\n';
    EXPECT_THAT(step, Not(HasSubstr("SCAN o"))) << statement.text;
    for (const char* table : {"n", "m", "x", "t", "channel_order"}) {
      EXPECT_NE(step, std::string("SCAN ") + table) << statement.text;
      EXPECT_THAT(step, Not(HasSubstr(std::string("SCAN ") + table + " USING"))) << statement.text;
    }
    // An index of which only the tenant is used is the whole table once more.
    EXPECT_THAT(step, Not(HasSubstr("(tenant=?)"))) << statement.text;
  }
  for (const auto& [condition, index] :
       std::map<std::string, std::string>{{"o.frozen = 1", "channel_order_frozen"},
                                          {"o.attention <> 0", "channel_order_attention"},
                                          {"o.unmapped_items > 0", "channel_order_unmapped"},
                                          {"o.state = ?", "channel_order_state"}}) {
    if (statement.text.find(" " + condition) != std::string::npos) {
      EXPECT_THAT(steps, HasSubstr(index)) << statement.text;
    }
  }
}

void expect_postgresql_reads_an_index(db::Database& database, const SqlPart& statement) {
  auto rows = run_search(database, {"EXPLAIN " + statement.text, statement.arguments});
  std::string plan;
  while (rows.next()) plan += rows.string(0) + '\n';
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on channel_order"))) << statement.text << '\n' << plan;
  EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on order_term"))) << statement.text << '\n' << plan;
}

TEST(OrderSearchTest, B8_no_search_reads_the_whole_table_of_50_000_orders) {
  Shop shop(50'000);
  SearchContext context;
  context.tenant = "default";
  context.all_stores = {"one", "two", "three"};
  context.statuses = {"packed", "ready_to_ship"};
  context.ways = {"lex th|local", "lex th|local|seller_fleet"};
  context.recipient_key = context.phone_key = 7;
  OrderTerms terms(shop.installation.cipher());
  context.terms = &terms;
  int statements = 0;
  db::Database& database = shop.installation.database();
  if (shop.place.on_server()) database.execute("ANALYZE");
  const auto explain = [&](const SqlPart& statement) {
    shop.place.on_server() ? expect_postgresql_reads_an_index(database, statement)
                           : expect_sqlite_reads_an_index(database, statement);
    ++statements;
  };
  for (const OrderQuery& query : every_shape()) {
    context.stores = query.store.empty() ? context.all_stores : std::vector{query.store};
    if (!query.region.empty()) context.stores = {"two", "three"};
    const auto filters = search_filters(query, context);
    // Whichever of the filters leads.
    for (std::size_t leading = 0; leading <= filters.size(); ++leading) {
      if (leading < filters.size()) {
        const SearchFilter& filter = filters[leading];
        if (!filter.can_lead()) continue;
        // Nor would the search let a set lead that is most of the table.
        if (shop.place.on_server() && filter.legs.empty() && !filter.nothing) {
          auto counted = run_search(database, filter.count);
          counted.next();
          if (counted.integer(0) > kCountedAtMost) continue;
        }
        explain(filter.count);
      }
      for (const std::optional<OrderCursor>& after :
           {std::optional<OrderCursor>(), std::optional<OrderCursor>({kFirst, 5})}) {
        const auto wanted = search_statements(filters, leading, context, after, 51);
        EXPECT_FALSE(wanted.empty());
        for (const SqlPart& statement : wanted) explain(statement);
      }
    }
  }
  EXPECT_GT(statements, 200);
}

TEST(OrderSearchTest, B8_order_that_changes_is_taken_out_of_its_old_places_by_their_key) {
  Shop shop(1, false);
  auto rows = shop.installation.database().query("EXPLAIN QUERY PLAN " +
                                                 std::string(OrderTermRows::kRemove));
  ASSERT_TRUE(rows.next());
  EXPECT_THAT(rows.string(3), HasSubstr("term=? AND tenant=? AND created_at_ms=? AND number=?"));
}

TEST(OrderSearchTest, B8_no_searched_text_of_a_buyer_lies_in_the_clear) {
  Shop shop(20, false);
  shop.installation.database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string bytes = host_test::read_file(shop.folder.path() / "data/channel-host.db");
  EXPECT_THAT(bytes, HasSubstr("lex th|local")) << "what is no secret is there";
  EXPECT_THAT(bytes, Not(HasSubstr("T12")));
  EXPECT_THAT(bytes, Not(HasSubstr("Person 1")));
  EXPECT_THAT(bytes, Not(HasSubstr("0810000001")));
}

}  // namespace
}  // namespace channel_host
