// Orders into SQLite as a pull stores them: one transaction of 300 orders, sealed and durable.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "db/migrations.hpp"
#include "db/sqlite_database.hpp"
#include "embedded_text.hpp"
#include "orders/order_table.hpp"

namespace {

using namespace channel_host;

constexpr int kBatch = 300;
const std::string kDocument(4300, 'd');  // as long as a document with 2.5 items

std::filesystem::path new_folder() {
  std::string folder = std::filesystem::temp_directory_path() / "store-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  return folder;
}

PulledOrder order(std::int64_t number) {
  PulledOrder o;
  // Order ids do not rise with the time of update.
  o.order_id = std::to_string(800000000000000 + number * 7919 % 1000003);
  o.order_number = o.order_id;
  o.created_at_ms = 1'700'000'000'000 + number * 60'000;
  o.updated_at_ms = o.created_at_ms;
  o.status = "pending";
  o.currency = "THB";
  o.paid = "120.00";
  o.recipient = "Recipient " + std::to_string(number);
  o.phone = "08" + std::to_string(10'000'000 + number);
  o.document = kDocument;
  for (int i = 0; i < 2 + static_cast<int>(number % 2); ++i) {
    OrderItem item;
    item.item_id = o.order_id + std::to_string(i);
    item.sku = "SKU-" + std::to_string(number * 31 % 400);
    item.name = "A name of usual length";
    item.fulfilment = "local";
    item.status = item.status_raw = "pending";
    o.items.push_back(std::move(item));
  }
  return o;
}

struct Store {
  std::filesystem::path folder = new_folder();
  db::SqliteDatabase database{folder / "db", db::Durability::kFull};
  Cipher cipher{std::string(32, 'k')};
  OrderTable table{database, cipher, "default"};
  MappedOrder mapped;
  StatusTable statuses{{}};
  Store() { db::migrate(database, migration_files(), 1); }
  ~Store() { std::filesystem::remove_all(folder); }

  void put(std::vector<PulledOrder>& orders) {
    db::Transaction transaction(database);
    const auto known = table.compare("shop", orders);
    std::vector<OrderWrite> writes;
    for (std::size_t i = 0; i < known.size(); ++i) {
      const OrderChange change = known[i].change;
      if (change == OrderChange::kUnchanged || change == OrderChange::kOlder) continue;
      writes.push_back({&orders[i], &known[i], &mapped});
    }
    table.write("shop", {}, statuses, writes, 1);
    transaction.commit();
  }
};

std::vector<PulledOrder> batch(std::int64_t first) {
  std::vector<PulledOrder> orders;
  for (int i = 0; i < kBatch; ++i) orders.push_back(order(first + i));
  return orders;
}

void per_order(benchmark::State& state) {
  state.counters["per_order"] =
      benchmark::Counter(static_cast<double>(state.iterations() * kBatch),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void StoreNewOrders(benchmark::State& state) {
  Store store;
  std::int64_t first = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto orders = batch(first);
    first += kBatch;
    state.ResumeTiming();
    store.put(orders);
  }
  per_order(state);
}
BENCHMARK(StoreNewOrders)->Iterations(100);

void StoreUnchangedOrders(benchmark::State& state) {
  Store store;
  auto orders = batch(0);
  store.put(orders);
  for (auto _ : state) store.put(orders);
  per_order(state);
}
BENCHMARK(StoreUnchangedOrders);

}  // namespace
