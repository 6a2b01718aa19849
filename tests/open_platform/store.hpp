// A store of the sandbox, opened through the C contract as a host does.
#pragma once

#include <chapi/host.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "support/ports.hpp"
#include "support/sandbox.hpp"

namespace open_platform_test {

// chapi.channel-config/1 for the sandbox; `more` is merged over it.
nlohmann::json store_config(const test_support::Sandbox& sandbox, const std::string& name,
                            const nlohmann::json& more = nlohmann::json::object());

class Store {
 public:
  Store(const test_support::Sandbox& sandbox, test_support::MemoryHost& host,
        const std::string& region, const nlohmann::json& more = nlohmann::json::object());

  // The result of one authorize action; throws chapi::host::Failure.  Every result is held
  // against the published schema.
  nlohmann::json authorize(const std::string& action,
                           const nlohmann::json& members = nlohmann::json::object());

  // begin, the seller's browser, finish with the callback address.
  nlohmann::json connect(const std::string& login = {}, const std::string& site = {},
                         const nlohmann::json& members = nlohmann::json::object());

  // The callback address after the seller agreed, and the state that belongs to it.
  struct Callback {
    std::string url;
    std::string state;
  };
  Callback agree(const std::string& login = {}, const std::string& site = {});

  chapi::host::Channel& channel() { return channel_; }

 private:
  const test_support::Sandbox& sandbox_;
  std::string region_;
  chapi::host::Channel channel_;
};

}  // namespace open_platform_test
