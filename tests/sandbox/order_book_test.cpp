#include "sandbox/order_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sandbox/random.hpp"

namespace sandbox_tests {
namespace {

using sandbox::Item;
using sandbox::OrderBook;
using sandbox::OrderQuery;
using sandbox::Random;
using sandbox::Status;

struct Row {
  int64_t id;
  int64_t created_s;
  int64_t updated_s;
  Status status;
};

// What List must answer, found the slow way.
std::vector<int64_t> Expected(std::vector<Row> rows, const OrderQuery& query, size_t& total) {
  std::erase_if(rows, [&](const Row& row) {
    const bool status_fits =
        query.statuses.empty() ||
        std::find(query.statuses.begin(), query.statuses.end(), row.status) != query.statuses.end();
    return row.created_s < query.created_from || row.created_s > query.created_to ||
           row.updated_s < query.updated_from || row.updated_s > query.updated_to || !status_fits;
  });
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    const auto key = [&](const Row& row) {
      return std::pair(query.by_updated ? row.updated_s : row.created_s, row.id);
    };
    return query.ascending ? key(a) < key(b) : key(b) < key(a);
  });
  total = rows.size();
  std::vector<int64_t> ids;
  for (size_t i = query.offset; i < std::min(rows.size(), query.offset + query.limit); ++i) {
    ids.push_back(rows[i].id);
  }
  return ids;
}

TEST(OrderBook, ListsLikeASortedScanWhateverTheQueryAndTheHistory) {
  Random random(20260501);
  OrderBook book;
  std::vector<Row> rows;
  for (int64_t id = 1; id <= 300; ++id) {
    Row row{id, static_cast<int64_t>(random.Below(50)), 0,
            random.Chance(50) ? Status::kPending : Status::kShipped};
    row.updated_s = row.created_s + static_cast<int64_t>(random.Below(20));
    Item item;
    item.status = row.status;
    book.Add(row.id, row.created_s, row.updated_s, {item});
    rows.push_back(row);
  }
  for (int round = 0; round < 2000; ++round) {
    if (round % 10 == 0) {
      const auto at = static_cast<uint32_t>(random.Below(rows.size()));
      rows[at].updated_s = 40 + static_cast<int64_t>(random.Below(40));
      book.Touch(at, rows[at].updated_s);
    }
    OrderQuery query;
    if (random.Chance(50)) query.created_from = static_cast<int64_t>(random.Below(50));
    if (random.Chance(30)) query.created_to = static_cast<int64_t>(random.Below(50));
    if (random.Chance(50)) query.updated_from = static_cast<int64_t>(random.Below(70));
    if (random.Chance(30)) query.updated_to = static_cast<int64_t>(random.Below(70));
    if (random.Chance(25)) query.statuses = {Status::kShipped};
    query.by_updated = random.Chance(50);
    query.ascending = random.Chance(50);
    query.offset = random.Below(120);
    query.limit = 1 + random.Below(100);
    size_t total = 0;
    const std::vector<int64_t> expected = Expected(rows, query, total);
    const auto page = book.List(query);
    std::vector<int64_t> ids;
    for (const uint32_t row : page.rows) ids.push_back(book.At(row).id);
    ASSERT_EQ(ids, expected) << "round " << round;
    ASSERT_EQ(page.total, total) << "round " << round;
  }
}

TEST(OrderBook, AHiddenOrderAppearsWhenItIsDue) {
  OrderBook book;
  book.Add(1, 100, 100, {Item{}}, 130);
  EXPECT_EQ(book.List({}).total, 0U);
  EXPECT_TRUE(book.Find(1).has_value()) << "it exists, it is only not listed";
  EXPECT_FALSE(book.HasDue(129));
  EXPECT_TRUE(book.HasDue(130));
  book.ShowDue(130);
  EXPECT_EQ(book.List({}).total, 1U);
  book.Touch(0, 140, 150);
  EXPECT_EQ(book.List({}).total, 0U);
  book.Touch(0, 145);
  EXPECT_EQ(book.List({}).total, 1U);
  EXPECT_FALSE(book.HasDue(150)) << "the later change took the earlier one's place";
}

}  // namespace
}  // namespace sandbox_tests
