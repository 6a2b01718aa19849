#include "orders/order_batch.hpp"

#include <simdjson.h>

#include <bit>
#include <new>
#include <nlohmann/json_fwd.hpp>

#include "channels/store_channel.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

using simdjson::ondemand::array;
using simdjson::ondemand::document;
using simdjson::ondemand::field;
using simdjson::ondemand::object;
using simdjson::ondemand::value;

// Calls `visit(key, field)` for each member; most are skipped, so that the value is made only where
// it is read.  A key without escapes is taken as it stands in the text: simdjson's unescaping costs
// more than all the rest.
template <typename Visit>
void each_member(object fields, Visit&& visit) {
  for (auto result : fields) {
    if (result.error() != simdjson::SUCCESS) throw simdjson::simdjson_error(result.error());
    field& member = result.value_unsafe();
    const char* begin = member.key().raw();
    const char* end =
        member.value().raw_json_token().data();  // behind the key, a quote and a colon
    while (*--end != '"') {
    }
    std::string_view key(begin, static_cast<std::size_t>(end - begin));
    if (key.find('\\') != std::string_view::npos) key = member.unescaped_key();
    visit(key, member);
  }
}

std::string plain_or_unescaped(std::string_view token, value v) {
  token = token.substr(0, token.rfind('"') + 1);
  if (token.size() < 2 || token.front() != '"' || token.find('\\') != std::string_view::npos) {
    return std::string(std::string_view(v.get_string()));
  }
  return std::string(token.substr(1, token.size() - 2));
}

inline std::string text(value v) { return plain_or_unescaped(v.raw_json_token(), v); }
inline std::string text(field& f) { return text(f.value()); }

std::int64_t time(field& f) {
  const std::string_view written = f.value().get_string();
  const auto ms = parse_rfc3339(written);
  if (!ms) throw_broken_contract("An order carries the time " + std::string(written) + ".");
  return *ms;
}

OrderItem read_item(object fields) {
  OrderItem item;
  each_member(fields, [&](std::string_view key, field& f) {
    if (key == "item_id") {
      item.item_id = text(f);
    } else if (key == "sku") {
      item.sku = text(f);
    } else if (key == "name") {
      item.name = text(f);
    } else if (key == "fulfilment") {
      item.fulfilment = text(f);
    } else if (key == "status") {
      item.status = text(f);
    } else if (key == "status_raw") {
      item.status_raw = text(f);
    } else if (key == "package_id") {
      item.package_id = text(f);
    } else if (key == "tracking_number") {
      item.tracking_number = text(f);
    } else if (key == "carrier") {
      item.carrier = text(f);
    } else if (key == "warehouse") {
      item.warehouse = text(f);
    } else if (key == "presale_unpaid") {
      item.presale_unpaid = f.value().get_bool();
    } else if (key == "cancel_requested") {
      item.cancel_requested = f.value().get_bool();
    }
  });
  if (item.item_id.empty() || item.status.empty()) {
    throw_broken_contract("An order has an item without id or status.");
  }
  return item;
}

std::string paid_total(object totals) {
  std::string paid;
  each_member(totals, [&](std::string_view key, field& f) {
    if (key == "paid") paid = text(f);
  });
  return paid;
}

void read_address(object address, PulledOrder& order) {
  each_member(address, [&](std::string_view key, field& f) {
    if (key == "name") {
      order.recipient = text(f);
    } else if (key == "phone") {
      order.phone = text(f);
    } else if (key == "masked") {
      for (value member : array(f.value().get_array())) order.masked.push_back(text(member));
    }
  });
}

PulledOrder read_order(object fields) {
  PulledOrder order;
  bool created = false, updated = false;
  each_member(fields, [&](std::string_view key, field& f) {
    if (key == "platform") {
      order.platform = text(f);
    } else if (key == "region") {
      order.region = text(f);
    } else if (key == "seller_id") {
      order.seller_id = text(f);
    } else if (key == "order_id") {
      order.order_id = text(f);
    } else if (key == "order_number") {
      order.order_number = text(f);
    } else if (key == "created_at") {
      order.created_at_ms = time(f);
      created = true;
    } else if (key == "updated_at") {
      order.updated_at_ms = time(f);
      updated = true;
    } else if (key == "status") {
      order.status = text(f);
    } else if (key == "currency") {
      order.currency = text(f);
    } else if (key == "totals") {
      order.paid = paid_total(f.value().get_object());
    } else if (key == "shipping_address") {
      read_address(f.value().get_object(), order);
    } else if (key == "cancel_requested") {
      order.cancel_requested = f.value().get_bool();
    } else if (key == "cancel_pending") {
      order.cancel_pending = f.value().get_bool();
    } else if (key == "items") {
      order.items.reserve(4);
      for (object item : array(f.value().get_array())) order.items.push_back(read_item(item));
    }
  });
  if (order.order_id.empty() || order.seller_id.empty() || order.status.empty() || !created ||
      !updated) {
    throw_broken_contract(
        "An order lacks one of order_id, seller_id, status, created_at and "
        "updated_at.");
  }
  return order;
}

// The text from `begin` to the end of the object that was just read.
std::string_view text_since(document& whole, const char* begin) {
  const char* end = whole.current_location();
  while (end[-1] != '}') --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

RejectedOrder read_rejected(object fields) {
  RejectedOrder rejected;
  each_member(fields, [&](std::string_view key, field& f) {
    if (key == "order_id") {
      rejected.order_id = text(f);
    } else if (key == "updated_at") {
      rejected.updated_at_ms = time(f);
    } else if (key == "reason") {
      rejected.reason = text(f);
    } else if (key == "message") {
      rejected.message = text(f);
    } else if (key == "raw") {
      rejected.raw = text(f);
    }
  });
  return rejected;
}

}  // namespace

struct OrderBatchReader::Buffers {
  simdjson::ondemand::parser parser;
  std::string json;
  OrderBatch batch;

  // Grows to powers of two: batches that are a little longer each time would leave holes behind.
  void take(std::string_view text) {
    const std::size_t room = std::bit_ceil(text.size() + simdjson::SIMDJSON_PADDING);
    if (json.capacity() < room) json.reserve(room);
    if (parser.capacity() < room && parser.allocate(room) != simdjson::SUCCESS) {
      throw std::bad_alloc();
    }
    json.assign(text);
  }
};

OrderBatchReader::OrderBatchReader() : buffers_(std::make_unique<Buffers>()) {}
OrderBatchReader::~OrderBatchReader() = default;

OrderBatch& OrderBatchReader::read(std::string_view json) {
  Buffers& b = *buffers_;
  b.batch.orders.clear();
  b.batch.rejected.clear();
  b.take(json);
  bool orders = false, rejected = false;
  try {
    document whole = b.parser.iterate(b.json.data(), b.json.size(), b.json.capacity());
    each_member(whole.get_object(), [&](std::string_view key, field& f) {
      if (key == "orders") {
        orders = true;
        for (value order : array(f.value().get_array())) {
          const char* begin = order.raw_json_token().data();
          b.batch.orders.push_back(read_order(order.get_object()));
          b.batch.orders.back().document = text_since(whole, begin);
        }
      } else if (key == "rejected") {
        rejected = true;
        for (object one : array(f.value().get_array())) {
          b.batch.rejected.push_back(read_rejected(one));
        }
      }
    });
  } catch (const simdjson::simdjson_error& e) {
    throw_broken_contract(std::string("The module handed over a batch of orders that cannot be "
                                      "read (") +
                          e.what() + ").");
  }
  if (!orders || !rejected) {
    throw_broken_contract("The module handed over a batch without orders or rejected.");
  }
  return b.batch;
}

PulledOrder OrderBatchReader::read_one(std::string_view json) {
  Buffers& b = *buffers_;
  b.take(json);
  try {
    auto document = b.parser.iterate(b.json.data(), b.json.size(), b.json.capacity());
    return read_order(document.get_object());
  } catch (const simdjson::simdjson_error& e) {
    throw_broken_contract(std::string("A stored order cannot be read (") + e.what() + ").");
  }
}

}  // namespace channel_host
