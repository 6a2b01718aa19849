#include "db/postgresql_text.hpp"

#include <algorithm>

#include "db/values_list.hpp"

namespace channel_host::db {
namespace {

constexpr std::string_view kWithoutRowid = "WITHOUT ROWID";

bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string numbered_placeholders(std::string_view sql) {
  std::string out;
  out.reserve(sql.size() + 16);
  int last = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    if (quoted || sql[i] != '?') {
      out += sql[i];
      continue;
    }
    std::size_t end = i + 1;
    while (end < sql.size() && digit(sql[end])) ++end;
    const int number =
        end > i + 1 ? std::stoi(std::string(sql.substr(i + 1, end - i - 1))) : last + 1;
    last = std::max(last, number);
    out += '$' + std::to_string(number);
    i = end - 1;
  }
  return out;
}

std::string over_arrays(std::string_view sql) {
  const ValuesList values = find_values_list(sql);
  return std::string(values.before) + "SELECT * FROM unnest" + numbered_placeholders(values.list) +
         std::string(values.after);
}

std::string postgresql_script(std::string_view script) {
  std::string out(script);
  for (std::size_t at; (at = out.find(kWithoutRowid)) != std::string::npos;) {
    out.erase(at, kWithoutRowid.size());
  }
  return out;
}

}  // namespace channel_host::db
