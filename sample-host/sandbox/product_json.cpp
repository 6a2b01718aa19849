#include "sandbox/product_json.hpp"

#include "sandbox/dates.hpp"
#include "sandbox/json_text.hpp"
#include "sandbox/random.hpp"

namespace sandbox {
namespace {

std::string ImageUrl(const Shop& shop, uint64_t seed) {
  return "https://" + std::string(shop.venue().code) + "-live.slatic.net/p/" + Hex16(seed) +
         Hex16(Mix(seed)) + ".jpg";
}

std::string ImageList(const Shop& shop, const Product& product) {
  std::string list = "[";
  AppendQuoted(list, ImageUrl(shop, product.seed));
  list += ',';
  AppendQuoted(list, ImageUrl(shop, product.seed + 1));
  return list + "]";
}

void AppendWarehouse(std::string& out, const Sku& sku, Shape shape) {
  Fields stock(out, shape, 0, true);
  stock.Number("occupyQuantity", sku.occupy);
  stock.Number("quantity", sku.sellable + sku.withhold + sku.occupy);
  stock.Number("totalQuantity", sku.sellable + sku.withhold + sku.occupy);
  stock.Number("withholdQuantity", sku.withhold);
  stock.Text("warehouseCode", "dropshipping");
  stock.Number("sellableQuantity", sku.sellable);
  stock.Close();
}

void AppendSaleAttributes(Fields& fields, const Sku& sku) {
  if (sku.colour.empty()) return;
  if (fields.shape() == Shape::kDoc) {
    fields.Text("color_family", sku.colour);
    fields.Text("size", sku.size);
    return;
  }
  Fields attributes(fields.Open("saleProp"), fields.shape(), 0, true);
  attributes.Text("color_family", sku.colour);
  attributes.Text("size", sku.size);
  attributes.Close();
}

// Prices of listings are plain numbers in both shapes.
std::string PlainAmount(int64_t hundredths) {
  std::string text = MoneyText(hundredths, false);
  if (hundredths % 100 == 0) text.resize(text.size() - 1);
  return text;
}

void AppendSku(std::string& out, const Shop& shop, const Sku& sku, const Product& product,
               Shape shape, bool with_stock) {
  Fields fields(out, shape, 0, true);
  const int offset = shop.venue().utc_offset_minutes;
  fields.Text("Status", product.status == "Deleted" ? "deleted"
                        : sku.active                ? "active"
                                                    : "inactive");
  fields.Raw("quantity", std::to_string(sku.sellable));
  fields.Raw("Available", std::to_string(sku.sellable));
  fields.Text("SellerSku", sku.seller_sku);
  fields.Text("ShopSku", sku.shop_sku);
  fields.Raw("SkuId", std::to_string(sku.sku_id));
  fields.Text("Url", "https://" + std::string(shop.venue().storefront) + "/-i" +
                         std::to_string(product.item_id) + "-s" + std::to_string(sku.sku_id) +
                         ".html");
  AppendSaleAttributes(fields, sku);
  fields.Raw("price", PlainAmount(sku.price));
  fields.Raw("special_price", PlainAmount(sku.special_price));
  if (sku.special_price > 0) {
    fields.Text("special_from_date", DayText(product.created_s, offset));
    fields.Text("special_from_time", DayText(product.created_s, offset) + " 00:00");
    fields.Text("special_to_date", DayText(product.created_s + 400LL * 86400, offset));
    fields.Text("special_to_time", DayText(product.created_s + 400LL * 86400, offset) + " 00:00");
  }
  fields.Text("package_weight", "0.40");
  fields.Text("package_length", "20.00");
  fields.Text("package_width", "15.00");
  fields.Text("package_height", "8.00");
  std::string& images = fields.Open("Images");
  images += '[';
  AppendQuoted(images, ImageUrl(shop, product.seed));
  images += shape == Shape::kDoc ? ",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]" : "]";
  if (with_stock) {
    std::string& warehouses = fields.Open("multiWarehouseInventories");
    warehouses += '[';
    AppendWarehouse(warehouses, sku, Shape::kReal);
    warehouses += ']';
    fields.Raw("fblWarehouseInventories", "[]");
    fields.Raw("channelInventories", "[]");
  }
  fields.Close();
}

void AppendSkus(std::string& out, const Shop& shop, const Product& product, Shape shape,
                bool with_stock) {
  out += '[';
  for (uint32_t i = 0; i < product.sku_count; ++i) {
    if (i > 0) out += ',';
    AppendSku(out, shop, shop.catalogue.skus[product.first_sku + i], product, shape, with_stock);
  }
  out += ']';
}

void AppendAttributes(std::string& out, const Product& product, Shape shape) {
  Fields fields(out, shape, 0, true);
  fields.Text("name", product.name);
  fields.Text("name_en", product.name_en);
  fields.Text("short_description", "<ul><li>" + product.name + "</li></ul>");
  fields.Text("description", "<p>" + product.name + "</p>\n");
  fields.Text("brand", product.brand);
  fields.Text("warranty_type", "No Warranty");
  fields.Close();
}

void AppendVariation(std::string& out, const Product& product, const Shop& shop, Shape shape) {
  Fields fields(out, shape, 0, true);
  if (!shop.catalogue.skus[product.first_sku].colour.empty()) {
    fields.Raw("Variation1",
               R"({"name":"color_family","hasImage":true,"customize":false,"options":[]})");
    fields.Raw("Variation2", R"({"name":"size","hasImage":false,"customize":false,"options":[]})");
  }
  fields.Close();
}

}  // namespace

void AppendListing(std::string& out, const Shop& shop, const Product& product, Shape shape,
                   bool with_stock) {
  Fields fields(out, shape, 0, true);
  fields.Text("created_time", std::to_string(product.created_s * 1000));
  fields.Text("updated_time", std::to_string(product.updated_s * 1000));
  // A JSON text in the documentation, a list in real answers.
  if (shape == Shape::kDoc) {
    fields.Text("images", ImageList(shop, product));
  } else {
    fields.Raw("images", ImageList(shop, product));
  }
  AppendSkus(fields.Open("skus"), shop, product, shape, with_stock);
  fields.Number("item_id", product.item_id);
  fields.Text("hiddenStatus", "");
  fields.Text("hiddenReason", "");
  fields.Raw("suspendedSkus", "[]");
  fields.Text("subStatus", product.sub_status);
  fields.Flag("trialProduct", false);
  fields.Raw("rejectReason", product.sub_status.empty()
                                 ? "[]"
                                 : R"([{"suggestion":"","violationDetail":"Wrong Image"}])");
  fields.Number("primary_category", product.category);
  if (shape == Shape::kDoc) {
    fields.Text("marketImages", "[]");
  } else {
    fields.Raw("marketImages", "[]");
  }
  AppendAttributes(fields.Open("attributes"), product, shape);
  AppendVariation(fields.Open("variation"), product, shop, shape);
  fields.Text("status", product.status);
  fields.Close();
}

void AppendProductItem(std::string& out, const Shop& shop, const Product& product, Shape shape) {
  const bool doc = shape == Shape::kDoc;
  Fields fields(out, shape, 0, true);
  fields.Number(doc ? "item_id" : "itemId", product.item_id);
  fields.Number(doc ? "primary_category" : "primaryCategory", product.category);
  fields.Text(doc ? "created_time" : "createdTime", std::to_string(product.created_s * 1000));
  fields.Text(doc ? "updated_time" : "updatedTime", std::to_string(product.updated_s * 1000));
  fields.Raw(doc ? "images" : "productImageList", ImageList(shop, product));
  AppendAttributes(fields.Open("attributes"), product, shape);
  AppendVariation(fields.Open("variation"), product, shop, shape);
  AppendSkus(fields.Open("skus"), shop, product, shape, true);
  fields.Text("status", product.status);
  fields.Text(doc ? "sub_status" : "subStatus", product.sub_status);
  fields.Close();
}

}  // namespace sandbox
