// The fake module laid out with its manifests, as a release would be.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "temporary_folder.hpp"
#include "vault/sha256.hpp"

namespace host_test {

class FakePlugin {
 public:
  // `library`: a file of the build's modules folder.
  explicit FakePlugin(const std::filesystem::path& folder,
                      const std::string& library = "fake_module.so")
      : folder_(folder) {
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(std::filesystem::path(MODULES) / library, library_file());
    const std::string bytes = read_file(library_file());
    module = {{"schema", "chapi.module-manifest/1"},
              {"id", "fake"},
              {"name", "Fake"},
              {"version", "1.0.0"},
              {"abi", {{"major", 1}, {"min_host_minor", 0}}},
              {"platform", "linux-x86_64"},
              {"library",
               {{"file", "fake.so"},
                {"size", bytes.size()},
                {"sha256", channel_host::hex(channel_host::sha256(bytes))}}},
              {"entry", "chapi_module_v1"},
              {"ports",
               {{"required", {"chapi.log/1", "chapi.clock/1", "chapi.token-vault/1"}},
                {"optional", {"chapi.quota/1"}}}},
              {"capabilities", {"authorize", "pull_orders", "push_shipment", "map_sku"}},
              {"extensions", {"chapi.documents/1"}},
              {"adapters", {"fake.aa.json", "fake.bb.json"}}};
    for (const std::string region : {"aa", "bb"}) {
      adapters[region] = {{"schema", "chapi.adapter-manifest/1"},
                          {"id", "fake." + region},
                          {"module", "fake.json"},
                          {"version", "1.0.0"},
                          {"platform", "fake"},
                          {"region", region},
                          {"name", "Fake " + region},
                          {"currency", "SGD"},
                          {"capabilities", module["capabilities"]},
                          {"hosts", {"127.0.0.1"}}};
    }
    write();
  }

  // After a change of the documents below.
  void write() const {
    write_file(manifest(), module.dump(2));
    for (const auto& [region, adapter] : adapters.items()) {
      write_file(adapter_manifest(region), adapter.dump(2));
    }
  }

  std::string manifest() const { return (folder_ / "fake.json").string(); }
  std::string adapter_manifest(const std::string& region) const {
    return (folder_ / ("fake." + region + ".json")).string();
  }
  std::filesystem::path library_file() const { return folder_ / "fake.so"; }

  nlohmann::json module;
  nlohmann::json adapters;

 private:
  std::filesystem::path folder_;
};

}  // namespace host_test
