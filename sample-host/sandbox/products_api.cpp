// Reading listings.
#include <algorithm>
#include <charconv>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>

#include "sandbox/call.hpp"
#include "sandbox/dates.hpp"
#include "sandbox/json_text.hpp"
#include "sandbox/product_json.hpp"

namespace sandbox {
namespace {

constexpr int64_t kMostPerPage = 50;
constexpr int64_t kDefaultPerPage = 20;
constexpr int64_t kHighestOffset = 10000;
constexpr size_t kMostSellerSkus = 100;

int64_t Bounded(const CallContext& context, std::string_view name, int64_t fallback, int64_t lowest,
                int64_t highest, std::string_view code, std::string_view what) {
  const std::string text = context.Optional(name);
  if (text.empty()) return fallback;
  int64_t value = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < lowest ||
      value > highest) {
    throw BusinessError(
        code, "E0" + std::string(code) + ": \"" + text + "\" Invalid " + std::string(what));
  }
  return value;
}

int64_t DateOr(const CallContext& context, std::string_view name, int64_t fallback) {
  const std::string text = context.Optional(name);
  if (text.empty()) return fallback;
  const auto time = ParseIsoTime(text, true);
  if (!time) throw BusinessError("17", "E017: \"" + text + "\" Invalid Date Format");
  return *time;
}

std::vector<std::string> SellerSkus(const CallContext& context) {
  const std::string text = context.Optional("sku_seller_list");
  if (text.empty()) return {};
  const auto list = nlohmann::json::parse(text, nullptr, false);
  const bool texts = list.is_array() && std::all_of(list.begin(), list.end(), [](const auto& sku) {
                       return sku.is_string();
                     });
  if (!texts || list.size() > kMostSellerSkus) {
    throw BusinessError("70", "E070: You have corrupt data in your sku seller list");
  }
  return list.get<std::vector<std::string>>();
}

bool SoldOut(const Shop& shop, const Product& product) {
  for (uint32_t i = 0; i < product.sku_count; ++i) {
    if (shop.catalogue.skus[product.first_sku + i].sellable > 0) return false;
  }
  return true;
}

bool Passes(const Shop& shop, const Product& product, const std::string& filter) {
  if (filter == "live") return product.status == "Active";
  if (filter == "inactive") return product.status == "InActive";
  if (filter == "deleted") return product.status == "Deleted";
  if (filter == "pending") return product.status == "Pending QC";
  if (filter == "rejected") return product.status == "Suspended";
  if (filter == "sold-out") return SoldOut(shop, product);
  return product.status != "Deleted";
}

bool HasSku(const Shop& shop, const Product& product, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  for (uint32_t i = 0; i < product.sku_count; ++i) {
    const std::string& sku = shop.catalogue.skus[product.first_sku + i].seller_sku;
    if (std::find(wanted.begin(), wanted.end(), sku) != wanted.end()) return true;
  }
  return false;
}

bool IsFilter(const std::string& word) {
  for (const char* known :
       {"", "all", "live", "inactive", "deleted", "pending", "rejected", "sold-out"}) {
    if (word == known) return true;
  }
  return false;
}

}  // namespace

Answer GetProducts(CallContext& context) {
  const int64_t offset = Bounded(context, "offset", 0, 0, kHighestOffset, "14", "Offset");
  const int64_t limit = Bounded(context, "limit", kDefaultPerPage, 1, kMostPerPage, "19", "Limit");
  constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
  constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
  const int64_t created_from = DateOr(context, "create_after", kFirst);
  const int64_t created_to = DateOr(context, "create_before", kLast);
  const int64_t updated_from = DateOr(context, "update_after", kFirst);
  const int64_t updated_to = DateOr(context, "update_before", kLast);
  const std::string filter = context.Optional("filter");
  if (!IsFilter(filter)) throw BusinessError("36", "E036: Invalid status filter");
  const std::vector<std::string> wanted = SellerSkus(context);
  RequireOpenStore(context);

  const Shop& shop = *context.shop;
  const std::shared_lock lock(shop.mutex);
  std::vector<const Product*> found;
  for (uint32_t i = 0; i < shop.catalogue.listed_products; ++i) {
    const Product& product = shop.catalogue.products[i];
    if (product.created_s >= created_from && product.created_s <= created_to &&
        product.updated_s >= updated_from && product.updated_s <= updated_to &&
        Passes(shop, product, filter) && HasSku(shop, product, wanted)) {
      found.push_back(&product);
    }
  }
  std::string data;
  Fields fields(data, context.settings.shape, 0, true);
  fields.Number("total_products", static_cast<int64_t>(found.size()));
  std::string& out = fields.Open("products");
  out += '[';
  const auto total = static_cast<int64_t>(found.size());
  for (int64_t i = offset; i < std::min(offset + limit, total); ++i) {
    if (i > offset) out += ',';
    AppendListing(out, shop, *found[static_cast<size_t>(i)], context.settings.shape,
                  context.Optional("options") == "1");
  }
  out += ']';
  fields.Close();
  return DataAnswer(data, context.request_id);
}

Answer GetProductItem(CallContext& context) {
  const std::string& id = context.Need("item_id");
  RequireOpenStore(context);
  const Shop& shop = *context.shop;
  const std::shared_lock lock(shop.mutex);
  for (uint32_t i = 0; i < shop.catalogue.listed_products; ++i) {
    const Product& product = shop.catalogue.products[i];
    if (std::to_string(product.item_id) != id) continue;
    std::string data;
    AppendProductItem(data, shop, product, context.settings.shape);
    return DataAnswer(data, context.request_id);
  }
  throw BusinessError("208", "E208: Item does not exist");
}

}  // namespace sandbox
