// channel-host with the real plugin, and the marketplace that it is connected to.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host_program.hpp"
#include "support/sandbox.hpp"

namespace host_test {

class SandboxHost : public HostProgram {
 protected:
  void start(const std::vector<std::string>& arguments) {
    sandbox = std::make_unique<test_support::Sandbox>(arguments);
    expect_ok({"plugin", "enable", std::string(MANIFESTS) + "/lazada.json"});
    write_file(folder / "secret.txt", sandbox->ready()["app_secret"].get<std::string>() + "\n");
    expect_ok({"app", "set", "--key", sandbox->ready()["app_key"], "--secret-file",
               (folder / "secret.txt").string(), "--redirect-uri", sandbox->ready()["redirect_uri"],
               "--sandbox", sandbox->url()});
  }
  // What the browser brings back when the seller with this login agrees at the region's site.
  std::string agree(const std::string& id, const std::string& login, const std::string& site) {
    const std::string url = documents({"store", "authorize", id})[0]["authorize_url"];
    return sandbox->authorise_in_browser(url, site, login + "@sandbox.example");
  }
  Finished authorise_as(const std::string& id, const std::string& login, const std::string& site) {
    return run({"store", "authorize", id, "--code", agree(id, login, site)});
  }
  void connect(const std::string& id, const std::string& region) {
    add_store(id, region);
    const Finished done = authorise_as(id, "owner." + region, region);
    EXPECT_EQ(done.exit_code, 0) << done.err;
  }

  std::unique_ptr<test_support::Sandbox> sandbox;
};

}  // namespace host_test
