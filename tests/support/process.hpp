// Runs a program as a user or a script does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace test_support {

struct Finished {
  int exit_code = -1;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

// Waits for the end; kills it after `limit` (exit_code 137 then).  `environment` is added.
Finished run_program(const std::vector<std::string>& command,
                     const std::map<std::string, std::string>& environment = {},
                     const std::string& standard_input = {},
                     std::chrono::seconds limit = std::chrono::seconds(120));

// A program that goes on beside the test; killed when this goes out of scope.
class Background {
 public:
  explicit Background(const std::vector<std::string>& command,
                      const std::map<std::string, std::string>& environment = {});
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // The next line of its standard output, without the line end; throws after `limit`.
  std::string line(std::chrono::seconds limit = std::chrono::seconds(30));
  void signal(int number) const;
  // Its end after it was signalled or came by itself.
  int wait();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int status_ = -1;
  bool ended_ = false;
  std::string pending_;
};

}  // namespace test_support
