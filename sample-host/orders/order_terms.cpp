#include "orders/order_terms.hpp"

#include <algorithm>

namespace channel_host {
namespace {

constexpr std::size_t kRemembered = 10'000;

}  // namespace

const std::string& OrderTerms::text(char kind, std::string_view scope, std::string_view value) {
  // A scope is a store's id, which holds no zero byte.
  return text_.assign(1, kind).append(scope).append(1, '\0').append(value);
}

std::int64_t OrderTerms::remembered(char kind, std::string_view scope, std::string_view value) {
  const auto found = known_.find(text(kind, scope, value));
  if (found != known_.end()) return found->second;
  if (known_.size() >= kRemembered) known_.clear();
  return known_.emplace(text_, index_.hash(text_)).first->second;
}

std::int64_t OrderTerms::status(std::string_view store, std::string_view status) {
  return remembered('s', store, status);
}

std::int64_t OrderTerms::ways(std::string_view ways) { return remembered('w', "", ways); }

std::int64_t OrderTerms::sku(std::string_view store, std::string_view sku) {
  return remembered('k', store, sku);
}

std::int64_t OrderTerms::tracking(std::string_view number) {
  return index_.hash(text('t', "", number));
}

std::vector<std::int64_t> OrderTerms::of(std::string_view store, std::string_view status,
                                         std::string_view ways,
                                         const std::vector<OrderItem>& items) {
  std::vector<std::int64_t> terms = {this->status(store, status), this->ways(ways)};
  std::string_view tracked;  // the items of one package stand side by side
  for (const OrderItem& item : items) {
    if (!item.sku.empty()) terms.push_back(sku(store, item.sku));
    if (item.tracking_number.empty() || item.tracking_number == tracked) continue;
    tracked = item.tracking_number;
    terms.push_back(tracking(tracked));
  }
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return terms;
}

void OrderTermRows::replace(const OrderPlace& place_before, const std::vector<std::int64_t>& before,
                            const OrderPlace& place, const std::vector<std::int64_t>& now) {
  const bool moved = place_before.created_at_ms != place.created_at_ms;
  for (const std::int64_t term : before) {
    if (moved || !std::binary_search(now.begin(), now.end(), term)) {
      removed_.push_back({term, place_before});
    }
  }
  add(place, now);
}

void OrderTermRows::write(std::string_view statement, std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end());
  db::Batch batch(database_, statement);
  for (const Row& row : rows) {
    batch.add(row.term, tenant_, row.place.created_at_ms, row.place.number);
  }
  batch.flush();
  rows.clear();
}

void OrderTermRows::flush() {
  write(kRemove, removed_);
  write(
      "INSERT INTO order_term (term, tenant, created_at_ms, number) VALUES (?, ?, ?, ?) ON "
      "CONFLICT DO NOTHING",
      added_);
}

}  // namespace channel_host
