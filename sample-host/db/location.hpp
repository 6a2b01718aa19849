// Which database a data folder belongs to: its own SQLite file, or a PostgreSQL server.
#ifndef SAMPLE_HOST_DB_LOCATION_HPP_
#define SAMPLE_HOST_DB_LOCATION_HPP_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "db/database.hpp"
#include "db/postgresql_address.hpp"

namespace channel_host::db {

class Location {
 public:
  // url: empty, or a PostgreSQL address.  A folder keeps to the database it was first used with;
  // the address (never the password) is remembered in its file `database`.
  // Throws Failure: kUsage, kRefused (another database than before), kDatabase (the SQLite file
  // of a folder that was in use is gone).
  Location(const std::filesystem::path& folder, const std::string& url);

  std::unique_ptr<Database> connect() const;
  // What may be lost: on SQLite a file of its own, which a damaged one is replaced by.
  std::unique_ptr<Database> connect_expendable(const std::string& file_name) const;
  // Throws Failure (kDatabase) when `database`, which the folder was used with, holds nothing any
  // more: a new one must not be taken for the old one.
  void refuse_emptied(Database& database) const;
  // After the first good start.
  void remember() const;

 private:
  std::filesystem::path folder_;
  std::optional<PostgresqlAddress> server_;
};

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_LOCATION_HPP_
