#include "golden_case.hpp"

#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <stdexcept>

#include "mapping/order_document.hpp"
#include "mapping/order_slices.hpp"

namespace test_mapping {
namespace {

using nlohmann::json;

GoldenCase load(const std::filesystem::path& path) {
  const simdjson::padded_string text = simdjson::padded_string::load(path.string());
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document = parser.iterate(text);
  GoldenCase golden;
  const auto raw = [&](const char* key) {
    simdjson::ondemand::object object = document.find_field_unordered(key).get_object();
    const std::string_view view = object.raw_json();
    std::string copy;
    copy.reserve(view.size() + simdjson::SIMDJSON_PADDING);
    return copy.append(view);
  };
  golden.orders_body = raw("orders_body");
  golden.items_body = raw("items_body");
  const json whole = json::parse(std::string_view(text));
  golden.name = path.parent_path().filename().string() + "/" + path.stem().string();
  golden.reason = whole.at("reason");
  golden.adapter = lazada::adapters::find(whole.at("adapter").get<std::string>());
  if (golden.adapter == nullptr) throw std::runtime_error(golden.name + " names no adapter");
  if (whole.at("cross_border")) golden.store = lazada::mapping::StoreKind::kCrossBorder;
  golden.seller_id = whole.at("seller_id");
  golden.expected = whole.at("expected");
  golden.rejected = whole.at("rejected");
  return golden;
}

}  // namespace

std::vector<GoldenCase> golden_cases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(GOLDEN_DIR)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<GoldenCase> cases;
  for (const auto& path : paths) cases.push_back(load(path));
  return cases;
}

std::ostream& operator<<(std::ostream& out, const GoldenCase& golden) {
  return out << golden.name << ": " << golden.reason;
}

Mapped map_case(const GoldenCase& golden) {
  namespace mapping = lazada::mapping;
  std::map<std::string, mapping::ItemsSlice> items;
  for (const mapping::ItemsSlice& slice : mapping::slice_items(golden.items_body)) {
    items[slice.order_id] = slice;
  }
  mapping::OrderWriter writer(*golden.adapter, golden.seller_id, golden.store);
  Mapped mapped;
  for (const mapping::OrderSlice& order : mapping::slice_orders(golden.orders_body).orders) {
    mapping::JsonText document;
    try {
      writer.append(document, order, items[order.order_id]);
      mapped.documents.push_back(json::parse(document.view()));
    } catch (const mapping::Unreadable& unreadable) {
      mapped.rejected.push_back({{"order_id", order.order_id},
                                 {"reason", unreadable.reason},
                                 {"message", unreadable.what()}});
    }
  }
  return mapped;
}

}  // namespace test_mapping
