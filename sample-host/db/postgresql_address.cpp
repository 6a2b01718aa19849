#include "db/postgresql_address.hpp"

#include <libpq-fe.h>

#include <memory>
#include <string_view>

#include "failure.hpp"

namespace channel_host::db {
namespace {

// The password stands between the user's ':' and '@', or is a parameter.
std::string strip_password(const std::string& url) {
  std::string out = url;
  const std::size_t authority = out.find("://") + 3;
  const std::size_t path = std::min(out.find_first_of("/?", authority), out.size());
  const std::size_t at = out.rfind('@', path);
  const std::size_t colon = out.find(':', authority);
  if (at != std::string::npos && at > authority && colon < at) out.erase(colon, at - colon);
  for (std::string_view name : {"password=", "sslpassword="}) {
    for (std::size_t found; (found = out.find(name)) != std::string::npos;) {
      out.erase(found, std::min(out.find('&', found), out.size() - 1) + 1 - found);
    }
  }
  while (!out.empty() && (out.back() == '?' || out.back() == '&')) out.pop_back();
  return out;
}

}  // namespace

PostgresqlAddress parse_postgresql_address(const std::string& url) {
  if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) {
    throw Failure(Exit::kUsage,
                  "--db takes an address like postgresql://user@host:5432/database. Without it the "
                  "data folder holds a SQLite database.");
  }
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), &error), &PQconninfoFree);
  if (options == nullptr) {
    std::string why = error != nullptr ? error : "out of memory";
    PQfreemem(error);
    while (!why.empty() && why.back() == '\n') why.pop_back();
    throw Failure(Exit::kUsage, "--db is no PostgreSQL address: " + why + ".");
  }
  return {url, strip_password(url)};
}

}  // namespace channel_host::db
