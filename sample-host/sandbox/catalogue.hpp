// The goods of one shop.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sandbox {

struct Sku {
  uint32_t product = 0;
  int64_t sku_id = 0;
  std::string seller_sku;
  std::string shop_sku;
  std::string colour;  // empty when the product has no variants
  std::string size;
  int64_t price = 0;          // hundredths of the venue's currency
  int64_t special_price = 0;  // 0: none
  int64_t sellable = 0;
  int64_t withhold = 0;
  int64_t occupy = 0;
  bool active = true;

  // `Color family:Black, Size:M`, as order lines show it.
  std::string Variation() const;
};

struct Product {
  int64_t item_id = 0;
  std::string name;  // in the venue's language
  std::string name_en;
  std::string brand;
  int64_t category = 0;
  int64_t created_s = 0;
  int64_t updated_s = 0;
  std::string status;      // Active, InActive, Pending QC, Suspended, Deleted
  std::string sub_status;  // Lock, Reject, Live Reject, Admin or empty
  uint32_t first_sku = 0;
  uint32_t sku_count = 0;
  uint64_t seed = 0;
  bool digital = false;
};

struct Catalogue {
  std::vector<Product> products;  // the listed ones first
  std::vector<Sku> skus;          // in the order of their products
  uint32_t listed_products = 0;   // what stands behind them was sold once and is listed no more
  uint32_t listed_skus = 0;
  uint32_t digital_sku = 0;  // a listed SKU that is delivered by e-mail
};

// `products` listings for a shop of `region`; the same seed makes the same goods. `start_s` is the
// time the oldest listing was made.
Catalogue MakeCatalogue(size_t region, uint64_t seed, uint32_t products, int64_t start_s,
                        int64_t now_s);

}  // namespace sandbox
