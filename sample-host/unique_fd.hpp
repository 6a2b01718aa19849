// A file descriptor that closes itself.
#ifndef SAMPLE_HOST_UNIQUE_FD_HPP_
#define SAMPLE_HOST_UNIQUE_FD_HPP_

#include <unistd.h>

#include <utility>

namespace channel_host {

class UniqueFd {
 public:
  explicit UniqueFd(int fd = -1) : fd_(fd) {}
  ~UniqueFd() {
    if (fd_ >= 0) ::close(fd_);
  }
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_UNIQUE_FD_HPP_
