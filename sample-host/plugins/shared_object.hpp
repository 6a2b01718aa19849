// Whether the dynamic linker can map a file: it trusts the file's own table and ends the process
// with SIGBUS where that table reaches beyond the end.
#ifndef SAMPLE_HOST_PLUGINS_SHARED_OBJECT_HPP_
#define SAMPLE_HOST_PLUGINS_SHARED_OBJECT_HPP_

#include <cstdint>
#include <string>

namespace channel_host {

// What is wrong with the file ("is cut short: …"), to be said after its name; empty: nothing.
std::string flaw_of_shared_object(int file, std::uint64_t size);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PLUGINS_SHARED_OBJECT_HPP_
