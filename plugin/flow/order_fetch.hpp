// Fetches pages of orders and their items side by side, and hands them out in order.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/flow/order_documents.hpp"
#include "plugin/flow/order_walk.hpp"
#include "plugin/flow/stoppable_call.hpp"
#include "plugin/open_platform/client.hpp"
#include "plugin/reused.hpp"

namespace lazada::flow {

// Some list pages in a row, with the documents of the rows of all of them.
struct FetchedBatch {
  WalkedPage page;                                           // the last of them
  std::vector<std::shared_ptr<const OrderDocuments>> parts;  // in the walk's order
};

// One thread walks the list, the others read items.  Only a few pages are under way at any time,
// so memory does not grow with the number of orders.  Used from one thread; the destructor ends
// what is under way and joins.
class OrderFetch {
 public:
  OrderFetch(open_platform::Client& client, const adapters::RegionAdapter& adapter,
             const Config& config, const WalkSettings& settings, const chapi::module::Log& log,
             const chapi::module::Call& call);
  ~OrderFetch();
  OrderFetch(const OrderFetch&) = delete;
  OrderFetch& operator=(const OrderFetch&) = delete;

  // The next pages of the walk: as many as are complete within half a second, up to the
  // config's orders_per_batch: a host stores few large batches with less work than many small ones.
  // The one that is marked as last must be the last one asked for.  Throws what ended the fetching,
  // after the pages that came before it are handed out.
  FetchedBatch next();

 private:
  // A page under way.
  struct Work {
    WalkedPage page;
    std::vector<std::shared_ptr<const OrderDocuments>> parts;  // of kOrdersPerItemsCall rows each
    std::size_t open_parts = 0;
    std::exception_ptr failure;  // of the walk itself or of a part
  };

  void stop();
  bool front_is_settled() const;
  void walk(const WalkSettings& settings, const chapi::module::Log& log);
  void push(std::shared_ptr<Work> work);
  void write_documents(OrderDocumentWriter& writer);
  ListAnswer list(const ListQuery& query);

  open_platform::Client& client_;
  const adapters::RegionAdapter& adapter_;
  const std::int64_t orders_per_batch_;
  StoppableCall call_;
  mapping::PageReader reader_;  // of the list
  Reused<std::string> bodies_;  // of the list

  std::mutex mutex_;
  std::condition_variable settled_;   // the first page, or the walk has failed
  std::condition_variable room_;      // for one more page
  std::condition_variable writable_;  // a part
  bool stopping_ = false;
  std::deque<std::shared_ptr<Work>> pages_;                             // in the walk's order
  std::deque<std::pair<std::shared_ptr<Work>, std::size_t>> to_write_;  // page and part

  ItemsMemory items_memory_;
  Reused<OrderDocuments> documents_;
  std::deque<OrderDocumentWriter> writers_;  // one per thread
  std::vector<std::jthread> threads_;
};

}  // namespace lazada::flow
