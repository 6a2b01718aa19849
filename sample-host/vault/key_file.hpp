// The file that holds the installation's key: 32 random bytes, mode 0600.
#ifndef SAMPLE_HOST_VAULT_KEY_FILE_HPP_
#define SAMPLE_HOST_VAULT_KEY_FILE_HPP_

#include <filesystem>
#include <string>

namespace channel_host {

// Reads the key; makes a new one only when `may_create`.  Refuses (Exit::kKeyFile) a file that
// is missing, has another length or owner, or that others may read.
std::string read_key_file(const std::filesystem::path& file, bool may_create);

}  // namespace channel_host

#endif  // SAMPLE_HOST_VAULT_KEY_FILE_HPP_
