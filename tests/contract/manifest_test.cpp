// The manifests say of the module what the module says of itself (A2).
#include <gtest/gtest.h>

#include <chapi/host.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/process.hpp"
#include "support/schema.hpp"

namespace {

using nlohmann::json;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const std::filesystem::path kFolder = MANIFEST_DIR;

TEST(Manifest, OfTheModuleFitsItsSchemaAndNamesTheLibrarysRealSizeAndHash) {
  const std::string text = text_of(kFolder / "lazada.json");
  EXPECT_TRUE(test_support::fits("module-manifest", text));
  const json manifest = json::parse(text);
  EXPECT_EQ(manifest["library"]["size"], std::filesystem::file_size(MODULE_FILE));
  const std::string hash = test_support::run_program({"sha256sum", MODULE_FILE}).out.substr(0, 64);
  EXPECT_EQ(manifest["library"]["sha256"], hash);
  EXPECT_EQ(manifest["library"]["file"], std::filesystem::path(MODULE_FILE).filename().string());
}

TEST(Manifest, OfEachRegionAgreesWithWhatTheModuleDescribes) {
  const auto library = chapi::host::Library::load(MODULE_FILE);
  const json module = json::parse(text_of(kFolder / "lazada.json"));
  std::vector<std::string> described;
  for (const std::string file : module["adapters"]) {
    SCOPED_TRACE(file);
    const std::string text = text_of(kFolder / file);
    EXPECT_TRUE(test_support::fits("adapter-manifest", text));
    const json manifest = json::parse(text);
    const std::string description = library.describe(manifest["id"]);
    EXPECT_TRUE(test_support::fits("adapter-description", description));
    const json adapter = json::parse(description);
    described.push_back(adapter["adapter"]);
    for (const char* member :
         {"platform", "region", "name", "currency", "version", "capabilities"}) {
      EXPECT_EQ(manifest[member], adapter[member]) << member;
    }
    EXPECT_EQ(manifest["hosts"], adapter["hosts"]);
    EXPECT_EQ(adapter["extensions"], module["extensions"]);
    EXPECT_EQ(adapter["version"], module["version"]);
  }
  EXPECT_EQ(described, library.adapters());
}

}  // namespace
