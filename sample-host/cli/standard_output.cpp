#include "cli/standard_output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

namespace channel_host::cli {

StandardOutput::StandardOutput()
    : buffer_(STDOUT_FILENO, ::isatty(STDOUT_FILENO) != 0), before_(std::cout.rdbuf(&buffer_)) {}

StandardOutput::~StandardOutput() { std::cout.rdbuf(before_); }

Exit StandardOutput::end(Exit code) {
  std::cout.flush();
  const int error = buffer_.error();
  if (error == 0 || error == EPIPE) return code;
  const std::string reason = std::strerror(error);
  if (means_no_space(error)) {
    std::cerr << "channel-host: there is no space left for the result on standard output (" +
                     reason + "). Make room, or write it elsewhere, and run the command again.\n";
    return Exit::kDiskFull;
  }
  std::cerr << "channel-host: the result cannot be written to standard output (" + reason + ").\n";
  return Exit::kFile;
}

}  // namespace channel_host::cli
