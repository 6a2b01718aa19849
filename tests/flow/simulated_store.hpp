// A store on the marketplace whose orders change while somebody lists them.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugin/flow/order_walk.hpp"

namespace flow_test {

// What happens between two list calls.
struct Churn {
  double touched = 0;   // mean number of old orders that are updated
  double created = 0;   // mean number of new orders
  double late = 0;      // share of the changes that are shown late
  int most_late_s = 0;  // ... by so many seconds at most
  int seconds = 1;      // time that passes
};

// Not for several threads.  Times are Unix seconds.
class SimulatedStore {
 public:
  struct Row {
    std::string id;
    std::int64_t created_at;
    std::int64_t updated_at;
    std::int64_t visible_from;
  };

  SimulatedStore(std::uint32_t seed, std::int64_t now) : random_(seed), now_(now) {}

  std::int64_t now() const { return now_; }
  void pass(std::int64_t seconds) { now_ += seconds; }
  // A jump of the marketplace's Date header, not of its stamps.
  void skew_date(std::int64_t seconds) { date_skew_ = seconds; }
  void set_churn(const Churn& churn) { churn_ = churn; }

  const Row& add(std::int64_t created_at, std::int64_t updated_at);
  const std::vector<Row>& rows() const { return rows_; }

  // Lets things happen, then answers like /orders/get.  An order that is shown late is shown with
  // its former stamp until then.
  lazada::flow::ListAnswer list(const lazada::flow::ListQuery& query);

  std::size_t list_calls() const { return list_calls_; }

 private:
  void happen();
  void touch(std::size_t index);
  int roughly(double mean);

  std::mt19937 random_;
  std::int64_t now_;
  std::int64_t date_skew_ = 0;
  Churn churn_;
  std::vector<Row> rows_;                        // as they are
  std::unordered_map<std::size_t, Row> hidden_;  // row index to how it is still shown
  std::size_t list_calls_ = 0;
};

}  // namespace flow_test
