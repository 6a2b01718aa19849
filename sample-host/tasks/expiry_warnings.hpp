// Says once, 30, 14, 7, 3 and 1 days before, that a store's access will end, and when it has.
#ifndef SAMPLE_HOST_TASKS_EXPIRY_WARNINGS_HPP_
#define SAMPLE_HOST_TASKS_EXPIRY_WARNINGS_HPP_

#include <span>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct ExpiryWarning {
  std::string store;
  std::int64_t ends_at_ms = 0;
  int days = 0;  // the step; 0: it has ended, authorise again
  std::int64_t warned_at_ms = 0;
};

// The step that a store has reached; nothing more than 30 days before its end, or without access.
std::optional<ExpiryWarning> expiry_step(const Store& store, std::int64_t now_ms);

class ExpiryWarningTable {
 public:
  ExpiryWarningTable(db::Database& database, std::string tenant)
      : database_(database), tenant_(std::move(tenant)) {}

  // Keeps the steps that the stores have newly reached, in one transaction, and returns them.
  std::vector<ExpiryWarning> keep_new(std::span<const Store> stores, std::int64_t now_ms);
  // Newest first; store empty: all.
  std::vector<ExpiryWarning> list(std::string_view store = {});

 private:
  db::Database& database_;
  std::string tenant_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_TASKS_EXPIRY_WARNINGS_HPP_
