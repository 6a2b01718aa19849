// What PostgreSQL spells differently from the SQL of this project.  Text only.
#ifndef SAMPLE_HOST_DB_POSTGRESQL_TEXT_HPP_
#define SAMPLE_HOST_DB_POSTGRESQL_TEXT_HPP_

#include <string>
#include <string_view>

namespace channel_host::db {

// `?` and `?7` become $1 and $7; quoted texts stay.
std::string numbered_placeholders(std::string_view sql);

// `VALUES (?, ?)` becomes `SELECT * FROM unnest($1, $2)`.  The statement has exactly one such list.
std::string over_arrays(std::string_view sql);

// A migration written for SQLite.
std::string postgresql_script(std::string_view script);

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_POSTGRESQL_TEXT_HPP_
