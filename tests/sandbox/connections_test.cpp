#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <atomic>
#include <thread>
#include <vector>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;

constexpr int kClients = 64;

std::string Ask(Poco::Net::HTTPClientSession& session, const std::string& target) {
  Poco::Net::HTTPRequest request("GET", target, "HTTP/1.1");
  request.setKeepAlive(true);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  return body;
}

TEST(Connections, SixtyFourKeepAliveClientsAreServedAtOnce) {
  Client client;
  client.SignIn("owner.sg@sandbox.example");
  // Every call takes a while, so that all of them overlap once the clients are connected.
  client.Control("/settings", {{"latency_ms", 500}});
  const std::string target = client.Target("/sg/rest", "/seller/get", {});
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kClients; ++i) {
      threads.emplace_back([&] {
        Poco::Net::HTTPClientSession session("127.0.0.1", client.port());
        session.setKeepAlive(true);
        for (int call = 0; call < 2; ++call) {
          if (json::parse(Ask(session, target))["code"] == "0") ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, 2 * kClients);
  EXPECT_EQ(client.ControlGet("/counters")["most_at_once"]["sg"], kClients);
}

TEST(Connections, HttpsIsTrustedThroughItsOwnAuthority) {
  Poco::Net::initializeSSL();
  sandbox::ServerOptions server_options;
  server_options.https_port = 0;
  Client client(SmallMarket(), server_options);
  client.SignIn("owner.sg@sandbox.example");
  const Poco::Net::Context::Ptr context = new Poco::Net::Context(
      Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_STRICT);
  const std::string text = client.server.AuthorityPem();
  BIO* pem = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  X509* authority = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
  ASSERT_NE(authority, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context->sslContext()), authority);
  X509_free(authority);
  BIO_free(pem);
  const uint16_t port = Poco::URI(client.server.HttpsUrl()).getPort();
  const std::string target = client.Target("/sg/rest", "/seller/get", {});
  {
    Poco::Net::HTTPSClientSession trusted("127.0.0.1", port, context);
    EXPECT_EQ(json::parse(Ask(trusted, target))["code"], "0");
    Poco::Net::HTTPSClientSession named("localhost", port, context);
    EXPECT_EQ(json::parse(Ask(named, target))["code"], "0");
  }
  const Poco::Net::Context::Ptr stranger = new Poco::Net::Context(
      Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_STRICT);
  Poco::Net::HTTPSClientSession untrusting("127.0.0.1", port, stranger);
  EXPECT_THROW(Ask(untrusting, target), Poco::Exception);
}

TEST(Connections, ASecondSandboxAtTheSameAddressFails) {
  Client client;
  sandbox::ServerOptions same;
  same.port = client.port();
  EXPECT_THROW(sandbox::Server(client.market, same), Poco::Exception);
}

TEST(Connections, ABodyThatNobodyReadsDoesNotSpoilTheNextRequest) {
  Client client;
  client.SignIn("owner.sg@sandbox.example");
  Poco::Net::HTTPClientSession session("127.0.0.1", client.port());
  session.setKeepAlive(true);
  Poco::Net::HTTPRequest request("POST", "/nowhere", "HTTP/1.1");
  request.setKeepAlive(true);
  request.setContentLength(200000);
  session.sendRequest(request) << std::string(200000, 'x');
  Poco::Net::HTTPResponse response;
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  EXPECT_EQ(response.getStatus(), 404);
  EXPECT_EQ(json::parse(Ask(session, client.Target("/sg/rest", "/seller/get", {})))["code"], "0");
}

}  // namespace
}  // namespace sandbox_tests
