#include "plugins/manifest.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "chapi/host.hpp"
#include "failure.hpp"
#include "plugins/manifest_schema.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

constexpr std::uintmax_t kMostBytes = 1 << 20;
constexpr int kDeepest = 32;
constexpr std::array<const char*, 4> kOfferedPorts = {CHAPI_PORT_LOG, CHAPI_PORT_CLOCK,
                                                      CHAPI_PORT_TOKEN_VAULT, CHAPI_PORT_QUOTA};

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::kPlugin, "The manifest " + file.string() + " " + why);
}

struct Text {
  json document;
  std::string sha256;
};

Text read_json(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) refuse(file, "does not exist.");
  if (!std::filesystem::is_regular_file(status)) {
    refuse(file, "is no plain file. Name the manifest itself, such as lazada.json.");
  }
  if (std::filesystem::file_size(file, error) > kMostBytes) refuse(file, "is larger than 1 MiB.");
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in) refuse(file, "cannot be read.");
  const std::string text = bytes.str();
  bool too_deep = false;
  const json document = json::parse(
      text,
      [&](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > kDeepest;
        return !too_deep;
      },
      false);
  if (too_deep || !document.is_object()) refuse(file, "is not a JSON object.");
  return {document, hex(sha256(text))};
}

std::string platform_of_this_machine() {
  utsname name{};
  ::uname(&name);
  std::string system = name.sysname;
  std::transform(system.begin(), system.end(), system.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return system + "-" + name.machine;
}

void check_schema(const std::filesystem::path& file, const json& document, const char* schema) {
  const std::string wrong = violation_of_schema(document, schema);
  if (!wrong.empty()) refuse(file, "does not follow its schema: " + wrong);
}

bool subset(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  return std::all_of(part.begin(), part.end(), [&](const std::string& one) {
    return std::find(whole.begin(), whole.end(), one) != whole.end();
  });
}

}  // namespace

ManifestKind manifest_kind(const std::filesystem::path& file) {
  const json document = read_json(file).document;
  const auto schema = document.find("schema");
  if (schema != document.end() && *schema == "chapi.module-manifest/1") {
    return ManifestKind::kModule;
  }
  if (schema != document.end() && *schema == "chapi.adapter-manifest/1") {
    return ManifestKind::kAdapter;
  }
  refuse(file, "names neither chapi.module-manifest/1 nor chapi.adapter-manifest/1 as its schema.");
}

AdapterManifest read_adapter_manifest(const std::filesystem::path& file) {
  const auto [document, digest] = read_json(file);
  check_schema(file, document, "adapter-manifest.schema.json");
  AdapterManifest adapter;
  adapter.file = std::filesystem::absolute(file).lexically_normal();
  adapter.sha256 = digest;
  document["id"].get_to(adapter.id);
  document["module"].get_to(adapter.module);
  document["version"].get_to(adapter.version);
  document["platform"].get_to(adapter.platform);
  document["region"].get_to(adapter.region);
  document["name"].get_to(adapter.name);
  document["currency"].get_to(adapter.currency);
  document["capabilities"].get_to(adapter.capabilities);
  document["hosts"].get_to(adapter.hosts);
  if (adapter.id != adapter.platform + "." + adapter.region) {
    refuse(file, "calls the adapter " + adapter.id + ", but its platform and region say " +
                     adapter.platform + "." + adapter.region + ".");
  }
  return adapter;
}

ModuleManifest read_module_manifest(const std::filesystem::path& file) {
  const auto [document, digest] = read_json(file);
  check_schema(file, document, "module-manifest.schema.json");
  ModuleManifest module;
  module.file = std::filesystem::absolute(file).lexically_normal();
  module.sha256 = digest;
  document["id"].get_to(module.id);
  document["name"].get_to(module.name);
  document["version"].get_to(module.version);
  document["capabilities"].get_to(module.capabilities);
  document["extensions"].get_to(module.extensions);
  const json& library = document["library"];
  module.library = module.file.parent_path() / library["file"].get<std::string>();
  module.library_size = library["size"].get<std::uint64_t>();
  library["sha256"].get_to(module.library_sha256);

  const auto major = document["abi"]["major"].get<std::uint64_t>();
  const auto minor = document["abi"]["min_host_minor"].get<std::uint64_t>();
  if (major != CHAPI_ABI_MAJOR || minor > CHAPI_ABI_MINOR) {
    refuse(file, "asks for channel host API " + std::to_string(major) + "." +
                     std::to_string(minor) + "; this host speaks " +
                     std::to_string(CHAPI_ABI_MAJOR) + "." + std::to_string(CHAPI_ABI_MINOR) +
                     ". Use a module and a host that fit each other.");
  }
  const auto platform = document["platform"].get<std::string>();
  if (platform != platform_of_this_machine()) {
    refuse(file, "is for " + platform + "; this machine is " + platform_of_this_machine() + ".");
  }
  if (document["entry"] != CHAPI_ENTRY_SYMBOL) {
    refuse(file, "names the entry " + document["entry"].get<std::string>() + " instead of " +
                     CHAPI_ENTRY_SYMBOL + ".");
  }
  for (const json& port : document["ports"]["required"]) {
    const auto id = port.get<std::string>();
    if (std::find(kOfferedPorts.begin(), kOfferedPorts.end(), id) == kOfferedPorts.end()) {
      refuse(file, "requires the port " + id + ", which this host does not lend.");
    }
  }
  for (const json& entry : document["adapters"]) {
    const auto name = entry.get<std::string>();
    AdapterManifest adapter = read_adapter_manifest(module.file.parent_path() / name);
    if (adapter.module != module.file.filename().string()) {
      refuse(adapter.file, "belongs to the module manifest " + adapter.module + ", but " +
                               module.file.filename().string() + " lists it.");
    }
    if (adapter.version != module.version) {
      refuse(adapter.file,
             "has version " + adapter.version + ", its module has " + module.version + ".");
    }
    if (!subset(adapter.capabilities, module.capabilities)) {
      refuse(adapter.file, "claims a capability that its module does not have.");
    }
    for (const AdapterManifest& other : module.adapters) {
      if (other.id == adapter.id) refuse(file, "lists the adapter " + adapter.id + " twice.");
    }
    module.adapters.push_back(std::move(adapter));
  }
  return module;
}

}  // namespace channel_host
