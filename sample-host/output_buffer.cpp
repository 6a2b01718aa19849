#include "output_buffer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace channel_host {

OutputBuffer::OutputBuffer(int file, bool line_by_line)
    : file_(file), line_by_line_(line_by_line), bytes_(1 << 16) {
  setp(bytes_.data(), bytes_.data() + bytes_.size());
}

OutputBuffer::int_type OutputBuffer::overflow(int_type c) {
  if (sync() != 0) return traits_type::eof();
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

std::streamsize OutputBuffer::xsputn(const char* text, std::streamsize size) {
  const bool ends_line =
      std::string_view(text, static_cast<std::size_t>(size)).find('\n') != std::string_view::npos;
  std::streamsize done = 0;
  while (done < size) {
    const std::streamsize room = epptr() - pptr();
    const std::streamsize some = std::min(room, size - done);
    traits_type::copy(pptr(), text + done, static_cast<std::size_t>(some));
    pbump(static_cast<int>(some));
    done += some;
    if (done < size && sync() != 0) return 0;
  }
  return line_by_line_ && ends_line && sync() != 0 ? 0 : size;
}

int OutputBuffer::sync() {
  const char* from = pbase();
  while (error_ == 0 && from < pptr()) {
    const ssize_t n = ::write(file_, from, static_cast<std::size_t>(pptr() - from));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error_ = errno;
    } else {
      from += n;
    }
  }
  setp(bytes_.data(), bytes_.data() + bytes_.size());
  return error_ == 0 ? 0 : -1;
}

bool means_no_space(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

}  // namespace channel_host
