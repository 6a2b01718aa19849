#include "mapping/product_fields.hpp"

#include <array>

namespace lazada::mapping {
namespace {

namespace ondemand = simdjson::ondemand;

using ProductTable = KeyTable<Scalar ProductFields::*, 13>;
constexpr ProductTable kProductMembers{std::array<ProductTable::Entry, 13>{{
    {"item_id", &ProductFields::item_id},
    {"itemId", &ProductFields::item_id},
    {"status", &ProductFields::status},
    {"updated_time", &ProductFields::updated_time},
    {"updatedTime", &ProductFields::updated_time},
    {"attributes", nullptr},
    {"variation", nullptr},
    {"images", nullptr},
    {"Images", nullptr},
    {"productImageList", nullptr},
    {"product_image_list", nullptr},
    {"skus", nullptr},
    {"Skus", nullptr},
}}};

using SkuTable = KeyTable<Scalar SkuFields::*, 29>;
constexpr SkuTable kSkuMembers{std::array<SkuTable::Entry, 29>{{
    {"SellerSku", &SkuFields::seller_sku},
    {"sellerSku", &SkuFields::seller_sku},
    {"seller_sku", &SkuFields::seller_sku},
    {"ShopSku", &SkuFields::shop_sku},
    {"shopSku", &SkuFields::shop_sku},
    {"shop_sku", &SkuFields::shop_sku},
    {"SkuId", &SkuFields::sku_id},
    {"skuId", &SkuFields::sku_id},
    {"sku_id", &SkuFields::sku_id},
    {"Status", &SkuFields::status},
    {"status", &SkuFields::status},
    {"quantity", &SkuFields::quantity},
    {"Quantity", &SkuFields::quantity},
    {"Available", &SkuFields::available},
    {"available", &SkuFields::available},
    {"price", &SkuFields::price},
    {"Price", &SkuFields::price},
    {"special_price", &SkuFields::special_price},
    {"specialPrice", &SkuFields::special_price},
    {"Url", &SkuFields::url},
    {"url", &SkuFields::url},
    {"barcode", &SkuFields::barcode},  // both spellings inferred: no recorded SKU has one
    {"barcode_ean", &SkuFields::barcode},
    {"Images", nullptr},
    {"images", nullptr},
    {"multiWarehouseInventories", nullptr},
    {"multi_warehouse_inventories", nullptr},
    {"saleProp", nullptr},
    {"sale_prop", nullptr},
}}};

using WarehouseTable = KeyTable<Scalar WarehouseFields::*, 12>;
constexpr WarehouseTable kWarehouseMembers{std::array<WarehouseTable::Entry, 12>{{
    {"warehouseCode", &WarehouseFields::code},
    {"warehouse_code", &WarehouseFields::code},
    {"quantity", &WarehouseFields::quantity},
    {"Quantity", &WarehouseFields::quantity},
    {"totalQuantity", &WarehouseFields::total},
    {"total_quantity", &WarehouseFields::total},
    {"sellableQuantity", &WarehouseFields::sellable},
    {"sellable_quantity", &WarehouseFields::sellable},
    {"withholdQuantity", &WarehouseFields::withheld},
    {"withhold_quantity", &WarehouseFields::withheld},
    {"occupyQuantity", &WarehouseFields::occupied},
    {"occupy_quantity", &WarehouseFields::occupied},
}}};

bool is(ondemand::value value, ondemand::json_type wanted, const Place& place) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) reject_json(place, error);
  return type == wanted;
}

// Calls `on_field(key, value)`; anything but an object has no fields.
template <typename OnField>
void for_each_field(ondemand::value value, const char* end, const Place& place,
                    OnField&& on_field) {
  if (!is(value, ondemand::json_type::object, place)) return;
  ondemand::object object;
  if (const auto error = value.get_object().get(object)) reject_json(place, error);
  for (auto result : object) {
    ondemand::field field;
    if (const auto error = std::move(result).get(field)) reject_json(place, error);
    on_field(raw_key(field, end), field.value());
  }
}

// Calls `on_element(value)`; anything but an array has no elements.
template <typename OnElement>
void for_each_element(ondemand::value value, const Place& place, OnElement&& on_element) {
  if (!is(value, ondemand::json_type::array, place)) return;
  ondemand::array array;
  if (const auto error = value.get_array().get(array)) reject_json(place, error);
  for (auto result : array) {
    ondemand::value element;
    if (const auto error = std::move(result).get(element)) reject_json(place, error);
    on_element(element);
  }
}

// A list of addresses as an array, or as a text that holds one: `["https://...", ...]`.
void read_first_image(ondemand::value value, const Place& place, Scalar& out) {
  if (is(value, ondemand::json_type::array, place)) {
    for_each_element(value, place, [&](ondemand::value element) {
      const std::optional<Scalar> image = read_scalar(element);
      if (!out && image && image->kind == Scalar::Kind::kText) out = *image;
    });
    return;
  }
  const std::optional<Scalar> list = read_scalar(value);
  if (!list || list->kind != Scalar::Kind::kText) return;
  const std::size_t open = list->text.find('"');
  if (open == std::string_view::npos) return;
  const std::size_t close = list->text.find('"', open + 1);
  if (close == std::string_view::npos || close == open + 1) return;
  out = Scalar{Scalar::Kind::kText, list->decoded, list->text.substr(open + 1, close - open - 1)};
}

void read_sku(ondemand::value value, const char* end, const Place& place, SkuFields& out) {
  for_each_field(value, end, place, [&](std::string_view key, ondemand::value member) {
    const auto* entry = kSkuMembers.find(key);
    if (entry == nullptr) {
      if (const std::optional<Scalar> scalar = read_scalar(member); scalar && *scalar) {
        out.unclaimed.emplace_back(key, *scalar);
      }
    } else if (entry->second != nullptr) {
      const std::optional<Scalar> scalar = read_scalar(member);
      if (!scalar) reject(place, key, "is neither text nor number nor truth value");
      out.*(entry->second) = *scalar;
    } else if (key == "saleProp" || key == "sale_prop") {
      for_each_field(member, end, place, [&](std::string_view name, ondemand::value property) {
        if (const std::optional<Scalar> scalar = read_scalar(property); scalar && *scalar) {
          out.sale_properties.emplace_back(name, *scalar);
        }
      });
    } else if (key == "Images" || key == "images") {
      read_first_image(member, place, out.image);
    } else {
      for_each_element(member, place, [&](ondemand::value element) {
        ondemand::object object;
        if (const auto error = element.get_object().get(object)) reject_json(place, error);
        read_object(object, end, kWarehouseMembers, place, out.warehouses.emplace_back(),
                    [](auto, auto) {});
      });
    }
  });
}

void read_variation_names(ondemand::value value, const char* end, ProductFields& out) {
  const Place place{"variation"};
  for_each_field(value, end, place, [&](std::string_view, ondemand::value variation) {
    for_each_field(variation, end, place, [&](std::string_view key, ondemand::value member) {
      if (key != "name") return;
      if (const auto name = read_scalar(member); name && *name) {
        out.variation_names.push_back(*name);
      }
    });
  });
}

}  // namespace

void read_product(ondemand::parser& parser, std::string_view text, ProductFields& out) {
  out = ProductFields{};
  const char* end = text.data() + text.size();
  const simdjson::padded_string_view padded(text, text.size() + simdjson::SIMDJSON_PADDING);
  ondemand::document document;
  ondemand::object object;
  if (const auto error = parser.iterate(padded).get(document)) reject_json({"product"}, error);
  if (const auto error = document.get_object().get(object)) reject_json({"product"}, error);
  read_object(object, end, kProductMembers, {}, out,
              [&](std::string_view key, ondemand::value value) {
                if (key == "attributes") {
                  for_each_field(value, end, {key}, [&](std::string_view name, ondemand::value v) {
                    if (name == "name") out.name = read_scalar(v).value_or(Scalar{});
                  });
                } else if (key == "variation") {
                  read_variation_names(value, end, out);
                } else if (key == "skus" || key == "Skus") {
                  for_each_element(value, {key}, [&](ondemand::value sku) {
                    const Place place{"skus", static_cast<int>(out.skus.size())};
                    read_sku(sku, end, place, out.skus.emplace_back());
                  });
                } else {
                  read_first_image(value, {key}, out.image);
                }
              });
}

}  // namespace lazada::mapping
