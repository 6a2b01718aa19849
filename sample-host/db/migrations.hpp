// Brings a database to the schema of this program, in one transaction.
#ifndef SAMPLE_HOST_DB_MIGRATIONS_HPP_
#define SAMPLE_HOST_DB_MIGRATIONS_HPP_

#include <cstdint>
#include <span>

#include "db/database.hpp"
#include "embedded_text.hpp"

namespace channel_host::db {

// Applies the files that are missing, in order; a file's version is the number its name starts
// with.  Refuses a database of a newer program (Exit::kDatabase).
void migrate(Database& database, std::span<const EmbeddedText> files, std::int64_t now_ms);

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_MIGRATIONS_HPP_
