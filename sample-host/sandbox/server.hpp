// Listens, takes requests apart and brings them where they belong.
#pragma once

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <memory>
#include <string>
#include <vector>

#include "sandbox/certificate.hpp"
#include "sandbox/marketplace.hpp"

namespace sandbox {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;         // 0 picks a free one
  int https_port = -1;  // below zero: no HTTPS; 0 picks a free one
};

// Serves a marketplace while it lives. One thread for each kept connection, 192 at most.
class Server {
 public:
  // Throws Poco::Exception when an address cannot be bound.
  Server(Marketplace& market, const ServerOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string HttpUrl() const { return http_url_; }
  std::string HttpsUrl() const { return https_url_; }  // empty without HTTPS
  // The certificate that clients must trust; empty without HTTPS.
  std::string AuthorityPem() const;

 private:
  // Binds and listens; returns the actual address.
  std::string Listen(Poco::Net::ServerSocket& socket, const std::string& address, int port);

  Poco::ThreadPool pool_;
  std::vector<Poco::Net::ServerSocket> sockets_;
  std::unique_ptr<Certificate> certificate_;
  std::unique_ptr<Poco::Net::HTTPServer> http_;
  std::unique_ptr<Poco::Net::HTTPServer> https_;
  std::string http_url_;
  std::string https_url_;
};

}  // namespace sandbox
