// A file that a person named, read whole: also a pipe, but never more than is sensible of it.
#ifndef SAMPLE_HOST_BOUNDED_FILE_HPP_
#define SAMPLE_HOST_BOUNDED_FILE_HPP_

#include <cstddef>
#include <filesystem>
#include <string>

namespace channel_host {

// Throws Failure: kFile when it cannot be read, kInvalidInput when it holds more than `most_mib`
// MiB
// (`remedy` ends that sentence).
std::string read_bounded_file(const std::filesystem::path& file, std::size_t most_mib,
                              const std::string& remedy);

}  // namespace channel_host

#endif  // SAMPLE_HOST_BOUNDED_FILE_HPP_
