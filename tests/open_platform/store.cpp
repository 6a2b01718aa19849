#include "open_platform/store.hpp"

#include <gtest/gtest.h>

#include "support/schema.hpp"

namespace open_platform_test {

using nlohmann::json;
using test_support::MemoryHost;
using test_support::Sandbox;

namespace {

const chapi::host::Library& library() {
  static const auto loaded = chapi::host::Library::load(MODULE_FILE);
  return loaded;
}

}  // namespace

json store_config(const Sandbox& sandbox, const std::string& name, const json& more) {
  json config = {{"schema", "chapi.channel-config/1"},
                 {"store", name},
                 {"grant", "grant-" + name},
                 {"sandbox", sandbox.url()},
                 {"app",
                  {{"key", sandbox.ready().at("app_key")},
                   {"secret", sandbox.ready().at("app_secret")},
                   {"redirect_uri", sandbox.ready().at("redirect_uri")}}}};
  config.merge_patch(more);
  EXPECT_TRUE(test_support::fits("channel-config", config.dump()));
  return config;
}

Store::Store(const Sandbox& sandbox, MemoryHost& host, const std::string& region, const json& more)
    : sandbox_(sandbox),
      region_(region),
      channel_(library().open(host.host, "lazada." + region,
                              store_config(sandbox, "my-" + region, more).dump())) {}

json Store::authorize(const std::string& action, const json& members) {
  json request = {{"schema", "chapi.authorize-request/1"}, {"action", action}};
  request.merge_patch(members);
  EXPECT_TRUE(test_support::fits("authorize-request", request.dump()));
  const std::string result = channel_.authorize(request.dump());
  EXPECT_TRUE(test_support::fits("authorize-result", result));
  return json::parse(result);
}

Store::Callback Store::agree(const std::string& login, const std::string& site) {
  const json begun = authorize("begin");
  return {sandbox_.authorise_in_browser(
              begun.at("authorize_url"), site.empty() ? region_ : site,
              login.empty() ? "owner." + region_ + "@sandbox.example" : login),
          begun.at("state")};
}

json Store::connect(const std::string& login, const std::string& site, const json& members) {
  const Callback callback = agree(login, site);
  json request = {{"callback_url", callback.url}, {"state", callback.state}};
  request.merge_patch(members);
  return authorize("finish", request);
}

}  // namespace open_platform_test
