#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/session.hpp"
#include "plugins/manifest.hpp"
#include "plugins/plugin_registry.hpp"
#include "rfc3339.hpp"

namespace channel_host::cli {
namespace {

using nlohmann::ordered_json;

ordered_json document(const EnabledPlugin& plugin) {
  ordered_json adapters = ordered_json::array();
  for (const EnabledAdapter& adapter : plugin.adapters) {
    adapters.push_back({{"id", adapter.id},
                        {"platform", adapter.platform},
                        {"region", adapter.region},
                        {"name", adapter.name},
                        {"currency", adapter.currency}});
  }
  return {{"id", plugin.id},
          {"name", plugin.name},
          {"version", plugin.version},
          {"manifest", plugin.manifest},
          {"library_sha256", plugin.library_sha256},
          {"enabled_at", format_rfc3339(plugin.enabled_at_ms)},
          {"adapters", adapters}};
}

std::string regions(const EnabledPlugin& plugin) {
  std::string text;
  for (const EnabledAdapter& adapter : plugin.adapters) {
    text += (text.empty() ? "" : " ") + adapter.region;
  }
  return text;
}

Exit list(Session& session) {
  const auto plugins = list_plugins(session.installation().database());
  session.note_sandbox();
  if (session.json) {
    for (const EnabledPlugin& plugin : plugins) session.print_json(document(plugin));
    return Exit::kOk;
  }
  Table table({"PLUGIN", "VERSION", "REGIONS", "ENABLED", "MANIFEST"}, {"MANIFEST"});
  for (const EnabledPlugin& plugin : plugins) {
    table.add({plugin.id, plugin.version, regions(plugin), time_text(plugin.enabled_at_ms),
               plugin.manifest});
  }
  table.print();
  return Exit::kOk;
}

Exit enable(Session& session, const std::string& manifest) {
  const EnabledPlugin plugin = enable_plugin(session.installation(), manifest);
  if (session.json) {
    session.print_json(document(plugin));
  } else {
    session.print("Enabled " + plugin.name + " " + plugin.version + " for " + regions(plugin) +
                  ".");
  }
  return Exit::kOk;
}

Exit info(Session& session, const std::string& id) {
  db::Database& database = session.installation().database();
  for (const EnabledPlugin& plugin : list_plugins(database)) {
    bool wanted = plugin.id == id;
    for (const EnabledAdapter& adapter : plugin.adapters) wanted = wanted || adapter.id == id;
    if (!wanted) continue;
    ordered_json shown = document(plugin);
    shown["descriptions"] = ordered_json::array();
    for (const EnabledAdapter& adapter : plugin.adapters) {
      if (adapter.id != id && plugin.id != id) continue;
      shown["descriptions"].push_back(
          ordered_json::parse(library_of(database, adapter.id).describe(adapter.id)));
    }
    session.note_sandbox();
    if (session.json) {
      session.print_json(shown);
      return Exit::kOk;
    }
    session.print(plugin.name + " " + plugin.version + ", enabled " +
                  time_text(plugin.enabled_at_ms));
    session.print("Manifest " + plugin.manifest);
    session.print("Library SHA-256 " + plugin.library_sha256 + " (checked)");
    Table table({"ADAPTER", "NAME", "CURRENCY", "TIME ZONE", "CAPABILITIES", "HOSTS"}, {"HOSTS"});
    for (const auto& d : shown["descriptions"]) {
      const auto joined = [&](const char* member) {
        std::string text;
        for (const auto& one : d[member]) {
          text += (text.empty() ? "" : " ") + one.get<std::string>();
        }
        return text;
      };
      table.add({d["adapter"], d["name"], d["currency"], d["time_zone"], joined("capabilities"),
                 joined("hosts")});
    }
    table.print();
    return Exit::kOk;
  }
  throw Failure(Exit::kNotFound, "No plugin or region " + id + " is enabled.");
}

}  // namespace

void add_plugin_commands(CLI::App& app, Session& session) {
  CLI::App* noun = add_noun(app, "plugin", "Channel plugins: list, enable, disable, info",
                            "channel-host plugin enable build/manifests/lazada.json");
  CLI::App* command =
      add_command(*noun, "list", "Enabled plugins and their regions", "channel-host plugin list");
  command->callback([&] { session.action = [&] { return list(session); }; });

  static std::string manifest, id;
  command = add_command(*noun, "enable",
                        "Check a manifest and its library, and enable it (a module's manifest: all "
                        "regions; an adapter's: that region)",
                        "channel-host plugin enable build/manifests/lazada.json");
  command->add_option("manifest", manifest, "Manifest file")->required()->type_name("MANIFEST");
  command->callback([&] { session.action = [&] { return enable(session, manifest); }; });

  command = add_command(*noun, "disable", "Disable a plugin or one region; stores keep their data",
                        "channel-host plugin disable lazada.ph");
  command->add_option("id", id, "Plugin or adapter")->required()->type_name("ID");
  command->callback([&] {
    session.action = [&] {
      disable_plugin(session.installation(), id);
      if (session.json) {
        session.print_json({{"id", id}, {"enabled", false}});
      } else {
        session.note("Disabled " + id + ".");
      }
      return Exit::kOk;
    };
  });

  command = add_command(*noun, "info", "What a plugin says about itself, checked again",
                        "channel-host plugin info lazada");
  command->add_option("id", id, "Plugin or adapter")->required()->type_name("ID");
  command->callback([&] { session.action = [&] { return info(session, id); }; });
}

}  // namespace channel_host::cli
