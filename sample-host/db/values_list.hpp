// Where the statement of a batch (batch.hpp) names its row.
#ifndef SAMPLE_HOST_DB_VALUES_LIST_HPP_
#define SAMPLE_HOST_DB_VALUES_LIST_HPP_

#include <string_view>

namespace channel_host::db {

struct ValuesList {
  std::string_view before;  // up to "VALUES"
  std::string_view list;    // "(?, ?)"
  std::string_view after;
};

// Throws std::logic_error when the statement has no such list.
ValuesList find_values_list(std::string_view sql);

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_VALUES_LIST_HPP_
