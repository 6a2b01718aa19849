#include "plugins/module_library.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "plugins/shared_object.hpp"
#include "unique_fd.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

[[noreturn]] void refuse(const ModuleManifest& manifest, const std::string& why) {
  throw Failure(Exit::kPlugin, "The library " + manifest.library.string() + " " + why);
}

// A descriptor of sealed memory that holds the checked bytes.
UniqueFd checked_copy(const ModuleManifest& manifest) {
  // Without O_NONBLOCK a pipe in the place of the file would be waited for.
  const UniqueFd in(::open(manifest.library.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!in) refuse(manifest, std::string("cannot be opened (") + std::strerror(errno) + ").");
  struct stat facts {};
  if (::fstat(in.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    refuse(manifest, "is no plain file.");
  }
  UniqueFd copy(
      ::memfd_create(manifest.library.filename().c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!copy) throw Failure(Exit::kFile, "The system gives no memory for a library (memfd).");
  Sha256 digest;
  std::uint64_t size = 0;
  std::array<char, 1 << 16> block{};
  for (ssize_t n = 0; (n = ::read(in.get(), block.data(), block.size())) > 0;) {
    size += static_cast<std::uint64_t>(n);
    if (size > manifest.library_size) break;
    digest.add(std::string_view(block.data(), static_cast<std::size_t>(n)));
    if (::write(copy.get(), block.data(), static_cast<std::size_t>(n)) != n) {
      throw Failure(Exit::kFile, "The system gives no memory for a library (memfd).");
    }
  }
  if (size != manifest.library_size) {
    refuse(manifest, "does not have the " + std::to_string(manifest.library_size) +
                         " bytes that its manifest names. It is not the file that was released; "
                         "install the plugin again.");
  }
  if (const std::string found = hex(digest.finish()); found != manifest.library_sha256) {
    refuse(manifest, "was changed: its SHA-256 is " + found + ", the manifest says " +
                         manifest.library_sha256 +
                         ". It was not opened; install the plugin again.");
  }
  if (const std::string flaw = flaw_of_shared_object(copy.get(), size); !flaw.empty()) {
    refuse(manifest, flaw);
  }
  ::fcntl(copy.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  return copy;
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

void check_description(const ModuleManifest& manifest, const AdapterManifest& adapter,
                       const std::string& text) {
  const auto document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object()) refuse(manifest, "describes " + adapter.id + " with no JSON object.");
  const auto differs = [&](const char* member) {
    refuse(manifest, std::string("and the manifest disagree about \"") + member +
                         "\" of the adapter " + adapter.id + ".");
  };
  try {
    if (document.at("adapter") != adapter.id) differs("adapter");
    if (document.at("platform") != adapter.platform) differs("platform");
    if (document.at("region") != adapter.region) differs("region");
    if (document.at("currency") != adapter.currency) differs("currency");
    if (sorted(document.at("hosts")) != sorted(adapter.hosts)) differs("hosts");
    if (sorted(document.at("capabilities")) != sorted(adapter.capabilities)) {
      differs("capabilities");
    }
  } catch (const nlohmann::json::exception& e) {
    refuse(manifest, "describes " + adapter.id + " incompletely: " + e.what());
  }
}

void check_extensions(const ModuleManifest& manifest, const chapi::host::Library& library) {
  for (const std::string& extension : manifest.extensions) {
    const bool offered = std::any_of(
        manifest.adapters.begin(), manifest.adapters.end(), [&](const AdapterManifest& adapter) {
          return library.raw()->get_extension(adapter.id.c_str(), extension.c_str()) != nullptr;
        });
    if (!offered) {
      refuse(manifest, "does not offer the extension " + extension + ", which its manifest lists.");
    }
  }
}

}  // namespace

chapi::host::Library load_module(const ModuleManifest& manifest) {
  UniqueFd copy = checked_copy(manifest);
  try {
    const auto library = chapi::host::Library::load("/proc/self/fd/" + std::to_string(copy.get()));
    // Kept open for good: dlopen tells libraries apart by path, and the path is this number.
    static_cast<void>(copy.release());
    const std::vector<std::string> known = library.adapters();
    for (const AdapterManifest& adapter : manifest.adapters) {
      if (std::find(known.begin(), known.end(), adapter.id) == known.end()) {
        refuse(manifest,
               "does not contain the adapter " + adapter.id + ", which its manifest lists.");
      }
      check_description(manifest, adapter, library.describe(adapter.id));
    }
    check_extensions(manifest, library);
    return library;
  } catch (const chapi::host::LoadError& e) {
    std::string cause = e.what();
    const std::string inner = "/proc/self/fd/" + std::to_string(copy.get());
    if (const auto at = cause.find(inner); at != std::string::npos) {
      cause.replace(at, inner.size(), manifest.library.string());
    }
    throw Failure(Exit::kPlugin, cause);
  }
}

}  // namespace channel_host
