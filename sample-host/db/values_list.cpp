#include "db/values_list.hpp"

#include <stdexcept>
#include <string>

namespace channel_host::db {

ValuesList find_values_list(std::string_view sql) {
  const std::size_t begin = sql.find("VALUES (?");
  const std::size_t end = sql.find(')', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) {
    throw std::logic_error("a bulk statement needs VALUES (?, …): " + std::string(sql));
  }
  const std::size_t list = begin + std::string_view("VALUES ").size();
  return {sql.substr(0, begin), sql.substr(list, end + 1 - list), sql.substr(end + 1)};
}

}  // namespace channel_host::db
