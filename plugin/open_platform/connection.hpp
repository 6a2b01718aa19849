// One connection to one origin, plain or TLS, whose every wait obeys a Watch.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "plugin/open_platform/endpoint.hpp"
#include "plugin/open_platform/watch.hpp"

namespace lazada::open_platform {

// What the socket tells about the request under way.
struct Traffic {
  Watch* watch = nullptr;        // never null while the socket is used
  std::int64_t received = 0;     // bytes of the answer
  std::int64_t receive_cap = 0;  // more than that is an error
  bool peer_closed = false;
  int wake_at = 1;  // waiting for the answer may go on until so many bytes are there
};

// One thread at a time.  Poco's exceptions come out; Watch::ended() tells whether a limit was
// the cause.
class Connection {
 public:
  // Resolves, connects, and shakes hands; tries every address of the host.  The certificate must
  // be trusted and name the host.
  Connection(const Origin& origin, const Poco::Net::Context::Ptr& tls, Watch& watch);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const Origin& origin() const { return origin_; }
  Poco::Net::HTTPClientSession& session() { return *session_; }
  Traffic& traffic() { return *traffic_; }

  // Reads up to `size` bytes behind the header; 0: the other side has closed.
  int receive(char* to, int size);
  // The same for bytes that are announced: it is woken once for most of them instead of once for
  // every packet.
  int receive_announced(char* to, int size);

  // False when the other side has closed meanwhile, or has sent what nobody asked for.
  bool fresh() const;

  std::chrono::steady_clock::time_point idle_until{};  // when it may no longer be used again

 private:
  void open(const Poco::Net::SocketAddress& address, const Poco::Net::Context::Ptr& tls,
            Watch& watch, std::chrono::milliseconds connect_limit);

  Origin origin_;
  std::unique_ptr<Traffic> traffic_;
  std::unique_ptr<Poco::Net::HTTPClientSession> session_;
};

// Certificates are always verified, from TLS 1.2 on.  ca_file adds authorities to the system's.
// Throws Error (invalid_argument, reason ca_file_unreadable).
Poco::Net::Context::Ptr make_tls_context(const std::string& ca_file);

}  // namespace lazada::open_platform
