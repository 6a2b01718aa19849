// Turns rows of a list page into order documents, and what cannot be read into dead letters.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "adapters/region_adapter.hpp"
#include "plugin/flow/order_items.hpp"
#include "plugin/mapping/order_document.hpp"
#include "plugin/mapping/order_slices.hpp"
#include "plugin/open_platform/client.hpp"
#include "plugin/reused.hpp"

namespace lazada::flow {

// Members of a chapi.order-batch/1, each a list without brackets: "{..},{..}".
struct OrderDocuments {
  mapping::JsonText orders;
  mapping::JsonText rejected;
  int order_count = 0;
  int rejected_count = 0;

  void clear() {
    orders.cut(0);
    rejected.cut(0);
    order_count = rejected_count = 0;
  }
};

// One per thread: memory that nobody needs any more is used again.
class OrderDocumentWriter {
 public:
  OrderDocumentWriter(open_platform::Client& client, const open_platform::Call& call,
                      const adapters::RegionAdapter& adapter, mapping::StoreKind store,
                      std::string seller_id, ItemsMemory& memory,
                      Reused<OrderDocuments>& documents);

  // Fetches the rows' items and writes all documents.  Every row ends in one of the two lists.
  // Throws Error only for what concerns more than single orders.
  std::shared_ptr<const OrderDocuments> write(std::span<const mapping::OrderSlice> rows);

 private:
  void reject(OrderDocuments& out, const mapping::OrderSlice& row, std::string_view items,
              const std::string& reason, const std::string& message) const;

  open_platform::Client& client_;
  const open_platform::Call& call_;
  int utc_offset_minutes_;
  ItemsMemory& memory_;
  mapping::OrderWriter writer_;
  Reused<OrderDocuments>& documents_;
};

}  // namespace lazada::flow
