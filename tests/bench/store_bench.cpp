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
  o.document = kDocument;
  for (int i = 0; i < 2 + static_cast<int>(number % 2); ++i) {
    o.items.push_back({o.order_id + std::to_string(i), "SKU-" + std::to_string(number * 31 % 400),
                       "A name of usual length", "local", "pending", "pending", "", "", ""});
  }
  return o;
}

struct Store {
  std::filesystem::path folder = new_folder();
  db::SqliteDatabase database{folder / "db", db::Durability::kFull};
  Cipher cipher{std::string(32, 'k')};
  OrderTable table{database, cipher, "default"};
  Store() { db::migrate(database, migration_files(), 1); }
  ~Store() { std::filesystem::remove_all(folder); }

  void put(const std::vector<PulledOrder>& orders) {
    db::Transaction transaction(database);
    for (const PulledOrder& o : orders) {
      const std::string digest = order_digest(o.document);
      const OrderChange change = table.compare("shop", o, digest);
      if (change == OrderChange::kUnchanged || change == OrderChange::kOlder) continue;
      table.write("shop", o, digest, change, MappedOrder{"[]", {}}, 1);
    }
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
    const auto orders = batch(first);
    first += kBatch;
    state.ResumeTiming();
    store.put(orders);
  }
  per_order(state);
}
BENCHMARK(StoreNewOrders)->Iterations(100);

void StoreUnchangedOrders(benchmark::State& state) {
  Store store;
  const auto orders = batch(0);
  store.put(orders);
  for (auto _ : state) store.put(orders);
  per_order(state);
}
BENCHMARK(StoreUnchangedOrders);

}  // namespace
