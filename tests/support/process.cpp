#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace test_support {
namespace {

using Clock = std::chrono::steady_clock;

struct Child {
  pid_t pid = -1;
  int in = -1;
  int out = -1;
  int err = -1;
};

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  return ends;
}

// err is left on the terminal when `keep_error_stream`.
Child start(const std::vector<std::string>& command,
            const std::map<std::string, std::string>& environment, bool keep_error_stream) {
  const auto in = make_pipe();
  const auto out = make_pipe();
  const auto err = make_pipe();
  std::vector<char*> arguments;
  for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    if (!keep_error_stream) dup2(err[1], STDERR_FILENO);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  close(err[1]);
  if (keep_error_stream) {
    close(err[0]);
    return {pid, in[1], out[0], -1};
  }
  return {pid, in[1], out[0], err[0]};
}

int exit_code(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// False at the end of the stream.
bool read_some(int fd, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t n = read(fd, buffer.data(), buffer.size());
  if (n > 0) into.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return left.count() < 0 ? 0 : static_cast<int>(left.count());
}

}  // namespace

Finished run_program(const std::vector<std::string>& command,
                     const std::map<std::string, std::string>& environment,
                     const std::string& standard_input, std::chrono::seconds limit) {
  Child child = start(command, environment, false);
  ::signal(SIGPIPE, SIG_IGN);
  if (!standard_input.empty() &&
      write(child.in, standard_input.data(), standard_input.size()) < 0 && errno != EPIPE) {
    throw std::system_error(errno, std::generic_category(), "write");
  }
  close(child.in);
  Finished result;
  const auto end = Clock::now() + limit;
  while (child.out >= 0 || child.err >= 0) {
    std::array<pollfd, 2> fds{{{child.out, POLLIN, 0}, {child.err, POLLIN, 0}}};
    if (poll(fds.data(), fds.size(), milliseconds_until(end)) == 0) {
      kill(child.pid, SIGKILL);
      break;
    }
    if (fds[0].revents != 0 && !read_some(child.out, result.out)) {
      close(child.out);
      child.out = -1;
    }
    if (fds[1].revents != 0 && !read_some(child.err, result.err)) {
      close(child.err);
      child.err = -1;
    }
  }
  if (child.out >= 0) close(child.out);
  if (child.err >= 0) close(child.err);
  int status = 0;
  waitpid(child.pid, &status, 0);
  result.exit_code = exit_code(status);
  return result;
}

Background::Background(const std::vector<std::string>& command,
                       const std::map<std::string, std::string>& environment) {
  const Child child = start(command, environment, true);
  close(child.in);
  pid_ = child.pid;
  out_ = child.out;
}

Background::~Background() {
  if (!ended_) {
    kill(pid_, SIGKILL);
    wait();
  }
  close(out_);
}

std::string Background::line(std::chrono::seconds limit) {
  const auto end = Clock::now() + limit;
  for (;;) {
    if (const auto at = pending_.find('\n'); at != std::string::npos) {
      std::string found = pending_.substr(0, at);
      pending_.erase(0, at + 1);
      return found;
    }
    pollfd fd{out_, POLLIN, 0};
    if (poll(&fd, 1, milliseconds_until(end)) == 0) throw std::runtime_error("no line in time");
    if (!read_some(out_, pending_)) throw std::runtime_error("the program ended without a line");
  }
}

void Background::signal(int number) const { kill(pid_, number); }

int Background::wait() {
  if (!ended_) {
    waitpid(pid_, &status_, 0);
    ended_ = true;
  }
  return exit_code(status_);
}

}  // namespace test_support
