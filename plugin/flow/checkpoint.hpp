// Where a pull stands, as the host keeps it between calls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lazada::flow {

// All in Unix seconds of Lazada's clock.
//
// A pull reads windows of update time.  While at < end, the window that ends at `end` is not
// finished: every row before `at` is stored, and some of the rows of that second may be.  When
// at == end it is finished, and the next window begins an overlap before `end`.
struct Checkpoint {
  std::int64_t at = 0;
  std::int64_t end = 0;
  // The newest stored row, or where the first pull began.  Should `end` turn out to lie in the
  // future (a clock jumped), this says from where on rows may be missing.
  std::int64_t newest = 0;

  bool operator==(const Checkpoint&) const = default;
};

// Opaque to the host, below 200 bytes.
std::string write_checkpoint(const Checkpoint& checkpoint);

// Throws Error (invalid_argument; reason checkpoint_unknown for another version,
// checkpoint_invalid for what is no checkpoint) with the way out.
Checkpoint read_checkpoint(std::string_view text);

}  // namespace lazada::flow
