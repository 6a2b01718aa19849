// Plugins are checked before any of their code runs; each refusal is a sentence and exit code 7.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;

class Plugins : public HostProgram {
 protected:
  void refuses(const std::string& sentence_part) {
    plugin.write();
    const Finished done = run({"plugin", "enable", plugin.manifest()});
    EXPECT_EQ(done.exit_code, 7) << done.err;
    EXPECT_THAT(done.err, HasSubstr(sentence_part));
    EXPECT_TRUE(documents({"plugin", "list"}).empty());
  }
  // With a manifest that fits.
  void library_is(const std::string& bytes) {
    write_file(plugin.library_file(), bytes);
    plugin.module["library"]["size"] = bytes.size();
    plugin.module["library"]["sha256"] = channel_host::hex(channel_host::sha256(bytes));
    plugin.write();
  }
};

TEST_F(Plugins, A2_module_manifest_enables_every_region_it_lists) {
  expect_ok({"plugin", "enable", plugin.manifest()});
  const auto listed = documents({"plugin", "list"});
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["adapters"].size(), 2U);
  EXPECT_EQ(listed[0]["adapters"][1]["id"], "fake.bb");
}

TEST_F(Plugins, A2_adapter_manifest_enables_only_its_region) {
  expect_ok({"plugin", "enable", plugin.adapter_manifest("bb")});
  const auto listed = documents({"plugin", "list"});
  ASSERT_EQ(listed[0]["adapters"].size(), 1U);
  EXPECT_EQ(listed[0]["adapters"][0]["region"], "bb");
  const auto info = documents({"plugin", "info", "fake.bb"});
  EXPECT_EQ(info[0]["descriptions"][0]["time_zone"], "Asia/Singapore");
}

TEST_F(Plugins, changed_byte_in_the_library_is_refused) {
  std::string bytes = read_file(plugin.library_file());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(plugin.library_file(), bytes);
  refuses("was changed: its SHA-256");
}

TEST_F(Plugins, library_that_changes_after_enabling_is_refused_at_the_next_start) {
  connected_store();
  write_file(plugin.library_file(), read_file(plugin.library_file()) + "x");
  const Finished done = run({"order", "pull", "shop"});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, HasSubstr("install the plugin again"));
}

TEST_F(Plugins, manifest_that_follows_the_changed_library_must_be_enabled_again) {
  connected_store();
  library_is(read_file(plugin.library_file()) + "x");
  const Finished done = run({"order", "pull", "shop"});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, HasSubstr("is not the one that was enabled"));
  expect_ok({"plugin", "enable", plugin.manifest()});
  expect_ok({"order", "pull", "shop"});
}

TEST_F(Plugins, manifest_that_lies_is_refused_by_the_member_that_is_wrong) {
  const nlohmann::json right = plugin.module;
  struct Case {
    const char* pointer;
    nlohmann::json value;
    const char* sentence;
  };
  const std::vector<Case> cases = {
      {"/schema", "chapi.module-manifest/2", "names neither"},
      {"/abi/major", 2, "asks for channel host API 2.0"},
      {"/abi/min_host_minor", 9, "asks for channel host API 1.9"},
      {"/platform", "windows-x86_64", "is for windows-x86_64"},
      {"/entry", "main", "names the entry main"},
      {"/library/file", "../fake.so", "does not follow its schema"},
      {"/library/sha256", "ABC", "does not follow its schema"},
      {"/library/size", 17, "does not have the 17 bytes"},
      {"/ports/required/0", "chapi.teleport/1", "requires the port chapi.teleport/1"},
      {"/adapters/0", "fake.cc.json", "does not exist"},
      {"/capabilities", nlohmann::json::array({"authorize"}), "claims a capability"},
      {"/version", "2.0.0", "has version 1.0.0, its module has 2.0.0"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.pointer);
    plugin.module = right;
    plugin.module[nlohmann::json::json_pointer(c.pointer)] = c.value;
    refuses(c.sentence);
  }
}

TEST_F(Plugins, adapter_manifest_that_lies_is_refused) {
  const nlohmann::json right = plugin.adapters;
  struct Case {
    const char* member;
    nlohmann::json value;
    const char* sentence;
  };
  const std::vector<Case> cases = {
      {"id", "fake.cc", "but its platform and region say fake.aa"},
      {"module", "other.json", "belongs to the module manifest other.json"},
      {"currency", "THB", "disagree about \"currency\""},
      {"hosts", nlohmann::json::array({"evil.example"}), "disagree about \"hosts\""},
      {"region", "AA", "does not follow its schema"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.member);
    plugin.adapters = right;
    plugin.adapters["aa"][c.member] = c.value;
    refuses(c.sentence);
  }
}

TEST_F(Plugins, adapter_that_the_library_does_not_contain_is_refused) {
  plugin.adapters["aa"]["id"] = "fake.cc";
  plugin.adapters["aa"]["region"] = "cc";
  refuses("does not contain the adapter fake.cc");
}

TEST_F(Plugins, extension_that_the_library_lacks_is_refused) {
  plugin.module["extensions"].push_back("chapi.teleport/1");
  refuses("does not offer the extension chapi.teleport/1, which its manifest lists");
}

TEST_F(Plugins, text_that_is_no_manifest_is_refused) {
  for (const char* text : {"", "[]", "{", "{\"schema\":7}"}) {
    write_file(plugin.manifest(), text);
    EXPECT_EQ(run({"plugin", "enable", plugin.manifest()}).exit_code, 7) << text;
  }
  write_file(plugin.manifest(), std::string(100'000, '[') + std::string(100'000, ']'));
  EXPECT_EQ(run({"plugin", "enable", plugin.manifest()}).exit_code, 7);
}

// What the linker maps beyond the end of a file ends the process when it is touched.
TEST_F(Plugins, library_cut_short_is_refused_although_its_manifest_fits) {
  const std::string whole = read_file(plugin.library_file());
  for (const std::size_t size : {whole.size() / 2, whole.size() / 8, std::size_t{100}}) {
    SCOPED_TRACE(size);
    library_is(whole.substr(0, size));
    refuses("is cut short");
  }
}

TEST_F(Plugins, library_that_is_no_shared_object_of_this_machine_is_refused) {
  const std::string whole = read_file(plugin.library_file());
  std::string other_machine = whole, small = whole, big_endian = whole;
  other_machine[18] = static_cast<char>(0x7F);  // e_machine
  small[4] = 1;                                 // ELFCLASS32
  big_endian[5] = 2;                            // ELFDATA2MSB
  const std::string executable = [&] {
    std::string text = whole;
    text[16] = 2;  // ET_EXEC
    return text;
  }();
  for (const std::string& bytes : {other_machine, small, big_endian, executable,
                                   std::string("#!/bin/sh\n"), std::string(4096, 'x')}) {
    library_is(bytes);
    refuses("is no shared object for this machine");
  }
}

TEST_F(Plugins, pipe_in_the_place_of_the_library_is_refused_and_not_waited_for) {
  std::filesystem::remove(plugin.library_file());
  ASSERT_EQ(::mkfifo(plugin.library_file().c_str(), 0600), 0);
  refuses("is no plain file");
}

TEST_F(Plugins, folder_in_the_place_of_a_manifest_is_told_as_such) {
  const Finished done = run({"plugin", "enable", folder.path().string()});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, HasSubstr("is no plain file"));
  EXPECT_THAT(run({"plugin", "enable", (folder / "nowhere.json").string()}).err,
              HasSubstr("does not exist"));
}

TEST_F(Plugins, library_that_is_no_module_is_refused) {
  const FakePlugin other(folder / "other", "no_module.so");
  const Finished done = run({"plugin", "enable", other.manifest()});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, HasSubstr("is not a channel module"));
  EXPECT_THAT(done.err, HasSubstr(other.library_file().string()));
}

TEST_F(Plugins, library_with_a_missing_symbol_is_refused_at_loading) {
  const FakePlugin other(folder / "other", "missing_symbol.so");
  const Finished done = run({"plugin", "enable", other.manifest()});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, HasSubstr("a_function_that_nobody_has"));
}

TEST_F(Plugins, disabled_region_keeps_its_stores_and_says_what_to_do) {
  connected_store();
  EXPECT_EQ(documents({"plugin", "disable", "fake.aa"})[0],
            (nlohmann::json{{"id", "fake.aa"}, {"enabled", false}}));
  const Finished done = run({"order", "pull", "shop"});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, HasSubstr("plugin enable"));
  EXPECT_EQ(documents({"store", "list"}).size(), 1U);
  EXPECT_EQ(run({"plugin", "disable", "nobody"}).exit_code, 3);
}

}  // namespace
}  // namespace host_test
