#include "pending_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "failure.hpp"
#include "output_buffer.hpp"

namespace channel_host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) {
  const int error = errno;
  const std::string reason = std::strerror(error);
  if (means_no_space(error)) {
    throw Failure(Exit::kDiskFull,
                  "There is no space left for the file " + file.string() + " (" + reason + ").");
  }
  throw Failure(Exit::kFile, "The file " + file.string() + " cannot be written (" + reason + ").");
}

[[noreturn]] void refuse_existing(const fs::path& file) {
  throw Failure(Exit::kConflict, "The file " + file.string() + " exists; --force replaces it.");
}

}  // namespace

void check_may_write(const fs::path& wanted, bool replace) {
  std::error_code unknown;  // what cannot be looked at cannot be written either, which is told then
  if (!fs::exists(wanted, unknown)) return;
  if (!fs::is_regular_file(wanted, unknown)) {
    throw Failure(Exit::kFile,
                  wanted.string() + " is no plain file and is not replaced; name a file.");
  }
  if (!replace) refuse_existing(wanted);
}

PendingFile::PendingFile(const fs::path& wanted)
    : wanted_(wanted),
      path_(wanted.string() + ".part-" + std::to_string(::getpid())),
      fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
  if (!fd_) fail(wanted_);
}

PendingFile::~PendingFile() { ::unlink(path_.c_str()); }

void PendingFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(wanted_);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void PendingFile::publish(bool replace) {
  if (::fsync(fd_.get()) != 0) fail(wanted_);
  // link() refuses an existing name, also one that has come up meanwhile.
  const int done =
      replace ? ::rename(path_.c_str(), wanted_.c_str()) : ::link(path_.c_str(), wanted_.c_str());
  if (done != 0 && errno == EEXIST) refuse_existing(wanted_);
  if (done != 0) fail(wanted_);
  const fs::path folder = wanted_.has_parent_path() ? wanted_.parent_path() : fs::path(".");
  const UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory) ::fsync(directory.get());
}

}  // namespace channel_host
