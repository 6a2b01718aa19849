#include "db/migrations.hpp"

#include <string>

#include "failure.hpp"

namespace channel_host::db {
namespace {

int version_of(const EmbeddedText& file) { return std::stoi(std::string(file.name)); }

}  // namespace

void migrate(Database& database, std::span<const EmbeddedText> files, std::int64_t now_ms) {
  // Reading first: a process that only opens an up-to-date database takes no write lock.
  const auto current = [&]() -> int {
    if (!database.has_table("schema_migration")) return 0;
    auto rows = database.query("SELECT coalesce(max(version), 0) FROM schema_migration");
    rows.next();
    return static_cast<int>(rows.integer(0));
  };
  const int newest = files.empty() ? 0 : version_of(files.back());
  const auto refuse_newer = [&](int found) {
    if (found <= newest) return;
    throw Failure(Exit::kDatabase,
                  "The database " + database.name() + " has schema " + std::to_string(found) +
                      ", this program knows only " + std::to_string(newest) +
                      ". It was written by a newer channel-host: use that one. Nothing was "
                      "changed.");
  };
  const int found = current();
  refuse_newer(found);
  if (found == newest) return;

  Transaction transaction(database);
  const int locked = current();  // another process may have been faster
  refuse_newer(locked);
  database.create_dialect();
  if (!database.has_table("schema_migration")) {
    database.execute(
        "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "applied_at_ms BIGINT NOT NULL)");
  }
  for (const EmbeddedText& file : files) {
    if (version_of(file) <= locked) continue;
    database.execute(std::string(file.text));
    database.run("INSERT INTO schema_migration (version, name, applied_at_ms) VALUES (?, ?, ?)",
                 version_of(file), file.name, now_ms);
  }
  transaction.commit();
}

}  // namespace channel_host::db
