#include "orders/order_query.hpp"

#include <charconv>

#include "failure.hpp"
#include "orders/host_status.hpp"
#include "orders/order.hpp"
#include "orders/order_status.hpp"
#include "orders/word_list.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

constexpr std::size_t kMostNumbers = 1000;

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> split(std::string_view list, std::string_view key) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (std::string part = trimmed(list.substr(0, end)); !part.empty()) {
      parts.push_back(std::move(part));
    }
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  if (parts.size() > kMostNumbers) {
    throw Failure(Exit::kInvalidInput, std::string(key) + " takes at most " +
                                           std::to_string(kMostNumbers) + " numbers at once, not " +
                                           std::to_string(parts.size()) + ".");
  }
  return parts;
}

std::int64_t time_of(std::string_view key, const std::string& value) {
  const auto at = parse_rfc3339(value.size() == 10 ? value + "T00:00:00Z" : value);
  if (at) return *at;
  throw Failure(Exit::kInvalidInput, std::string(key) + " is no time: " + value +
                                         " (write 2026-01-31 or 2026-01-31T08:00:00+07:00)");
}

}  // namespace

std::string write_cursor(const OrderCursor& cursor) {
  return std::to_string(cursor.created_at_ms) + "-" + std::to_string(cursor.number);
}

OrderCursor read_cursor(std::string_view text) {
  OrderCursor cursor;
  const char* end = text.data() + text.size();
  const auto created = std::from_chars(text.data(), end, cursor.created_at_ms);
  if (created.ec == std::errc() && created.ptr != end && *created.ptr == '-') {
    const auto number = std::from_chars(created.ptr + 1, end, cursor.number);
    if (number.ec == std::errc() && number.ptr == end) return cursor;
  }
  throw Failure(Exit::kInvalidInput, "--after is no cursor: " + std::string(text) +
                                         ". Take the one that the page before ended with.");
}

void add_condition(OrderQuery& query, std::string_view condition) {
  const std::size_t sign = condition.find('=');
  std::string key = trimmed(condition.substr(0, std::min(sign, condition.size())));
  if (key == "country") key = "region";
  check_word(key, kSearchKeys, "key to search orders by");
  const std::string value =
      sign == std::string_view::npos ? "" : trimmed(condition.substr(sign + 1));
  if (value.empty()) {
    throw Failure(Exit::kInvalidInput,
                  "The search key " + key + " has no value; write " + key + "=VALUE.");
  }
  const auto put = [&](std::string& member) {
    if (!member.empty()) {
      throw Failure(Exit::kInvalidInput, "The search key " + key + " is given twice.");
    }
    member = value;
  };
  if (key == "platform") {
    put(query.platform);
  } else if (key == "store") {
    put(query.store);
  } else if (key == "region") {
    put(query.region);
  } else if (key == "status") {
    put(query.status);
  } else if (key == "host-status") {
    put(query.host_status);
  } else if (key == "number") {
    query.numbers = split(value, key);
  } else if (key == "own-number") {
    for (const std::string& text : split(value, key)) {
      const std::int64_t number = parse_own_number(text);
      if (number == 0) {
        throw Failure(Exit::kInvalidInput, text + " is no own number; they look like SO-000123.");
      }
      query.own_numbers.push_back(number);
    }
  } else if (key == "recipient") {
    put(query.recipient);
  } else if (key == "phone") {
    put(query.phone);
  } else if (key == "tracking") {
    put(query.tracking);
  } else if (key == "sku") {
    put(query.sku);
  } else if (key == "shipping-method") {
    put(query.shipping_method);
  } else if (key == "pulled-from") {
    query.pulled_from_ms = time_of(key, value);
  } else {
    query.pulled_to_ms = time_of(key, value);
  }
}

void check_query(const OrderQuery& query) {
  check_word(query.tab, kTabs, "tab");
  if (!query.status.empty()) {
    check_word(query.status, kStatuses, "status of the marketplace's contract");
  }
  if (!query.host_status.empty()) {
    check_word(query.host_status, kHostStatuses, "status of the host");
  }
  for (const std::string* text : {&query.recipient, &query.phone}) {
    if (text->find('*') != std::string::npos) {
      throw Failure(Exit::kInvalidInput,
                    *text +
                        " is masked, and masked values are never matched. Search with the "
                        "whole value, or by another key.");
    }
  }
}

}  // namespace channel_host
