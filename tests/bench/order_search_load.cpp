// Fills a store with orders as a pull does, and measures how long a page of each search takes.
//   order_search_load ORDERS FOLDER [postgresql://…]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "orders/order_search.hpp"
#include "orders/order_status.hpp"
#include "ports/system_clock.hpp"
#include "stores/store_table.hpp"

namespace {

using namespace channel_host;
using Clock = std::chrono::steady_clock;

constexpr int kBatch = 300;
constexpr std::int64_t kDay = 86'400'000;
const std::vector<std::string> kStores = {"shop-sg", "shop-my", "shop-th",
                                          "shop-vn", "shop-id", "shop-ph"};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Of every hundred orders nine are at work, the rest has been delivered or given up.
std::string status_of(std::int64_t n) {
  const std::int64_t place = n * 37 % 100;
  if (place < 4) return "pending";
  if (place < 6) return "ready_to_ship";
  if (place < 9) return "shipped";
  if (place < 14) return "cancelled";
  if (place == 14) return n % 1000 < 20 ? "lost" : "returned";
  return "delivered";
}

PulledOrder order(std::int64_t n, std::string_view document) {
  PulledOrder o;
  o.order_id = std::to_string(800'000'000'000'000 + n * 7919 % 100'000'007);
  o.order_number = o.order_id;
  o.created_at_ms = 1'700'000'000'000 + n * 30'000;
  o.updated_at_ms = o.created_at_ms + kDay;
  o.status = status_of(n);
  o.currency = "THB";
  o.paid = "120.00";
  o.recipient = "Recipient Number " + std::to_string(n * 31 % 700'001);
  o.phone = "08" + std::to_string(10'000'000 + n * 17 % 80'000'000);
  o.document = document;
  const bool shipped = o.status != "pending" && o.status != "cancelled";
  for (int i = 0; i < 2 + static_cast<int>(n % 2); ++i) {
    OrderItem item;
    item.item_id = o.order_id + std::to_string(i);
    item.sku = "SKU-" + std::to_string((n * 31 + i) % 5000);
    item.name = "A name of usual length";
    item.fulfilment = n % 500 == 0 ? "seller_fleet" : "local";
    item.status = item.status_raw = o.status;
    if (shipped) {
      item.carrier = n % 3 == 0 ? "LEX TH" : "J&T Express";
      item.package_id = "P" + o.order_id;
      item.tracking_number = "LEXPU" + o.order_id;
    }
    o.items.push_back(std::move(item));
  }
  return o;
}

// Text that packs about as well as the members of a real order.
std::string filling(std::int64_t seed) {
  std::string text;
  auto state = static_cast<std::uint64_t>(seed);
  while (text.size() < 3500) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    text += " discount_platform 0.00 tax 0.00 warehouse value " + std::to_string(state >> 44U);
  }
  return text;
}

// As long as a document with 2.5 items, with the members that a list reads.
std::string document_of(const PulledOrder& order) {
  std::string items;
  for (const OrderItem& item : order.items) {
    if (!items.empty()) items += ',';
    items += R"({"item_id":")" + item.item_id + R"(","sku":")" + item.sku + R"(","name":")" +
             item.name + R"(","fulfilment":")" + item.fulfilment + R"(","status":")" + item.status +
             R"(","tracking_number":")" + item.tracking_number + R"(","carrier":")" + item.carrier +
             R"("})";
  }
  return R"({"schema":"chapi.order/1","seller_id":"s","order_id":")" + order.order_id +
         R"(","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z",)"
         R"("status":")" +
         order.status + R"(","extra":{"filling":")" + filling(order.created_at_ms) +
         R"("},"items":[)" + items + "]}";
}

void fill(Installation& installation, std::int64_t orders) {
  for (const std::string& id : kStores) {
    Store store;
    store.id = id;
    store.platform = "lazada";
    store.region = id.substr(5);
    store.adapter = "lazada." + store.region;
    store.name = id;
    store.grant_key = id;
    store.created_at_ms = 1;
    StoreTable(installation.database(), "default").insert(store);
  }
  OrderTable table(installation.database(), installation.cipher(), "default");
  const StatusTable statuses({});
  const MappedOrder mapped;
  const auto begin = Clock::now();
  for (std::int64_t first = 0; first < orders; first += kBatch) {
    const std::string& store = kStores[static_cast<std::size_t>(first / kBatch) % kStores.size()];
    std::vector<PulledOrder> batch;
    std::vector<std::string> documents;
    documents.reserve(kBatch);
    for (std::int64_t n = first; n < std::min(orders, first + kBatch); ++n) {
      batch.push_back(order(n, ""));
      documents.push_back(document_of(batch.back()));
      batch.back().document = documents.back();
    }
    db::Transaction transaction(installation.database());
    const auto known = table.compare(store, batch);
    std::vector<OrderWrite> writes;
    for (std::size_t i = 0; i < batch.size(); ++i)
      writes.push_back({&batch[i], &known[i], &mapped});
    table.write(store, {}, statuses, writes, batch.back().updated_at_ms);
    transaction.commit();
  }
  const double seconds = seconds_since(begin);
  std::printf("stored %lld orders in %.1f s, %.0f a second\n", static_cast<long long>(orders),
              seconds, static_cast<double>(orders) / seconds);
}

struct Shape {
  const char* tab;
  std::vector<std::string> conditions;
};

void measure(Installation& installation, std::int64_t orders) {
  const PulledOrder known = order(orders / 2 / 100 * 100 + 5, "");
  const std::string& recipient = known.recipient;
  const std::vector<Shape> shapes = {
      {"all", {}},
      {"pending", {}},
      {"processed", {}},
      {"marked-shipped", {}},
      {"void", {}},
      {"frozen", {}},
      {"attention", {}},
      {"pending", {"store=shop-th"}},
      {"all", {"store=shop-th"}},
      {"all", {"region=vn", "status=pending"}},
      {"all", {"status=delivered"}},
      {"all", {"status=lost"}},
      {"all", {"host-status=awaiting_delivery"}},
      {"all", {"number=" + known.order_id}},
      {"all", {"own-number=" + own_number(orders / 2)}},
      {"all", {"recipient=" + recipient}},
      {"all", {"phone=" + known.phone}},
      {"all", {"tracking=LEXPU" + known.order_id}},
      {"all", {"sku=SKU-17"}},
      {"all", {"shipping-method=lex th"}},
      {"all", {"shipping-method=seller_fleet", "status=pending"}},
      {"all", {"pulled-from=2023-11-20", "pulled-to=2023-11-21"}},
      {"processed", {"sku=SKU-17", "store=shop-th", "status=delivered"}}};
  OrderSearch search(installation, installation.database());
  std::printf("%-60s %9s %9s %6s\n", "search", "first s", "again s", "found");
  for (const Shape& shape : shapes) {
    OrderQuery query;
    query.tab = shape.tab;
    std::string text = "--tab " + query.tab;
    for (const std::string& condition : shape.conditions) {
      add_condition(query, condition);
      text += " " + condition;
    }
    auto begin = Clock::now();
    const auto page = search.page(query, std::nullopt, 50);
    const double first = seconds_since(begin);
    begin = Clock::now();
    search.page(query, page.next, 50);
    std::printf("%-60s %9.4f %9.4f %6zu\n", text.c_str(), first, seconds_since(begin),
                page.orders.size());
  }
  const auto begin = Clock::now();
  search.counts("");
  std::printf("%-60s %9.4f\n", "counts of all tabs", seconds_since(begin));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "order_search_load ORDERS FOLDER [postgresql://…]\n";
    return 2;
  }
  try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::int64_t orders = std::atoll(argv[1]);
    SystemClock clock;
    std::atomic<bool> cancelled = false;
    {
      Installation installation({argv[2], "default", argc > 3 ? argv[3] : ""}, clock, cancelled);
      fill(installation, orders);
    }
    // Anew, so that nothing of the writing is in memory.
    Installation installation({argv[2], "default", argc > 3 ? argv[3] : ""}, clock, cancelled);
    measure(installation, orders);
  } catch (const std::exception& e) {
    std::cerr << "order_search_load: " << e.what() << '\n';
    return 1;
  }
  return 0;
}
