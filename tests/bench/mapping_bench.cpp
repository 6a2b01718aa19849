// One page of Lazada to order documents: the product's way, and the same documents by a DOM.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "adapters/region_adapter.hpp"
#include "mapping/item_fields.hpp"
#include "mapping/order_document.hpp"
#include "mapping/order_fields.hpp"
#include "mapping/order_slices.hpp"
#include "page_of_orders.hpp"
#include "reference_document.hpp"

namespace {

using lazada::mapping::ItemsSlice;
using lazada::mapping::JsonText;
using lazada::mapping::OrderSlice;
using lazada::mapping::OrderWriter;
using test_mapping::PageOfOrders;

constexpr const char* kSeller = "100087";

const lazada::adapters::RegionAdapter& thailand() { return *lazada::adapters::find("lazada.th"); }

// 50 orders with 2.5 items each, in the shape of recorded answers.
const PageOfOrders& page() {
  static const PageOfOrders made = test_mapping::page_of_orders(50, 1);
  return made;
}

// Documents of the page, one after the other.
void by_simdjson(OrderWriter& writer, JsonText& out) {
  out.cut(0);
  std::map<std::string, ItemsSlice> items;
  for (ItemsSlice& slice : lazada::mapping::slice_items(page().items_body)) {
    items[slice.order_id] = std::move(slice);
  }
  for (const OrderSlice& order : lazada::mapping::slice_orders(page().orders_body).orders) {
    writer.append(out, order, items[order.order_id]);
    out += '\n';
  }
}

void by_nlohmann(std::string& out) {
  out.clear();
  const nlohmann::json groups = nlohmann::json::parse(page().items_body).at("data");
  std::map<std::string, const nlohmann::json*> items;
  for (const auto& group : groups) items[group.at("order_id").dump()] = &group.at("order_items");
  const nlohmann::json orders = nlohmann::json::parse(page().orders_body).at("data").at("orders");
  for (const auto& order : orders) {
    out += test_mapping::reference_document(order, *items.at(order.at("order_id").dump()),
                                            thailand(), kSeller, false)
               .dump();
    out += '\n';
  }
}

void report(benchmark::State& state) {
  state.counters["us_per_order"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 50 / 1e6,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void PageToDocumentsSimdjson(benchmark::State& state) {
  OrderWriter writer(thailand(), kSeller);
  JsonText out;
  std::string reference;
  by_simdjson(writer, out);
  by_nlohmann(reference);
  if (out.view() != reference) {
    state.SkipWithError("the two ways do not write the same documents");
    return;
  }
  for (auto _ : state) {
    by_simdjson(writer, out);
    benchmark::DoNotOptimize(out.view());
  }
  report(state);
}
BENCHMARK(PageToDocumentsSimdjson);

void PageToDocumentsNlohmann(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    by_nlohmann(out);
    benchmark::DoNotOptimize(out.data());
  }
  report(state);
}
BENCHMARK(PageToDocumentsNlohmann);

void SlicePages(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(lazada::mapping::slice_orders(page().orders_body));
    benchmark::DoNotOptimize(lazada::mapping::slice_items(page().items_body));
  }
  report(state);
}
BENCHMARK(SlicePages);

// Reading alone: the document writing is the difference to ReadAndWriteDocuments.
void ReadOrders(benchmark::State& state) {
  const auto orders = lazada::mapping::slice_orders(page().orders_body).orders;
  const auto items = lazada::mapping::slice_items(page().items_body);
  simdjson::ondemand::parser order_parser, items_parser;
  lazada::mapping::OrderFields fields;
  std::vector<lazada::mapping::ItemFields> rows;
  for (auto _ : state) {
    for (std::size_t i = 0; i < orders.size(); ++i) {
      lazada::mapping::read_order(order_parser, orders[i].text, fields);
      lazada::mapping::read_items(items_parser, items[i].text, rows);
      benchmark::DoNotOptimize(rows.data());
    }
  }
  report(state);
}
BENCHMARK(ReadOrders);

void ReadAndWriteDocuments(benchmark::State& state) {
  const auto orders = lazada::mapping::slice_orders(page().orders_body).orders;
  const auto items = lazada::mapping::slice_items(page().items_body);
  OrderWriter writer(thailand(), kSeller);
  JsonText out;
  for (auto _ : state) {
    out.cut(0);
    for (std::size_t i = 0; i < orders.size(); ++i) {
      writer.append(out, orders[i].text, items[i].text);
    }
    benchmark::DoNotOptimize(out.view());
  }
  report(state);
}
BENCHMARK(ReadAndWriteDocuments);

}  // namespace
