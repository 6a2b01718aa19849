// A stream's way to a file descriptor that remembers why a write failed.
#ifndef SAMPLE_HOST_OUTPUT_BUFFER_HPP_
#define SAMPLE_HOST_OUTPUT_BUFFER_HPP_

#include <streambuf>
#include <vector>

namespace channel_host {

// Does not close the descriptor; what was not flushed is lost.
class OutputBuffer : public std::streambuf {
 public:
  // line_by_line: for a person who watches.
  explicit OutputBuffer(int file, bool line_by_line = false);

  // errno of the first write that failed, or 0.  The stream is bad from then on.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  int file_;
  bool line_by_line_;
  int error_ = 0;
  std::vector<char> bytes_;
};

// Whether errno says that there is no space, also by a quota or a size limit.
bool means_no_space(int error);

}  // namespace channel_host

#endif  // SAMPLE_HOST_OUTPUT_BUFFER_HPP_
