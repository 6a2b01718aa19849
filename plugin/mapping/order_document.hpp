// Writes one chapi.order/1 document from Lazada's text.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/mapping/fulfilment.hpp"

namespace lazada::mapping {

// This order cannot be read; it becomes a dead letter.
struct Unreadable : std::runtime_error {
  Unreadable(std::string reason_, const std::string& message)
      : std::runtime_error(message), reason(std::move(reason_)) {}
  std::string reason;  // stable code, e.g. "price_unreadable"; what() names member and cause
};

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
  void append(std::string& out, std::string_view order, std::string_view items);

 private:
  struct Parsers;
  const adapters::RegionAdapter& adapter_;
  std::string seller_id_;
  Parsers* parsers_;
};

}  // namespace lazada::mapping
