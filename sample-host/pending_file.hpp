// A file that appears whole or not at all.
#ifndef SAMPLE_HOST_PENDING_FILE_HPP_
#define SAMPLE_HOST_PENDING_FILE_HPP_

#include <filesystem>
#include <string_view>

#include "unique_fd.hpp"

namespace channel_host {

// Before anything is fetched for it: throws Failure when `wanted` is no plain file (kFile), or
// exists and may not be replaced (kConflict).
void check_may_write(const std::filesystem::path& wanted, bool replace);

// Written beside the wanted file, for nobody else to read; goes away unless it is published.
class PendingFile {
 public:
  explicit PendingFile(const std::filesystem::path& wanted);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void write(std::string_view bytes);
  // Throws Failure (kConflict) when the wanted file has come up meanwhile and stays.
  void publish(bool replace);

 private:
  std::filesystem::path wanted_;
  std::filesystem::path path_;
  UniqueFd fd_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_PENDING_FILE_HPP_
