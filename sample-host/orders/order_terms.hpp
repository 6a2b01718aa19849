// What orders are found by: status, shipping methods, SKUs and tracking numbers, as keyed hashes
// in the table order_term.
#ifndef SAMPLE_HOST_ORDERS_ORDER_TERMS_HPP_
#define SAMPLE_HOST_ORDERS_ORDER_TERMS_HPP_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/batch.hpp"
#include "orders/order.hpp"
#include "vault/blind_index.hpp"

namespace channel_host {

// The hashes.  One thread at a time.
class OrderTerms {
 public:
  explicit OrderTerms(const Cipher& cipher) : index_(cipher, "orders/terms") {}

  std::int64_t status(std::string_view store, std::string_view status);
  std::int64_t ways(std::string_view ways);
  std::int64_t sku(std::string_view store, std::string_view sku);
  std::int64_t tracking(std::string_view number);
  // Each once.
  std::vector<std::int64_t> of(std::string_view store, std::string_view status,
                               std::string_view ways, const std::vector<OrderItem>& items);

 private:
  const std::string& text(char kind, std::string_view scope, std::string_view value);
  // Few values come again and again, and looking one up costs a tenth of hashing it.
  std::int64_t remembered(char kind, std::string_view scope, std::string_view value);

  BlindIndex index_;
  std::string text_;
  std::unordered_map<std::string, std::int64_t> known_;
};

// Where an order stands in the lists.
struct OrderPlace {
  std::int64_t created_at_ms;
  std::int64_t number;
  auto operator<=>(const OrderPlace&) const = default;
};

// The rows.  flush() writes them, in the order of their keys: neighbours lie on one page.
class OrderTermRows {
 public:
  // The casts give the values the types of the columns, and the tenant comes first: otherwise
  // SQLite looks through every order of a term.
  static constexpr std::string_view kRemove =
      "WITH r (term, tenant, created_at_ms, number) AS (VALUES (?, ?, ?, ?)) DELETE FROM "
      "order_term WHERE (tenant, term, created_at_ms, number) IN (SELECT CAST(tenant AS TEXT), "
      "CAST(term AS BIGINT), CAST(created_at_ms AS BIGINT), CAST(number AS BIGINT) FROM r)";

  OrderTermRows(db::Database& database, std::string_view tenant)
      : database_(database), tenant_(tenant) {}

  void add(const OrderPlace& place, const std::vector<std::int64_t>& terms) {
    for (const std::int64_t term : terms) added_.push_back({term, place});
  }
  // The order was found by `before` and is found by `now`.
  void replace(const OrderPlace& place_before, const std::vector<std::int64_t>& before,
               const OrderPlace& place, const std::vector<std::int64_t>& now);
  void flush();

 private:
  struct Row {
    std::int64_t term;
    OrderPlace place;
    auto operator<=>(const Row&) const = default;
  };
  void write(std::string_view statement, std::vector<Row>& rows);

  db::Database& database_;
  std::string_view tenant_;
  std::vector<Row> added_;
  std::vector<Row> removed_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_ORDER_TERMS_HPP_
