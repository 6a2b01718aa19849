#include "bounded_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "failure.hpp"
#include "unique_fd.hpp"

namespace channel_host {

std::string read_bounded_file(const std::filesystem::path& file, std::size_t most_mib,
                              const std::string& remedy) {
  const auto fail = [&] {
    throw Failure(Exit::kFile, "The file " + file.string() + " cannot be read (" +
                                   std::strerror(errno) +
                                   "). Check its name, its owner and its mode.");
  };
  const UniqueFd in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in) fail();
  constexpr std::size_t kStep = 1 << 16;
  const std::size_t most = most_mib << 20;
  std::string text;
  for (std::size_t size = 0;;) {
    // A size that is known beforehand may be wrong: a device has none, a file may grow.
    text.resize(std::min(std::max(size + kStep, 2 * size), most + 1));
    const ssize_t n = ::read(in.get(), text.data() + size, text.size() - size);
    if (n < 0) fail();
    size += static_cast<std::size_t>(n);
    if (size > most) {
      throw Failure(Exit::kInvalidInput, "The file " + file.string() + " is larger than " +
                                             std::to_string(most_mib) + " MiB. " + remedy);
    }
    if (n > 0) continue;
    text.resize(size);
    return text;
  }
}

}  // namespace channel_host
