#include "process_identity.hpp"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace channel_host {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

// 0 when there is no such process.
std::int64_t start_of(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return 0;
  // proc(5): the name in parentheses may hold spaces; field 22 follows it as number 20.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  return std::stoll(field);
}

}  // namespace

ProcessIdentity this_process() {
  const std::int64_t pid = ::getpid();
  return {pid, start_of(pid), host_name()};
}

bool has_ended(std::string_view host, std::int64_t pid, std::int64_t started) {
  return host == host_name() && start_of(pid) != started;
}

}  // namespace channel_host
