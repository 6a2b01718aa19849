#include "plugin/flow/order_fetch.hpp"

#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <span>

#include "plugin/flow/order_items.hpp"
#include "plugin/flow/time_text.hpp"

namespace lazada::flow {
namespace {

constexpr std::size_t kPagesUnderWay = 6;
constexpr std::chrono::milliseconds kBatchTime{500};

// A list page has two calls for items, so three threads keep up with one that lists.
constexpr int kMostItemThreads = 4;

// Unwinds the walk when nobody takes its pages any more.
struct Stopped {};

}  // namespace

OrderFetch::OrderFetch(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                       const Config& config, const WalkSettings& settings,
                       const chapi::module::Log& log, const chapi::module::Call& call)
    : client_(client), adapter_(adapter), orders_per_batch_(config.orders_per_batch), call_(call) {
  const auto store =
      config.cross_border ? mapping::StoreKind::kCrossBorder : mapping::StoreKind::kLocal;
  const std::string seller_id = client.seller_id(call);
  const int writers = std::clamp(client.connections() - 1, 1, kMostItemThreads);
  for (int i = 0; i < writers; ++i) {
    writers_.emplace_back(client, call_.call(), adapter, store, seller_id, items_memory_,
                          documents_);
  }
  try {
    threads_.emplace_back([this, settings, &log] { walk(settings, log); });
    for (OrderDocumentWriter& writer : writers_) {
      threads_.emplace_back([this, &writer] { write_documents(writer); });
    }
  } catch (...) {
    stop();
    throw;
  }
}

OrderFetch::~OrderFetch() { stop(); }

void OrderFetch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  call_.stop();
  room_.notify_all();
  writable_.notify_all();
}

bool OrderFetch::front_is_settled() const {
  return !pages_.empty() && (pages_.front()->open_parts == 0 || pages_.front()->failure);
}

FetchedBatch OrderFetch::next() {
  FetchedBatch batch;
  std::unique_lock lock(mutex_);
  settled_.wait(lock, [this] { return front_is_settled(); });
  if (pages_.front()->failure) std::rethrow_exception(pages_.front()->failure);
  const auto end = std::chrono::steady_clock::now() + kBatchTime;
  std::int64_t orders = 0;
  do {
    const std::shared_ptr<Work> work = pages_.front();
    pages_.pop_front();
    room_.notify_one();
    orders += static_cast<std::int64_t>(work->page.orders.size());
    std::move(work->parts.begin(), work->parts.end(), std::back_inserter(batch.parts));
    batch.page = std::move(work->page);
  } while (!batch.page.last && orders < orders_per_batch_ && settled_.wait_until(lock, end, [this] {
    return front_is_settled();
  }) && !pages_.front()->failure);
  return batch;
}

void OrderFetch::walk(const WalkSettings& settings, const chapi::module::Log& log) {
  try {
    walk_orders(
        settings, log, [this](const ListQuery& query) { return list(query); },
        [this](WalkedPage page) {
          auto work = std::make_shared<Work>();
          work->open_parts = (page.orders.size() + kOrdersPerItemsCall - 1) / kOrdersPerItemsCall;
          work->parts.resize(work->open_parts);
          work->page = std::move(page);
          push(std::move(work));
        });
  } catch (const Stopped&) {
  } catch (...) {
    auto work = std::make_shared<Work>();
    work->failure = std::current_exception();
    const std::lock_guard lock(mutex_);
    pages_.push_back(std::move(work));
    settled_.notify_one();
  }
}

void OrderFetch::push(std::shared_ptr<Work> work) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return stopping_ || pages_.size() < kPagesUnderWay; });
  if (stopping_) throw Stopped();
  for (std::size_t part = 0; part < work->parts.size(); ++part) {
    to_write_.emplace_back(work, part);
    writable_.notify_one();
  }
  pages_.push_back(std::move(work));
  if (front_is_settled()) settled_.notify_one();
}

void OrderFetch::write_documents(OrderDocumentWriter& writer) {
  for (;;) {
    std::unique_lock lock(mutex_);
    writable_.wait(lock, [this] { return stopping_ || !to_write_.empty(); });
    if (stopping_) return;
    const auto [work, part] = to_write_.front();
    to_write_.pop_front();
    lock.unlock();

    std::shared_ptr<const OrderDocuments> documents;
    std::exception_ptr failure;
    try {
      const std::span rows(work->page.orders);
      const std::size_t first = part * kOrdersPerItemsCall;
      documents =
          writer.write(rows.subspan(first, std::min(kOrdersPerItemsCall, rows.size() - first)));
    } catch (...) {
      failure = std::current_exception();
    }

    lock.lock();
    work->parts[part] = std::move(documents);
    --work->open_parts;
    if (failure && !work->failure) work->failure = failure;
    if (front_is_settled()) settled_.notify_one();
  }
}

ListAnswer OrderFetch::list(const ListQuery& query) {
  const auto time = [this](std::optional<std::int64_t> seconds) {
    return seconds ? time_text(*seconds, adapter_.utc_offset_minutes) : std::string();
  };
  open_platform::Request request;
  request.path = "/orders/get";
  request.parameters = {{"update_after", time(query.update_after)},
                        {"update_before", time(query.update_before)},
                        {"created_after", time(query.created_after)},
                        {"created_before", time(query.created_before)},
                        {"sort_by", "updated_at"},
                        {"sort_direction", "ASC"},
                        {"limit", std::to_string(kPageRows)},
                        {"offset", std::to_string(query.offset)}};
  std::optional<mapping::OrderPage> page;
  const auto read = [this, &page](const std::string& body, std::string& request_id) {
    page.emplace();
    if (!reader_.read(body, *page, request_id)) page.reset();
    return page.has_value();
  };
  const auto body = bodies_.take();
  auto response = client_.send_and_read(request, call_.call(), read, std::move(*body));
  *body = std::move(response.body);
  body->reserve(body->size() + simdjson::SIMDJSON_PADDING);
  if (!page) page = mapping::slice_orders(*body);
  return {body, std::move(*page), response.server_time_ms};
}

}  // namespace lazada::flow
