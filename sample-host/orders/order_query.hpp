// What orders are asked for.  Rules only.
#ifndef SAMPLE_HOST_ORDERS_ORDER_QUERY_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_QUERY_HPP_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace channel_host {

inline constexpr std::array<std::string_view, 7> kTabs = {
    "all", "pending", "processed", "marked-shipped", "frozen", "void", "attention"};

inline constexpr std::array<std::string_view, 14> kSearchKeys = {
    "platform",  "store", "region",   "status", "host-status",     "number",      "own-number",
    "recipient", "phone", "tracking", "sku",    "shipping-method", "pulled-from", "pulled-to"};

// Lists are newest first; a page goes on after the cursor of the one before.
struct OrderCursor {
  std::int64_t created_at_ms = 0;
  std::int64_t number = 0;
};
std::string write_cursor(const OrderCursor& cursor);
// Throws Failure (kInvalidInput).
OrderCursor read_cursor(std::string_view text);

struct OrderQuery {
  std::string tab = "all";
  std::string platform;
  std::string store;
  std::string region;
  std::string status;  // of the contract
  std::string host_status;
  std::vector<std::string> numbers;  // the platform's
  std::vector<std::int64_t> own_numbers;
  std::string recipient;
  std::string phone;
  std::string tracking;
  std::string sku;
  std::string shipping_method;  // a carrier, or a kind of fulfilment
  std::optional<std::int64_t> pulled_from_ms;
  std::optional<std::int64_t> pulled_to_ms;  // exclusive
  bool unmapped = false;
};

// "key=value"; several of one key are refused.  Throws Failure (kInvalidInput) naming the allowed
// keys or words.
void add_condition(OrderQuery& query, std::string_view condition);
// Throws Failure (kInvalidInput) for a tab or status word that does not exist.
void check_query(const OrderQuery& query);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_QUERY_HPP_
