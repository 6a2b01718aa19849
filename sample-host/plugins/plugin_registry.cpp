#include "plugins/plugin_registry.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "plugins/module_library.hpp"
#include "shell_word.hpp"

namespace channel_host {
namespace {

std::string storefront_of(const chapi::host::Library& library, const std::string& adapter) {
  const auto description = nlohmann::json::parse(library.describe(adapter));
  return description.value(nlohmann::json::json_pointer("/sites/storefront"), std::string());
}

EnabledPlugin find_plugin(db::Database& database, const std::string& id) {
  for (EnabledPlugin& plugin : list_plugins(database)) {
    if (plugin.id == id) return std::move(plugin);
  }
  throw Failure(Exit::kNotFound, "No plugin " + id + " is enabled. See channel-host plugin list.");
}

}  // namespace

EnabledPlugin enable_plugin(Installation& installation, const std::filesystem::path& file) {
  std::vector<AdapterManifest> wanted;
  ModuleManifest module;
  if (manifest_kind(file) == ManifestKind::kModule) {
    module = read_module_manifest(file);
    wanted = module.adapters;
  } else {
    const AdapterManifest adapter = read_adapter_manifest(file);
    module = read_module_manifest(adapter.file.parent_path() / adapter.module);
    const auto listed =
        std::find_if(module.adapters.begin(), module.adapters.end(),
                     [&](const AdapterManifest& one) { return one.id == adapter.id; });
    if (listed == module.adapters.end() || listed->sha256 != adapter.sha256) {
      throw Failure(Exit::kPlugin, "The manifest " + file.string() +
                                       " is not listed by its module " + module.file.string() +
                                       ".");
    }
    wanted.push_back(adapter);
  }
  const auto library = load_module(module);

  db::Database& database = installation.database();
  const std::int64_t now = installation.now_ms();
  db::Transaction transaction(database);
  database.run(
      "INSERT INTO plugin (plugin, name, version, manifest, manifest_sha256, library_sha256, "
      "enabled_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (plugin) DO UPDATE SET name = "
      "excluded.name, version = excluded.version, manifest = excluded.manifest, manifest_sha256 = "
      "excluded.manifest_sha256, library_sha256 = excluded.library_sha256, enabled_at_ms = "
      "excluded.enabled_at_ms",
      module.id, module.name, module.version, module.file.string(), module.sha256,
      module.library_sha256, now);
  for (const AdapterManifest& adapter : wanted) {
    auto rows = database.query(
        "SELECT plugin FROM adapter WHERE platform = ? AND region = ? AND plugin <> ?",
        adapter.platform, adapter.region, module.id);
    if (rows.next()) {
      throw Failure(Exit::kConflict, "The region " + adapter.id +
                                         " is already served by the plugin " + rows.string(0) +
                                         ". Disable that one first.");
    }
    database.run(
        "INSERT INTO adapter (adapter, plugin, platform, region, name, currency, storefront, "
        "manifest, manifest_sha256, enabled_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
        "CONFLICT (adapter) DO UPDATE SET plugin = excluded.plugin, name = excluded.name, currency "
        "= excluded.currency, storefront = excluded.storefront, manifest = excluded.manifest, "
        "manifest_sha256 = excluded.manifest_sha256, enabled_at_ms = excluded.enabled_at_ms",
        adapter.id, module.id, adapter.platform, adapter.region, adapter.name, adapter.currency,
        storefront_of(library, adapter.id), adapter.file.string(), adapter.sha256, now);
  }
  // Regions that were enabled earlier go on with the module as it is now.
  for (const AdapterManifest& adapter : module.adapters) {
    database.run("UPDATE adapter SET manifest = ?, manifest_sha256 = ? WHERE adapter = ?",
                 adapter.file.string(), adapter.sha256, adapter.id);
  }
  transaction.commit();
  return find_plugin(database, module.id);
}

void disable_plugin(Installation& installation, const std::string& id) {
  db::Database& database = installation.database();
  db::Transaction transaction(database);
  std::int64_t gone = database.run("DELETE FROM adapter WHERE adapter = ? OR plugin = ?", id, id);
  gone += database.run(
      "DELETE FROM plugin WHERE plugin NOT IN (SELECT plugin FROM adapter) OR plugin = ?", id);
  if (gone == 0) {
    throw Failure(Exit::kNotFound,
                  "No plugin or region " + id + " is enabled. See channel-host plugin list.");
  }
  transaction.commit();
}

std::vector<EnabledAdapter> list_adapters(db::Database& database) {
  std::vector<EnabledAdapter> adapters;
  auto rows = database.query(
      "SELECT adapter, plugin, platform, region, name, currency, storefront FROM adapter ORDER BY "
      "adapter");
  while (rows.next()) {
    adapters.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3),
                        rows.string(4), rows.string(5), rows.string(6)});
  }
  return adapters;
}

std::vector<EnabledPlugin> list_plugins(db::Database& database) {
  std::vector<EnabledPlugin> plugins;
  auto rows = database.query(
      "SELECT plugin, name, version, manifest, manifest_sha256, library_sha256, enabled_at_ms FROM "
      "plugin ORDER BY plugin");
  while (rows.next()) {
    plugins.push_back({rows.string(0),
                       rows.string(1),
                       rows.string(2),
                       rows.string(3),
                       rows.string(4),
                       rows.string(5),
                       rows.integer(6),
                       {}});
  }
  for (EnabledAdapter& adapter : list_adapters(database)) {
    for (EnabledPlugin& plugin : plugins) {
      if (plugin.id == adapter.plugin) plugin.adapters.push_back(adapter);
    }
  }
  return plugins;
}

chapi::host::Library library_of(db::Database& database, const std::string& adapter) {
  static std::mutex mutex;
  static std::map<std::string, chapi::host::Library> loaded;  // by SHA-256 of the library
  auto rows = database.query(
      "SELECT p.plugin, p.manifest, p.manifest_sha256, p.library_sha256, a.manifest_sha256 FROM "
      "adapter a JOIN plugin p ON p.plugin = a.plugin WHERE a.adapter = ?",
      adapter);
  if (!rows.next()) {
    throw Failure(Exit::kPlugin, "The region " + adapter +
                                     " is not enabled. Run channel-host plugin enable MANIFEST.");
  }
  const std::string plugin = rows.string(0), path = rows.string(1);
  const std::lock_guard lock(mutex);
  if (const auto found = loaded.find(rows.string(3)); found != loaded.end()) return found->second;
  const ModuleManifest module = read_module_manifest(path);
  const auto listed = std::find_if(module.adapters.begin(), module.adapters.end(),
                                   [&](const AdapterManifest& one) { return one.id == adapter; });
  if (module.sha256 != rows.text(2) || module.library_sha256 != rows.text(3) ||
      listed == module.adapters.end() || listed->sha256 != rows.text(4)) {
    throw Failure(Exit::kPlugin, "The manifest of the plugin " + plugin +
                                     " is not the one that was enabled. When you have installed "
                                     "another version, run channel-host plugin enable " +
                                     shell_word(path) + ".");
  }
  return loaded.emplace(module.library_sha256, load_module(module)).first->second;
}

}  // namespace channel_host
