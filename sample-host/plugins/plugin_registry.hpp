// Which plugins and regions are enabled in this installation.
#ifndef SAMPLE_HOST_PLUGINS_PLUGIN_REGISTRY_HPP_
#define SAMPLE_HOST_PLUGINS_PLUGIN_REGISTRY_HPP_

#include <optional>
#include <string>
#include <vector>

#include "installation.hpp"
#include "plugins/manifest.hpp"

namespace channel_host {

struct EnabledAdapter {
  std::string id;
  std::string plugin;
  std::string platform;
  std::string region;
  std::string name;
  std::string currency;
  std::string storefront;
};

struct EnabledPlugin {
  std::string id;
  std::string name;
  std::string version;
  std::string manifest;  // path
  std::string manifest_sha256;
  std::string library_sha256;
  std::int64_t enabled_at_ms = 0;
  std::vector<EnabledAdapter> adapters;
};

// Takes a module's manifest (all its regions) or an adapter's (that region).  Checks, loads and
// asks the library before anything is stored.  Returns what is enabled now.
EnabledPlugin enable_plugin(Installation& installation, const std::filesystem::path& manifest);

// `id`: a plugin or one adapter.  Stores keep their data; they cannot call until it is enabled
// again.
void disable_plugin(Installation& installation, const std::string& id);

std::vector<EnabledPlugin> list_plugins(db::Database& database);
std::vector<EnabledAdapter> list_adapters(db::Database& database);

// The library of an enabled adapter.  Everything is checked again, once per process; a manifest
// or library that is not the one that was enabled is refused (kPlugin).       [any thread]
chapi::host::Library library_of(db::Database& database, const std::string& adapter);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PLUGINS_PLUGIN_REGISTRY_HPP_
