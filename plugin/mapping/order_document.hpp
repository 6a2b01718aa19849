// Writes one chapi.order/1 document from Lazada's text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "mapping/fulfilment.hpp"
#include "mapping/json_text.hpp"
#include "mapping/order_slices.hpp"
#include "mapping/unreadable.hpp"

namespace lazada::mapping {

// Reuses its parsers' memory: one per thread.
class OrderWriter {
 public:
  // The adapter must outlive the writer.  `store` says whether the shop is cross-border, which no
  // item tells.
  OrderWriter(const adapters::RegionAdapter& adapter, std::string seller_id,
              StoreKind store = StoreKind::kLocal);
  ~OrderWriter();

  // Appends the document to `out`, or leaves `out` as it was and throws Unreadable.  Both texts
  // must have 64 readable bytes behind their end.  `order` is an element of /orders/get or the
  // data of /order/get; `items` is a JSON array of items.
  void append(JsonText& out, std::string_view order, std::string_view items);
  // The same from slices, without reading again what was read while slicing.
  void append(JsonText& out, const OrderSlice& order, const ItemsSlice& items);

 private:
  struct Parsers;
  const adapters::RegionAdapter& adapter_;
  StoreKind store_;
  std::unique_ptr<Parsers> parsers_;
};

}  // namespace lazada::mapping
