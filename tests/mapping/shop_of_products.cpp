#include "shop_of_products.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "mapping/stamp.hpp"

namespace test_mapping {
namespace {

using nlohmann::json;

std::string value(const ShopOfProducts::Request& request, const char* name) {
  for (const auto& parameter : request.parameters) {
    if (parameter.name == name) return parameter.value;
  }
  return "";
}

std::int64_t bound(const ShopOfProducts::Request& request, const char* name,
                   std::int64_t otherwise) {
  const std::string text = value(request, name);
  if (text.empty()) return otherwise;
  if (text.size() != 24 || text[22] == ':') throw std::runtime_error("not a product date: " + text);
  return lazada::mapping::parse_stamp(text).value().unix_seconds * 1000;
}

json product_json(const SoldProduct& product) {
  json skus = json::array();
  for (int i = 0; i < product.skus; ++i) {
    const std::string sku = std::to_string(product.item_id) + "-" + std::to_string(i);
    skus.push_back({{"SellerSku", sku}, {"SkuId", product.item_id * 10 + i}, {"Status", "active"}});
  }
  return {{"item_id", product.item_id},
          {"updated_time", std::to_string(product.updated_ms)},
          {"attributes", {{"name", "Product " + std::to_string(product.item_id)}}},
          {"status", "Active"},
          {"skus", skus}};
}

}  // namespace

ShopOfProducts::Response ShopOfProducts::send(const Request& request, const Call&) {
  ++calls_;
  requests.push_back(request);
  Response response;
  response.body.reserve(body.size() + 64);
  response.body = body;
  if (body.empty()) {
    constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
    constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
    const auto offset = static_cast<std::size_t>(std::stoll(value(request, "offset")));
    const auto limit = static_cast<std::size_t>(std::stoll(value(request, "limit")));
    if (offset > 10'000 || limit > 50 || limit < 1)
      throw std::runtime_error("out of Lazada's range");
    const std::int64_t from = bound(request, "create_after", kFirst);
    const std::int64_t to = bound(request, "create_before", kLast);
    const std::int64_t updated = bound(request, "update_after", kFirst);
    std::vector<SoldProduct> matching;
    for (const SoldProduct& product : products) {
      if (product.created_ms >= from && product.created_ms <= to && product.updated_ms >= updated) {
        matching.push_back(product);
      }
    }
    json data{{"products", json::array()}};
    if (tells_total) data["total_products"] = std::to_string(matching.size());
    for (std::size_t i = offset; i < std::min(offset + limit, matching.size()); ++i) {
      data["products"].push_back(product_json(matching[i]));
    }
    const std::string text = json{{"code", "0"}, {"data", data}}.dump();
    response.body.reserve(text.size() + 64);
    response.body = text;
  }
  if (afterwards) afterwards(*this);
  return response;
}

std::string ShopOfProducts::download(const std::string&, const Call&) {
  throw std::logic_error("map_sku fetches no files");
}

}  // namespace test_mapping
