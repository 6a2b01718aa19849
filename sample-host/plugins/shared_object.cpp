#include "plugins/shared_object.hpp"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "unique_fd.hpp"

namespace channel_host {
namespace {

bool read_at(int file, void* to, std::size_t size, std::uint64_t offset) {
  return ::pread(file, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

bool is_elf64(const Elf64_Ehdr& header) {
  return std::equal(header.e_ident, header.e_ident + SELFMAG, ELFMAG) &&
         header.e_ident[EI_CLASS] == ELFCLASS64;
}

// The running program is of this machine for certain.
bool is_for_this_machine(const Elf64_Ehdr& header) {
  Elf64_Ehdr own{};
  const UniqueFd self(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  return self && read_at(self.get(), &own, sizeof own, 0) && header.e_machine == own.e_machine &&
         header.e_ident[EI_DATA] == own.e_ident[EI_DATA];
}

}  // namespace

std::string flaw_of_shared_object(int file, std::uint64_t size) {
  Elf64_Ehdr header{};
  if (!read_at(file, &header, sizeof header, 0) || !is_elf64(header) || header.e_type != ET_DYN ||
      !is_for_this_machine(header) || header.e_phentsize != sizeof(Elf64_Phdr)) {
    return "is no shared object for this machine (64-bit ELF). Install the plugin for this "
           "machine.";
  }
  const auto cut_short = [&](std::uint64_t at_least) {
    return "is cut short: it has " + std::to_string(size) + " bytes, its own table speaks of " +
           std::to_string(at_least) + ". Install the plugin again.";
  };
  const auto end = [](std::uint64_t offset, std::uint64_t length) {
    return offset + length < offset ? UINT64_MAX : offset + length;
  };
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  const std::size_t table = segments.size() * sizeof(Elf64_Phdr);
  if (const auto last = end(header.e_phoff, table); last > size) return cut_short(last);
  if (!read_at(file, segments.data(), table, header.e_phoff)) return "cannot be read.";
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_LOAD) continue;
    if (const auto last = end(segment.p_offset, segment.p_filesz); last > size) {
      return cut_short(last);
    }
  }
  return "";
}

}  // namespace channel_host
