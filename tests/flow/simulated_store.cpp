#include "simulated_store.hpp"

#include <algorithm>

namespace flow_test {

using lazada::flow::ListAnswer;
using lazada::flow::ListQuery;

const SimulatedStore::Row& SimulatedStore::add(std::int64_t created_at, std::int64_t updated_at) {
  rows_.push_back({std::to_string(700'000'000'000'000 + rows_.size()), created_at, updated_at, 0});
  return rows_.back();
}

int SimulatedStore::roughly(double mean) {
  return mean > 0 ? std::poisson_distribution<int>(mean)(random_) : 0;
}

void SimulatedStore::touch(std::size_t index) {
  Row& row = rows_[index];
  if (std::uniform_real_distribution<>()(random_) < churn_.late) {
    hidden_.try_emplace(index, row);
    row.visible_from =
        now_ + std::uniform_int_distribution<std::int64_t>(0, churn_.most_late_s)(random_);
  }
  row.updated_at = now_;
}

void SimulatedStore::happen() {
  now_ += churn_.seconds;
  for (int i = roughly(churn_.touched); i > 0 && !rows_.empty(); --i) {
    touch(std::uniform_int_distribution<std::size_t>(0, rows_.size() - 1)(random_));
  }
  for (int i = roughly(churn_.created); i > 0; --i) {
    add(now_, now_);
    Row& row = rows_.back();
    if (std::uniform_real_distribution<>()(random_) < churn_.late) {
      row.visible_from = now_ + churn_.most_late_s;
    }
  }
}

ListAnswer SimulatedStore::list(const ListQuery& query) {
  ++list_calls_;
  happen();
  std::erase_if(hidden_,
                [this](const auto& entry) { return rows_[entry.first].visible_from <= now_; });
  std::vector<const Row*> shown;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto former = hidden_.find(i);
    const Row& row = former == hidden_.end() ? rows_[i] : former->second;
    if (row.visible_from > now_ || row.updated_at < query.update_after ||
        (query.update_before && row.updated_at > *query.update_before) ||
        (query.created_after && row.created_at < *query.created_after) ||
        (query.created_before && row.created_at > *query.created_before)) {
      continue;
    }
    shown.push_back(&row);
  }
  std::stable_sort(shown.begin(), shown.end(),
                   [](const Row* a, const Row* b) { return a->updated_at < b->updated_at; });
  ListAnswer answer;
  answer.server_time_ms = (now_ + date_skew_) * 1000;
  answer.page.count_total = static_cast<std::int64_t>(shown.size());
  for (std::size_t i = static_cast<std::size_t>(query.offset);
       i < shown.size() && answer.page.orders.size() < lazada::flow::kPageRows; ++i) {
    answer.page.orders.push_back({shown[i]->id, shown[i]->updated_at, shown[i]->created_at, {}});
  }
  return answer;
}

}  // namespace flow_test
