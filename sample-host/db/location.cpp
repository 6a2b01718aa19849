#include "db/location.hpp"

#include <sys/stat.h>

#include <fstream>

#include "db/postgresql_database.hpp"
#include "db/sqlite_database.hpp"
#include "failure.hpp"

namespace channel_host::db {
namespace {

std::filesystem::path sqlite_file(const std::filesystem::path& folder) {
  return folder / "channel-host.db";
}

std::string remembered(const std::filesystem::path& folder) {
  std::ifstream file(folder / "database");
  std::string line;
  std::getline(file, line);
  return line;
}

// SQLite takes a missing or emptied file for a new database.  The log is made when an installation
// is complete, so a first start that failed half way may be repeated.
void refuse_lost_file(const std::filesystem::path& folder) {
  const std::filesystem::path file = sqlite_file(folder);
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  const bool lost = error == std::errc::no_such_file_or_directory || (!error && size == 0);
  if (lost && std::filesystem::exists(folder / "channel-host.log", error)) {
    throw Failure(Exit::kDatabase, "The database " + file.string() +
                                       " is missing or empty, but the folder was in use. Restore "
                                       "it from a backup, with the key file of the same day; to "
                                       "begin anew, name another data folder.");
  }
}

}  // namespace

Location::Location(const std::filesystem::path& folder, const std::string& url) : folder_(folder) {
  const std::string before = remembered(folder);
  if (!url.empty()) {
    server_ = parse_postgresql_address(url);
    std::error_code error;
    const bool file = std::filesystem::exists(sqlite_file(folder), error);
    if (file || (!before.empty() && before != server_->without_password)) {
      throw Failure(Exit::kRefused,
                    "The data folder " + folder.string() + " belongs to the database " +
                        (file ? sqlite_file(folder).string() : before) + ", not to " +
                        server_->without_password + ". Name another folder with --data.");
    }
  } else if (!before.empty()) {
    server_ = parse_postgresql_address(before);
  } else {
    refuse_lost_file(folder);
  }
}

std::unique_ptr<Database> Location::connect() const {
  if (server_) return std::make_unique<PostgresqlDatabase>(*server_, Durability::kFull);
  return std::make_unique<SqliteDatabase>(sqlite_file(folder_), Durability::kFull);
}

std::unique_ptr<Database> Location::connect_expendable(const std::string& file_name) const {
  if (server_) return std::make_unique<PostgresqlDatabase>(*server_, Durability::kNone);
  const std::filesystem::path file = folder_ / file_name;
  try {
    return std::make_unique<SqliteDatabase>(file, Durability::kNone);
  } catch (const Failure& failure) {
    if (failure.code != Exit::kDatabase) throw;
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + part);
    return std::make_unique<SqliteDatabase>(file, Durability::kNone);
  }
}

void Location::refuse_emptied(Database& database) const {
  if (!server_ || remembered(folder_).empty() || database.has_table("schema_migration")) return;
  throw Failure(Exit::kDatabase, "The database " + database.name() +
                                     " is empty, but the data folder " + folder_.string() +
                                     " was in use with it. Restore it from a backup, with the key "
                                     "file of the same day; to begin anew, name another data "
                                     "folder.");
}

void Location::remember() const {
  if (!server_ || !remembered(folder_).empty()) return;
  const std::filesystem::path file = folder_ / "database";
  const mode_t old_mask = ::umask(0077);
  std::ofstream out(file);
  ::umask(old_mask);
  out << server_->without_password << '\n';
  if (!out.flush()) {
    throw Failure(Exit::kFile, "The file " + file.string() + " cannot be written.");
  }
}

}  // namespace channel_host::db
