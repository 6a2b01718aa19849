// Tells a process from every other one, also from a later one with the same number.
#ifndef SAMPLE_HOST_PROCESS_IDENTITY_HPP_
#define SAMPLE_HOST_PROCESS_IDENTITY_HPP_

#include <cstdint>
#include <string>
#include <string_view>

namespace channel_host {

struct ProcessIdentity {
  std::int64_t pid = 0;
  std::int64_t started = 0;  // in the kernel's ticks since boot
  std::string host;
};

ProcessIdentity this_process();

// True only when it is known: the process was on this machine and is there no more.
bool has_ended(std::string_view host, std::int64_t pid, std::int64_t started);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PROCESS_IDENTITY_HPP_
