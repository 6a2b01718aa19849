// Where a command's result goes, and how the command ends when it cannot go there.
#ifndef SAMPLE_HOST_CLI_STANDARD_OUTPUT_HPP_
#define SAMPLE_HOST_CLI_STANDARD_OUTPUT_HPP_

#include "failure.hpp"
#include "output_buffer.hpp"

namespace channel_host::cli {

// std::cout, as long as it lives.
class StandardOutput {
 public:
  StandardOutput();
  ~StandardOutput();
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;

  // What a command that came to `code` ends with, after everything was written.  A reader that has
  // read enough ("| head") is no failure of the command; any other loss of its result is told.
  Exit end(Exit code);

 private:
  OutputBuffer buffer_;
  std::streambuf* before_;
};

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_STANDARD_OUTPUT_HPP_
