// Reads chapi.order-batch/1: the members that the host keeps in columns, and each order's own
// text as it came.
#ifndef SAMPLE_HOST_ORDERS_ORDER_BATCH_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_BATCH_HPP_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orders/order.hpp"

namespace channel_host {

struct RejectedOrder {
  std::string order_id;  // may be empty
  std::optional<std::int64_t> updated_at_ms;
  std::string reason;
  std::string message;
  std::string raw;
};

struct OrderBatch {
  std::vector<PulledOrder> orders;
  std::vector<RejectedOrder> rejected;
};

// Keeps its buffers from batch to batch.  One per thread.
class OrderBatchReader {
 public:
  OrderBatchReader();
  ~OrderBatchReader();
  // The result's views live until the next read.  Throws chapi::host::Failure (broken contract)
  // when a member that the host needs is missing or has another type.
  OrderBatch& read(std::string_view json);
  // One chapi.order/1, as the database keeps it.
  PulledOrder read_one(std::string_view json);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_BATCH_HPP_
