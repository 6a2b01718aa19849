// Reads the body of an answer strictly: Poco's own streams accept a cut one in silence.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lazada::open_platform {

// The answer breaks the rules of HTTP, or its end is missing.  what() says how, for people.
struct BrokenAnswer : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Fills `to` with up to `size` bytes and returns how many; 0: the other side has closed.
using ReadSome = std::function<int(char* to, int size)>;

// `early` is what came together with the header.  The result uses the memory of `room`, whatever
// that holds; its capacity is at least its size + 64.  Throws BrokenAnswer when bytes are missing,
// left over or more than `cap`, and whatever `read` throws.
std::string read_sized(std::string_view early, std::int64_t size, std::int64_t cap,
                       const ReadSome& read, std::string room);
// Transfer-Encoding: chunked, without trailers.
std::string read_chunked(std::string_view early, std::int64_t cap, const ReadSome& read,
                         std::string room);

}  // namespace lazada::open_platform
