// The file with certificate authorities that an administrator trusts besides the system's.
#ifndef SAMPLE_HOST_STORES_CERTIFICATE_FILE_HPP_
#define SAMPLE_HOST_STORES_CERTIFICATE_FILE_HPP_

#include <filesystem>

namespace channel_host {

// Throws Failure that names the file: kFile when it cannot be read, kInvalidInput when it is not
// PEM text with at least one certificate, all of them readable.
void check_certificate_file(const std::filesystem::path& file);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_CERTIFICATE_FILE_HPP_
