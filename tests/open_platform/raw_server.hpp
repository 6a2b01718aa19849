// A server on loopback that answers whatever a test wants, well-formed or not.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace open_platform_test {

// One accepted connection; used by its script on the server's thread.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}

  // Head and body of the next request; empty when the client has closed.
  std::string read_request();
  // False when the client has closed.
  bool send(std::string_view bytes);
  void close();
  // Ends the connection with RST instead of FIN.
  void reset();
  // Waits until the client closes.
  void wait();

 private:
  int socket_;
  std::string pending_;
};

class RawServer {
 public:
  // Runs once for each connection, on a thread of its own; returning closes the connection.
  using Script = std::function<void(Peer&)>;

  explicit RawServer(Script script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }

 private:
  void accept_all();

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// A complete answer with Content-Length.
std::string http_answer(std::string_view body, std::string_view status = "200 OK",
                        std::string_view more_headers = "");

// The value of a parameter in a request's query or form, decoded; empty when it is not there.
std::string parameter_of(const std::string& request, const std::string& name);
// "/sg/rest/orders/get"
std::string path_of(const std::string& request);

}  // namespace open_platform_test
