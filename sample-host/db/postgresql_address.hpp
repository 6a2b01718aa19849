// Where a PostgreSQL database is.
#ifndef SAMPLE_HOST_DB_POSTGRESQL_ADDRESS_HPP_
#define SAMPLE_HOST_DB_POSTGRESQL_ADDRESS_HPP_

#include <string>

namespace channel_host::db {

struct PostgresqlAddress {
  std::string connection;        // as given, for libpq
  std::string without_password;  // the same address, fit to be stored and shown
};

// postgresql://user[:password]@host[:port]/database[?…], as libpq reads it; what is missing comes
// from PGHOST, PGUSER, PGPASSWORD, ~/.pgpass and the like.  Throws Failure (kUsage).
PostgresqlAddress parse_postgresql_address(const std::string& url);

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_POSTGRESQL_ADDRESS_HPP_
