// Writes many rows with one statement.
#ifndef SAMPLE_HOST_DB_BATCH_HPP_
#define SAMPLE_HOST_DB_BATCH_HPP_

#include "db/database.hpp"

namespace channel_host::db {

// The statement has exactly one list `VALUES (?, ?, …)`, and no other placeholder:
//   INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b
//   WITH r (a, b) AS (VALUES (?, ?)) UPDATE t SET b = r.b FROM r WHERE t.a = r.a
// It runs once for many rows: SQLite reads them from the buffer as from a table, PostgreSQL gets
// arrays.  Therefore no row may meet another one of the same batch (ON CONFLICT DO UPDATE refuses
// that), and in the second form columns of text need no cast.  Rows are written at flush() at the
// latest; those that were not flushed when the object ends may be lost.  One that fails ends the
// transaction that it runs in: some of its rows may be written, which only the rollback takes back.
class Batch {
 public:
  Batch(Database& database, std::string_view sql) : writer_(database.batch(sql)) {}

  // The same number and types of arguments every time.
  template <typename... Args>
  void add(const Args&... args) {
    writer_->add(std::array<Value, sizeof...(Args)>{value_of(args)...});
  }
  // How many rows all of them changed since the last flush.
  std::int64_t flush() { return writer_->flush(); }

 private:
  std::unique_ptr<BatchWriter> writer_;
};

}  // namespace channel_host::db

#endif  // SAMPLE_HOST_DB_BATCH_HPP_
