// An installation with the fake plugin and one store, not authorised yet, in the test's own
// process.
#pragma once

#include <gtest/gtest.h>

#include <atomic>

#include "fake_plugin.hpp"
#include "installation.hpp"
#include "plugins/plugin_registry.hpp"
#include "stores/application.hpp"
#include "stores/store_service.hpp"
#include "stores/store_table.hpp"
#include "support/ports.hpp"
#include "temporary_folder.hpp"
#include "test_database.hpp"

namespace host_test {

class FakeShop : public ::testing::Test {
 protected:
  FakeShop() {
    channel_host::enable_plugin(installation, plugin.manifest());
    write_file(folder / "secret", "s\n");
    channel_host::set_application(installation, {"key", "", "http://127.0.0.1:1/cb", {}, {}},
                                  folder / "secret");
    channel_host::NewStore wanted;
    wanted.id = "shop";
    wanted.region = "aa";
    wanted.name = "Shop";
    channel_host::add_store(installation, wanted);
  }
  // What the browser of the seller s1 brings back.
  static std::string callback(const std::string& state) {
    return "http://127.0.0.1:1/cb?code=code-s1&state=" + state;
  }
  channel_host::Store store() {
    return channel_host::StoreTable(installation.database(), "default").get("shop");
  }

  TestDatabase database;
  TemporaryFolder folder;
  FakePlugin plugin{folder / "plugin"};
  test_support::TestClock clock;
  std::atomic<bool> cancelled{false};
  channel_host::Installation installation{
      {folder / "data", "default", database.url()}, clock, cancelled};
};

}  // namespace host_test
