// A marketplace served on a free port, and a client that signs its calls.
#pragma once

#include <Poco/Net/HTTPClientSession.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sandbox/marketplace.hpp"
#include "sandbox/server.hpp"
#include "sandbox/signature.hpp"

namespace sandbox_tests {

// 2026-05-01T08:00:00Z, when the clocks of these tests stand still.
inline constexpr int64_t kNowMs = 1777622400000;

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string location;
  std::string date;
  std::string type;
  nlohmann::json json() const { return nlohmann::json::parse(body); }
};

// A small shop in two venues; the clock stands still at kNowMs.
sandbox::Options SmallMarket();

class Client {
 public:
  explicit Client(const sandbox::Options& options = SmallMarket(),
                  const sandbox::ServerOptions& server_options = {});

  // Takes tokens for a login without the browser pages; calls carry them from now on.
  void SignIn(const std::string& login);

  // The parameters that every call has, signature included.
  sandbox::Parameters Signed(const std::string& api, sandbox::Parameters parameters) const;

  nlohmann::json Get(const std::string& prefix, const std::string& api,
                     const sandbox::Parameters& parameters = {});
  nlohmann::json Post(const std::string& prefix, const std::string& api,
                      const sandbox::Parameters& parameters);
  // POST of one JSON field, as the fulfilment calls want it; returns "result".
  nlohmann::json Fulfil(const std::string& prefix, const std::string& api, const std::string& field,
                        const nlohmann::json& request);

  HttpAnswer Fetch(const std::string& path) { return Send("GET", path, "", ""); }
  HttpAnswer Send(const std::string& method, const std::string& path, const std::string& type,
                  const std::string& body);
  nlohmann::json Control(const std::string& path, const nlohmann::json& body);
  nlohmann::json ControlGet(const std::string& path);

  std::string Target(const std::string& prefix, const std::string& api,
                     const sandbox::Parameters& parameters) const;
  uint16_t port() const;

  sandbox::Marketplace market;
  sandbox::Server server;
  std::string access_token;
  std::string refresh_token;
};

std::string FormText(const sandbox::Parameters& parameters);

// A store's only order, made by the control call, as that call describes it.
nlohmann::json MakeOrder(Client& client, const std::string& region, const nlohmann::json& items);

}  // namespace sandbox_tests
