#include "plugin/flow/order_documents.hpp"

#include <nlohmann/json.hpp>

#include "plugin/flow/time_text.hpp"

namespace lazada::flow {
namespace {

constexpr std::size_t kRawLimit = 64 * 1024;

// Cut at a UTF-8 boundary.
std::string raw_text(std::string_view order, std::string_view items) {
  std::string raw(order.substr(0, kRawLimit + 1));
  if (!items.empty()) raw.append("\n").append(items.substr(0, kRawLimit + 1));
  if (raw.size() <= kRawLimit) return raw;
  std::size_t end = kRawLimit;
  while (end > 0 && (static_cast<unsigned char>(raw[end]) & 0xC0) == 0x80) --end;
  raw.resize(end);
  return raw;
}

// Not the error's own sentence, which speaks of trying again.
std::string items_missing(const open_platform::Error& error) {
  std::string text = "The order's items could not be read: " + error.reason;
  if (!error.platform_code.empty()) text += ", code " + error.platform_code;
  if (!error.request_id.empty()) text += ", request id " + error.request_id;
  return text + ". It is read again when it changes on Lazada.";
}

}  // namespace

OrderDocumentWriter::OrderDocumentWriter(open_platform::Client& client,
                                         const open_platform::Call& call,
                                         const adapters::RegionAdapter& adapter,
                                         mapping::StoreKind store, std::string seller_id,
                                         ItemsMemory& memory, Reused<OrderDocuments>& documents)
    : client_(client),
      call_(call),
      utc_offset_minutes_(adapter.utc_offset_minutes),
      memory_(memory),
      writer_(adapter, std::move(seller_id), store),
      documents_(documents) {}

std::shared_ptr<const OrderDocuments> OrderDocumentWriter::write(
    std::span<const mapping::OrderSlice> rows) {
  std::vector<std::string> ids;
  for (const auto& row : rows) {
    if (!row.order_id.empty()) ids.push_back(row.order_id);
  }
  OrderItems found;
  if (!ids.empty()) found = read_order_items(client_, call_, memory_, ids);

  const std::shared_ptr<OrderDocuments> documents = documents_.take();
  OrderDocuments& out = *documents;
  out.clear();
  for (const auto& row : rows) {
    if (row.order_id.empty()) {
      reject(out, row, {}, "order_id_unreadable", "The order's id cannot be read.");
      continue;
    }
    if (const auto failed = found.failed.find(row.order_id); failed != found.failed.end()) {
      reject(out, row, {}, "items_missing", items_missing(failed->second));
      continue;
    }
    const mapping::ItemsSlice& items = found.items.at(row.order_id);
    const std::size_t size = out.orders.size();
    try {
      if (size > 0) out.orders += ',';
      writer_.append(out.orders, row, items);
      ++out.order_count;
    } catch (const mapping::Unreadable& e) {
      out.orders.cut(size);
      reject(out, row, items.text, e.reason, e.what());
    }
  }
  return documents;
}

void OrderDocumentWriter::reject(OrderDocuments& out, const mapping::OrderSlice& row,
                                 std::string_view items, const std::string& reason,
                                 const std::string& message) const {
  nlohmann::json letter{{"order_id", row.order_id},
                        {"reason", reason},
                        {"message", message},
                        {"raw", raw_text(row.text, items)}};
  if (row.updated_at > 0) letter["updated_at"] = time_text(row.updated_at, utc_offset_minutes_);
  if (!out.rejected.empty()) out.rejected += ',';
  out.rejected += letter.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  ++out.rejected_count;
}

}  // namespace lazada::flow
