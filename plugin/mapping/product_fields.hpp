// One product of /products/get as it stood on the wire.
#pragma once

#include <utility>
#include <vector>

#include "mapping/object_reading.hpp"

namespace lazada::mapping {

struct WarehouseFields {
  Scalar code, quantity, total, sellable, withheld, occupied;
};

struct SkuFields {
  Scalar seller_sku, shop_sku, sku_id, status;
  Scalar quantity, available, price, special_price, url, image, barcode;
  std::vector<WarehouseFields> warehouses;
  // Sale attributes: the members of saleProp, or else every member that no other name claims.
  std::vector<std::pair<std::string_view, Scalar>> sale_properties;
  std::vector<std::pair<std::string_view, Scalar>> unclaimed;
};

struct ProductFields {
  Scalar item_id, status, updated_time, name, image;
  std::vector<Scalar> variation_names;  // names of the flat sale attributes
  std::vector<SkuFields> skus;
};

// `text` must have 64 readable bytes behind its end; the views in `out` live as long as it and
// until the parser's next document.  Throws Unreadable; what was read before stays in `out`.
void read_product(simdjson::ondemand::parser& parser, std::string_view text, ProductFields& out);

}  // namespace lazada::mapping
