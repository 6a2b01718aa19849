// What ends a command: a sentence for a person and an exit code for a script.
#ifndef SAMPLE_HOST_FAILURE_HPP_
#define SAMPLE_HOST_FAILURE_HPP_

#include <stdexcept>
#include <string>
#include <vector>

namespace channel_host {

// Documented in --help and README.md.  A module's status s leaves as 20 + s.
enum class Exit : int {
  kOk = 0,
  kDefect = 1,
  kUsage = 2,
  kNotFound = 3,
  kConflict = 4,
  kInvalidInput = 5,
  kRefused = 6,
  kPlugin = 7,
  kKeyFile = 8,
  kDatabase = 9,
  kDiskFull = 10,
  kBusy = 11,
  kPartial = 12,
  kFile = 13,
  kTimeout = 14,
  kModuleBase = 20,
  kInterrupted = 130
};

// The host's own failures.  The message says what happened, to what, and what to do next.
// `points` are what it names one by one, each a line of its own on a terminal; what() has them all
// in one line.
struct Failure : std::runtime_error {
  Failure(Exit exit_code, const std::string& sentences, const std::vector<std::string>& named = {})
      : std::runtime_error(in_one_line(sentences, named)),
        code(exit_code),
        message(sentences),
        points(named) {}
  Exit code;
  std::string message;
  std::vector<std::string> points;

 private:
  static std::string in_one_line(std::string text, const std::vector<std::string>& points) {
    for (const std::string& point : points)
      text += (&point == &points.front() ? " " : "; ") + point;
    return text;
  }
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_FAILURE_HPP_
