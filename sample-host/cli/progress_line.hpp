// One line on the terminal that tells how long work goes on: "3 stores, 1200 orders, 640/s, about
// 12 s left".  Nothing without a terminal.
#ifndef SAMPLE_HOST_CLI_PROGRESS_LINE_HPP_
#define SAMPLE_HOST_CLI_PROGRESS_LINE_HPP_

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace channel_host::cli {

// [any thread]
class ProgressLine {
 public:
  ProgressLine(bool shown, std::string unit);
  ~ProgressLine();  // wipes the line

  // total -1: not known.  `part` is one of several that run at once, such as a store.
  void update(const std::string& part, std::int64_t done, std::int64_t total);

 private:
  struct Part {
    std::int64_t done = 0;
    std::int64_t total = -1;
  };
  void draw();

  const bool shown_;
  const std::string unit_;
  const std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point drawn_;
  std::mutex mutex_;
  std::map<std::string, Part> parts_;
};

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_PROGRESS_LINE_HPP_
