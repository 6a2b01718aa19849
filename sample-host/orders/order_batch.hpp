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

namespace channel_host {

struct PulledItem {
  std::string item_id;
  std::string sku;
  std::string name;
  std::string fulfilment;
  std::string status;
  std::string status_raw;
  std::string package_id;
  std::string tracking_number;
  std::string carrier;
};

struct PulledOrder {
  std::string platform;
  std::string region;
  std::string seller_id;
  std::string order_id;
  std::string order_number;
  std::int64_t created_at_ms = 0;
  std::int64_t updated_at_ms = 0;
  std::string status;
  std::string currency;
  std::string paid;
  std::vector<PulledItem> items;
  std::string_view document;  // chapi.order/1, a slice of the batch
};

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
  const OrderBatch& read(std::string_view json);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_BATCH_HPP_
