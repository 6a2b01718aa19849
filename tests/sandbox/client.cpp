#include "client.hpp"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

namespace sandbox_tests {

using nlohmann::json;
using sandbox::Parameters;

sandbox::Options SmallMarket() {
  sandbox::Options options;
  options.orders = 64;
  options.products = 24;
  options.regions = {"sg", "th"};
  options.start_ms = kNowMs;
  return options;
}

Client::Client(const sandbox::Options& options, const sandbox::ServerOptions& server_options)
    : market(options), server(market, server_options) {
  market.clock.Freeze();
  market.clock.Set(kNowMs);
}

uint16_t Client::port() const { return Poco::URI(server.HttpUrl()).getPort(); }

void Client::SignIn(const std::string& login) {
  const sandbox::Account* account = market.FindAccount(login);
  const auto pair = market.tokens.Issue({account->login, account->site, account->shops},
                                        market.settings.Get(), market.clock.NowMs());
  access_token = pair.access_token;
  refresh_token = pair.refresh_token;
}

Parameters Client::Signed(const std::string& api, Parameters parameters) const {
  parameters.emplace("app_key", market.options().app_key);
  parameters.emplace("timestamp", std::to_string(market.clock.NowMs()));
  parameters.emplace("sign_method", "sha256");
  if (!access_token.empty()) parameters.emplace("access_token", access_token);
  parameters.emplace("sign", sandbox::Sign(market.options().app_secret, api, parameters));
  return parameters;
}

std::string FormText(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    text += name + "=";
    Poco::URI::encode(value, "!#$%&'()*+,/:;=?@[]\"{} ", text);
  }
  return text;
}

std::string Client::Target(const std::string& prefix, const std::string& api,
                           const Parameters& parameters) const {
  return prefix + api + "?" + FormText(Signed(api, parameters));
}

HttpAnswer Client::Send(const std::string& method, const std::string& path, const std::string& type,
                        const std::string& body) {
  Poco::Net::HTTPClientSession session("127.0.0.1", port());
  session.setTimeout(Poco::Timespan(30, 0));
  Poco::Net::HTTPRequest request(method, path, "HTTP/1.1");
  if (!type.empty()) request.setContentType(type);
  if (method == "POST") request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  HttpAnswer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
  answer.status = response.getStatus();
  answer.location = response.get("Location", "");
  answer.date = response.get("Date", "");
  answer.type = response.getContentType();
  return answer;
}

json Client::Get(const std::string& prefix, const std::string& api, const Parameters& parameters) {
  return Fetch(Target(prefix, api, parameters)).json();
}

json Client::Post(const std::string& prefix, const std::string& api, const Parameters& parameters) {
  return Send("POST", prefix + api, "application/x-www-form-urlencoded;charset=utf-8",
              FormText(Signed(api, parameters)))
      .json();
}

json Client::Fulfil(const std::string& prefix, const std::string& api, const std::string& field,
                    const json& request) {
  const json answer = Post(prefix, api, {{field, request.dump()}});
  return answer.contains("result") ? answer["result"] : answer;
}

json Client::Control(const std::string& path, const json& body) {
  return Send("POST", "/_sandbox" + path, "application/json", body.dump()).json();
}

json Client::ControlGet(const std::string& path) { return Fetch("/_sandbox" + path).json(); }

json MakeOrder(Client& client, const std::string& region, const json& items) {
  return client.Control("/orders", {{"region", region}, {"items", items}})["orders"][0];
}

}  // namespace sandbox_tests
