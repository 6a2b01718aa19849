#include "vault/key_file.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "failure.hpp"
#include "unique_fd.hpp"
#include "vault/cipher.hpp"

namespace channel_host {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::kKeyFile, "The key file " + file.string() + " " + why);
}

void create(const std::filesystem::path& file) {
  std::array<unsigned char, Cipher::kKeySize> key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    throw Failure(Exit::kDefect, "OpenSSL has no random numbers for a key.");
  }
  const UniqueFd out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out || ::write(out.get(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
      ::fsync(out.get()) != 0) {
    fail(file, std::string("cannot be written (") + std::strerror(errno) + ").");
  }
}

}  // namespace

std::string read_key_file(const std::filesystem::path& file, bool may_create) {
  // Not waiting: a pipe of this name would have no end.
  constexpr int kHow = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  UniqueFd in(::open(file.c_str(), kHow));
  if (!in && errno == ENOENT) {
    if (!may_create) {
      fail(file,
           "is missing, and the database beside it is encrypted with it. Restore it from "
           "your backup; a new key would not open what is stored.");
    }
    create(file);
    in = UniqueFd(::open(file.c_str(), kHow));
  }
  if (!in) {
    fail(file, std::string("cannot be opened (") + std::strerror(errno) +
                   "). It must be a plain file of the user who runs channel-host, mode 0600.");
  }
  struct stat facts {};
  if (::fstat(in.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) fail(file, "is no plain file.");
  if ((facts.st_mode & 077) != 0) {
    fail(file, "may be read by others; it must have mode 0600 (chmod 600 " + file.string() +
                   "). Change the marketplace's application secret if somebody else had access.");
  }
  std::string key(Cipher::kKeySize + 1, '\0');
  const ssize_t size = ::read(in.get(), key.data(), key.size());
  if (size != static_cast<ssize_t>(Cipher::kKeySize)) {
    fail(file, "has a wrong length (32 bytes are right). Restore it from your backup.");
  }
  key.resize(Cipher::kKeySize);
  return key;
}

}  // namespace channel_host
