// One HTTP request over a pool of kept connections: whole answers or an error.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "plugin/open_platform/client.hpp"
#include "plugin/open_platform/connection.hpp"
#include "plugin/open_platform/endpoint.hpp"

namespace lazada::open_platform {

struct HttpRequest {
  Origin origin;
  std::string path_and_query;
  bool post = false;
  std::string form;  // the body of a POST, already encoded
  Request::Kind kind = Request::Kind::kRead;
  std::string name;                            // for errors, "/orders/get"
  std::int64_t body_cap = 64LL * 1024 * 1024;  // a longer answer is an error
};

struct HttpAnswer {
  int status = 0;
  std::string body;  // capacity at least size + 64
  std::string media_type;
  std::int64_t date_ms = 0;  // Unix time of the Date header; 0 when there was none
};

// Any thread; one connection per request under way.
class Transport {
 public:
  // Throws Error when ca_file cannot be read.
  Transport(int connections, std::int64_t request_timeout_ms, const std::string& ca_file);
  ~Transport();

  // Returns whatever status the server gave, with a complete body.  Redirects are not followed.
  // Throws Error: connect_failed, tls_untrusted, send_failed (nothing happened), answer_lost,
  // answer_timeout, answer_broken (of a change the effect is unknown), cancelled, deadline.
  // room: memory for the answer's body, whatever it holds.
  HttpAnswer exchange(const HttpRequest& request, const Call& call, std::string room = {});

  int connections() const { return connections_; }

 private:
  class Lease;
  // Made when it is first needed: the system's authorities are many.
  Poco::Net::Context::Ptr tls();
  std::unique_ptr<Connection> take(const Origin& origin, const Call& call);
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  int connections_;
  std::int64_t timeout_ms_;
  std::string ca_file_;
  std::mutex tls_mutex_;
  Poco::Net::Context::Ptr tls_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;  // the one used last stands at the end
  int lent_ = 0;
};

}  // namespace lazada::open_platform
