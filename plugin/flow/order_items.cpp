#include "plugin/flow/order_items.hpp"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace lazada::flow {
namespace {

using open_platform::Call;
using open_platform::Client;
using open_platform::Error;
using open_platform::Request;

bool is_decimal(std::string_view id) {
  return !id.empty() && id.size() <= 20 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Lazada names the order as the cause: 16 unknown in this store, 37 a wrong id in the list, 39
// none of the list found.
bool blames_order(const Error& error) {
  return error.status == CHAPI_NOT_FOUND || error.platform_code == "16" ||
         error.platform_code == "37" || error.platform_code == "39";
}

// The same request without the order that is to blame may succeed.
bool may_be_one_order(const Error& error) {
  if (error.platform_code == "38") return true;  // too many orders: half of them is not
  switch (error.status) {
    case CHAPI_INVALID_ARGUMENT:
    case CHAPI_NOT_FOUND:
    case CHAPI_CONFLICT:
    case CHAPI_REJECTED:
    case CHAPI_BAD_RESPONSE:
      return true;
    case CHAPI_UNAVAILABLE:
      return !error.platform_code.empty();  // Lazada's own back end, not the way to it
    default:
      return false;
  }
}

class Reader {
 public:
  Reader(Client& client, const Call& call, ItemsMemory& memory)
      : client_(client), call_(call), memory_(memory) {}

  OrderItems read(std::span<const std::string> ids) {
    std::vector<std::string> askable;
    for (const std::string& id : ids) {
      if (is_decimal(id)) {
        askable.push_back(id);
      } else {
        fail(id,
             Error(CHAPI_BAD_RESPONSE, "order_id_unreadable",
                   "The order's id is not a decimal number, so its items cannot be asked for."));
      }
    }
    read_all(askable);
    if (!doubts_.empty()) settle_doubts();
    return std::move(found_);
  }

 private:
  void read_all(std::span<const std::string> ids) {
    for (std::size_t from = 0; from < ids.size(); from += kOrdersPerItemsCall) {
      read_batch(ids.subspan(from, std::min(kOrdersPerItemsCall, ids.size() - from)));
    }
  }

  void read_batch(std::span<const std::string> ids) {
    try {
      ask(ids);
    } catch (const Error& error) {
      if (!may_be_one_order(error)) throw;
      // While nothing can be read, the service is to blame rather than all of these.
      const bool outage = !service_answers_ && doubts_.size() >= 2 && !blames_order(error);
      if (ids.size() > 1 && !outage) {
        read_batch(ids.first(ids.size() / 2));
        read_batch(ids.subspan(ids.size() / 2));
        return;
      }
      for (const std::string& id : ids) doubt(id, error);
    }
  }

  // An outage may have begun or ended between two questions.
  void settle_doubts() {
    const std::string readable = memory_.readable.get();
    if (readable.empty()) throw doubts_.front().second;
    expect_answer(readable);
    std::vector<std::string> again;
    for (const auto& [id, error] : std::exchange(doubts_, {})) again.push_back(id);
    service_answers_ = true;
    read_all(again);
    if (doubts_.empty()) return;
    expect_answer(readable);
    for (const auto& [id, error] : doubts_) fail(id, error);
  }

  // Throws Error when not even an order can be read that could be read before.
  void expect_answer(const std::string& id) {
    try {
      send("/orders/items/get", "order_ids", "[" + id + "]", {});
    } catch (const Error& error) {
      if (!blames_order(error)) throw;
    }
  }

  void ask(std::span<const std::string> ids) {
    std::string list = "[";
    for (const std::string& id : ids) {
      if (list.size() > 1) list += ',';
      list += id;
    }
    std::optional<std::vector<mapping::ItemsSlice>> slices;
    const auto read = [this, &slices](const std::string& body, std::string& request_id) {
      slices.emplace();
      if (!memory_.pages.read(body, *slices, request_id)) slices.reset();
      return slices.has_value();
    };
    const auto body = send("/orders/items/get", "order_ids", list + "]", read);
    if (!slices) slices = mapping::slice_items(*body);
    found_.bodies.push_back(body);
    for (auto& slice : *slices) {
      if (!slice.order_id.empty()) remember(slice.order_id);
      found_.items.insert_or_assign(slice.order_id, std::move(slice));
    }
    for (const std::string& id : ids) {
      if (!found_.items.contains(id)) ask_alone(id);
    }
  }

  // For an order that the answer left out.
  void ask_alone(const std::string& id) {
    try {
      const auto body = send("/order/items/get", "order_id", id, {});
      simdjson::ondemand::parser parser;
      simdjson::ondemand::document document;
      std::string_view items;
      simdjson::ondemand::array array;
      if (parser.iterate(*body).get(document) != simdjson::SUCCESS ||
          document["data"].get_array().get(array) != simdjson::SUCCESS ||
          array.raw_json().get(items) != simdjson::SUCCESS) {
        throw Error(CHAPI_BAD_RESPONSE, "items_unreadable",
                    "The answer of /order/items/get carries no list of items.");
      }
      found_.bodies.push_back(body);
      found_.items.insert_or_assign(id, mapping::ItemsSlice{id, items});
      remember(id);
    } catch (const Error& error) {
      if (!may_be_one_order(error)) throw;
      doubt(id, error);
    }
  }

  std::shared_ptr<const std::string> send(const char* path, const char* name, std::string value,
                                          const open_platform::ReadWhole& read) {
    Request request;
    request.path = path;
    request.parameters = {{name, std::move(value)}};
    const auto body = memory_.bodies.take();
    auto response = client_.send_and_read(request, call_, read, std::move(*body));
    *body = std::move(response.body);
    // simdjson reads up to 64 bytes behind the end; a moved short string loses its capacity.
    body->reserve(body->size() + simdjson::SIMDJSON_PADDING);
    return body;
  }

  void remember(const std::string& id) {
    if (!std::exchange(service_answers_, true)) memory_.readable.set(id);
  }

  void doubt(const std::string& id, const Error& error) {
    if (blames_order(error)) {
      fail(id, error);
    } else {
      doubts_.emplace_back(id, error);
    }
  }

  void fail(const std::string& id, const Error& error) {
    found_.failed.insert_or_assign(id, error);
  }

  Client& client_;
  const Call& call_;
  ItemsMemory& memory_;
  OrderItems found_;
  bool service_answers_ = false;
  std::vector<std::pair<std::string, Error>> doubts_;  // failures that may not be the order's own
};

}  // namespace

OrderItems read_order_items(Client& client, const Call& call, ItemsMemory& memory,
                            std::span<const std::string> order_ids) {
  return Reader(client, call, memory).read(order_ids);
}

}  // namespace lazada::flow
