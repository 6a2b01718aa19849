// Manifests of modules and adapters, read and checked before any library is opened.
#ifndef SAMPLE_HOST_PLUGINS_MANIFEST_HPP_
#define SAMPLE_HOST_PLUGINS_MANIFEST_HPP_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace channel_host {

struct AdapterManifest {
  std::filesystem::path file;
  std::string sha256;  // of the manifest itself
  std::string id;      // "lazada.sg"
  std::string module;  // file name of the module's manifest beside it
  std::string version;
  std::string platform;
  std::string region;
  std::string name;
  std::string currency;
  std::vector<std::string> capabilities;
  std::vector<std::string> hosts;
};

struct ModuleManifest {
  std::filesystem::path file;
  std::string sha256;  // of the manifest itself
  std::string id;
  std::string name;
  std::string version;
  std::filesystem::path library;
  std::uint64_t library_size = 0;
  std::string library_sha256;
  std::vector<std::string> capabilities;
  std::vector<std::string> extensions;
  std::vector<AdapterManifest> adapters;  // each one read and consistent with the module
};

enum class ManifestKind { kModule, kAdapter };

// All of these throw Failure (kPlugin) with the file and the member that is wrong.

ManifestKind manifest_kind(const std::filesystem::path& file);
// Checks schema, ABI, platform, entry, ports and every adapter manifest that it names.
ModuleManifest read_module_manifest(const std::filesystem::path& file);
AdapterManifest read_adapter_manifest(const std::filesystem::path& file);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PLUGINS_MANIFEST_HPP_
