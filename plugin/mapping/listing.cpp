#include "mapping/listing.hpp"

#include <Poco/TextConverter.h>
#include <Poco/UTF8Encoding.h>

#include <charconv>

#include "mapping/letters.hpp"
#include "mapping/money.hpp"
#include "mapping/page_elements.hpp"
#include "mapping/product_fields.hpp"
#include "mapping/stamp.hpp"

namespace lazada::mapping {
namespace {

using nlohmann::json;

void add_text(json& row, const char* name, const Scalar& scalar) {
  if (scalar) row[name] = scalar.text;
}

std::int64_t whole(const Scalar& scalar, std::string_view member, const Place& place) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(scalar.text.data(), scalar.text.data() + scalar.text.size(), number);
  if (!scalar || error != std::errc{} || end != scalar.text.data() + scalar.text.size()) {
    reject(place, member, "is not a whole number");
  }
  return number;
}

Hundredths amount(const Scalar& scalar, std::string_view member, const Place& place) {
  const std::optional<Hundredths> read = parse_money(scalar.text);
  if (!read) reject(place, member, "is not an amount of money");
  return *read;
}

// The product's word counts where it takes all its SKUs out of the shop (Suspended, Pending QC).
void add_status(json& row, const ProductFields& product, const SkuFields& sku) {
  const std::string_view of_product = product.status.text;
  const std::string_view of_sku = sku.status.text;
  const bool product_live = of_product.empty() || same_word(of_product, "active");
  const std::string_view raw = product_live || of_sku.empty() ? of_sku : of_product;
  const auto either = [&](std::string_view word) {
    return same_word(of_sku, word) || same_word(of_product, word);
  };
  if (either("deleted")) {
    row["status"] = "deleted";
  } else if (either("inactive") || either("suspended") || either("pending qc")) {
    row["status"] = "inactive";
  } else if (either("active")) {
    row["status"] = "active";
  } else {
    row["status"] = "unknown";
  }
  if (!raw.empty()) row["status_raw"] = raw;
}

// "Black, M"
std::string variation_text(const ProductFields& product, const SkuFields& sku) {
  std::string text;
  const auto add = [&text](const Scalar& value) {
    if (!text.empty()) text += ", ";
    text += value.text;
  };
  for (const auto& [name, value] : sku.sale_properties) add(value);
  if (!text.empty()) return text;
  for (const Scalar& wanted : product.variation_names) {
    for (const auto& [name, value] : sku.unclaimed) {
      if (name == wanted.text) add(value);
    }
  }
  return text;
}

// The SKU's own quantity is total or sellable, depending on the seller; warehouses tell both.
void add_stock(json& row, const SkuFields& sku, const Place& place) {
  if (sku.warehouses.empty()) {
    if (sku.quantity) {
      row["quantity"] = whole(sku.quantity, "quantity", place);
    } else if (sku.available) {
      row["quantity"] = whole(sku.available, "Available", place);
    }
    return;
  }
  std::int64_t total = 0;
  std::int64_t sellable = 0;
  bool all_sellable = true;
  for (const WarehouseFields& fields : sku.warehouses) {
    if (!fields.code) reject(place, "warehouseCode", "is missing");
    json warehouse{{"code", fields.code.text}};
    const std::int64_t quantity = fields.total ? whole(fields.total, "totalQuantity", place)
                                               : whole(fields.quantity, "quantity", place);
    warehouse["quantity"] = quantity;
    total += quantity;
    if (fields.sellable) {
      warehouse["sellable"] = whole(fields.sellable, "sellableQuantity", place);
      sellable += warehouse["sellable"].get<std::int64_t>();
    } else {
      all_sellable = false;
    }
    if (fields.withheld) {
      warehouse["withheld"] = whole(fields.withheld, "withholdQuantity", place);
    }
    if (fields.occupied) {
      warehouse["occupied"] = whole(fields.occupied, "occupyQuantity", place);
    }
    row["warehouses"].push_back(std::move(warehouse));
  }
  row["quantity"] = total;
  if (all_sellable) row["sellable"] = sellable;
}

json listing(const ProductFields& product, std::string_view product_id, const SkuFields& sku,
             const Place& place, const adapters::RegionAdapter& adapter) {
  json row{{"product_id", product_id}, {"sku", sku.seller_sku.text}, {"name", product.name.text}};
  add_text(row, "shop_sku", sku.shop_sku);
  add_text(row, "sku_id", sku.sku_id);
  add_text(row, "barcode", sku.barcode);
  if (const std::string text = variation_text(product, sku); !text.empty()) {
    row["variation"] = text;
  }
  add_status(row, product, sku);
  if (sku.price) {
    row["price"] = money_text(amount(sku.price, "price", place), adapter.decimals);
    row["currency"] = adapter.currency.value;
  }
  if (sku.special_price) {
    const Hundredths special = amount(sku.special_price, "special_price", place);
    if (special != 0)
      row["sale_price"] = money_text(special, adapter.decimals);  // 0 stands for none
  }
  add_stock(row, sku, place);
  add_text(row, "image_url", sku.image ? sku.image : product.image);
  add_text(row, "url", sku.url);
  if (product.updated_time) {
    const auto moment = parse_epoch_ms(product.updated_time.text, adapter.utc_offset_minutes);
    if (!moment) reject({}, "updated_time", "is not a number of milliseconds");
    row["updated_at"] = stamp_text(*moment);
  }
  return row;
}

json rejection(std::string_view product_id, const Unreadable& error) {
  return {{"product_id", product_id}, {"reason", error.reason}, {"message", error.what()}};
}

ProductListings read_one(simdjson::ondemand::parser& parser, std::string_view text,
                         const adapters::RegionAdapter& adapter) {
  ProductListings result;
  ProductFields product;
  try {
    read_product(parser, text, product);
    const std::optional<std::string_view> id = read_id(product.item_id);
    if (!id) reject({}, "item_id", "is not an id");
    if (product.skus.empty()) throw Unreadable("skus_missing", "skus is empty");
    for (std::size_t i = 0; i < product.skus.size(); ++i) {
      const Place place{"skus", static_cast<int>(i)};
      try {
        result.listings.push_back(listing(product, *id, product.skus[i], place, adapter));
      } catch (const Unreadable& error) {
        result.rejected.push_back(rejection(*id, error));
      }
    }
  } catch (const Unreadable& error) {
    const std::string_view id = read_id(product.item_id).value_or(std::string_view{});
    result.rejected.push_back(rejection(id, error));
  }
  return result;
}

// Valid UTF-8 without raw control characters.
simdjson::padded_string cleaned(std::string_view text) {
  Poco::UTF8Encoding utf8;
  Poco::TextConverter converter(utf8, utf8, '?');
  std::string clean;
  converter.convert(text.data(), static_cast<int>(text.size()), clean);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return simdjson::padded_string(clean);
}

}  // namespace

ListingPage read_listings(const std::string& body, const adapters::RegionAdapter& adapter) {
  const PageElements page = cut_page(body, {"/products/get", "products", "total_products"});
  ListingPage result;
  result.total = page.total;
  simdjson::ondemand::parser parser;
  for (const PageElements::Element& element : page.elements) {
    if (page.copy.empty()) {
      result.products.push_back(read_one(parser, element.original, adapter));
    } else {
      const simdjson::padded_string clean = cleaned(element.original);
      result.products.push_back(read_one(parser, clean, adapter));
    }
  }
  return result;
}

}  // namespace lazada::mapping
