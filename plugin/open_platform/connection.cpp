#include "plugin/open_platform/connection.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SecureStreamSocketImpl.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/Timespan.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "plugin/open_platform/host_addresses.hpp"

namespace lazada::open_platform {
namespace {

namespace net = Poco::Net;

Poco::Timespan span(std::chrono::milliseconds ms) {
  return Poco::Timespan(static_cast<Poco::Timespan::TimeDiff>(ms.count()) * 1000);
}

// OpenSSL writes without MSG_NOSIGNAL: a closed connection would raise SIGPIPE and end a host
// that does not ignore it.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    if (!was_pending_) pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSigpipe() {
    if (was_pending_) return;
    const timespec now{};
    while (sigtimedwait(&pipe_, nullptr, &now) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

void wait_for(net::SocketImpl& socket, int mode, Watch& watch) {
  if (!watch.go_on()) throw Poco::TimeoutException("request ended");
  // Not Poco's poll(): it makes and closes an epoll instance for every wait.
  const short events = mode == net::SocketImpl::SELECT_WRITE ? POLLOUT : POLLIN;
  pollfd descriptor{socket.sockfd(), events, 0};
  ::poll(&descriptor, 1, static_cast<int>(watch.slice().count()));
}

// A socket that never blocks longer than a slice, below Poco's HTTP: so that one deadline covers
// connecting, shaking hands, a dripping header and a mute server alike.
template <typename Base>
class WatchedSocket : public Base {
 public:
  template <typename... Arguments>
  explicit WatchedSocket(Traffic& traffic, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...), traffic_(traffic) {}

  int receiveBytes(void* buffer, int length, int flags = 0) override {
    for (;;) {
      if (!traffic_.watch->go_on()) throw Poco::TimeoutException("request ended");
      const int got = Base::receiveBytes(buffer, length, flags);
      if (got >= 0) {
        traffic_.received += got;
        if (got == 0) traffic_.peer_closed = true;
        if (traffic_.received > traffic_.receive_cap) {
          throw net::MessageException("answer too long");
        }
        return got;
      }
      wait(got);
    }
  }

  int sendBytes(const void* buffer, int length, int flags = 0) override {
    std::optional<NoSigpipe> guard;
    if (this->secure()) {
      guard.emplace();
    } else {
      flags |= MSG_NOSIGNAL;
    }
    const char* from = static_cast<const char*>(buffer);
    int sent = 0;
    while (sent < length) {
      if (!traffic_.watch->go_on()) throw Poco::TimeoutException("request ended");
      const int now = Base::sendBytes(from + sent, length - sent, flags);
      if (now > 0) {
        sent += now;
      } else if (now == 0 || now == net::SecureStreamSocket::ERR_SSL_WANT_WRITE) {
        wait_for(*this, net::SocketImpl::SELECT_WRITE, *traffic_.watch);
      } else {
        wait_for(*this,
                 this->secure() ? net::SocketImpl::SELECT_READ : net::SocketImpl::SELECT_WRITE,
                 *traffic_.watch);
      }
    }
    return sent;
  }

  // Poco's session connects by itself when a write fails.  Whether a request may be sent twice
  // is decided above, so that is refused here.
  void connect(const net::SocketAddress&) override { refuse(); }
  void connect(const net::SocketAddress&, const Poco::Timespan&) override { refuse(); }

  void wait(int code) {
    wake_at(traffic_.wake_at);
    wait_for(*this,
             code == net::SecureStreamSocket::ERR_SSL_WANT_WRITE ? net::SocketImpl::SELECT_WRITE
                                                                 : net::SocketImpl::SELECT_READ,
             *traffic_.watch);
  }

 private:
  // A hint: the kernel keeps it within its buffer, and every wait ends after a slice of the watch.
  void wake_at(int bytes) {
    if (bytes == wakes_at_) return;
    if (setsockopt(this->sockfd(), SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes) == 0) {
      wakes_at_ = bytes;
    }
  }

  [[noreturn]] void refuse() { throw net::ConnectionAbortedException("connection lost"); }

  Traffic& traffic_;
  int wakes_at_ = 1;
};

class AnySocket : public net::StreamSocket {
 public:
  explicit AnySocket(net::SocketImpl* impl) : StreamSocket(impl) {}
};

void wait_until_connected(net::SocketImpl& socket, Watch& watch, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!socket.poll(span(watch.slice()),
                      net::SocketImpl::SELECT_WRITE | net::SocketImpl::SELECT_ERROR)) {
    if (!watch.go_on()) throw Poco::TimeoutException("request ended");
    if (std::chrono::steady_clock::now() >= end) throw Poco::TimeoutException("no connection");
  }
  const int error = socket.socketError();
  if (error != 0) throw net::ConnectionRefusedException(error);
}

}  // namespace

Connection::Connection(const Origin& origin, const net::Context::Ptr& tls, Watch& watch)
    : origin_(origin), traffic_(std::make_unique<Traffic>()) {
  const auto addresses = host_addresses(origin.host, watch);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const bool last = i + 1 == addresses.size();
    try {
      const auto share = watch.left() / static_cast<int>(addresses.size() - i);
      traffic_->watch = &watch;
      net::SocketAddress address(addresses[i], origin.port);
      open(address, tls, watch, share);
      return;
    } catch (const net::SSLException&) {
      throw;  // somebody answered there: another address would not be more trustworthy
    } catch (const Poco::Exception&) {
      if (last || !watch.go_on()) throw;
    }
  }
  throw net::HostNotFoundException(origin.host);
}

Connection::~Connection() {
  const NoSigpipe guard;
  session_.reset();
}

void Connection::open(const net::SocketAddress& address, const net::Context::Ptr& tls, Watch& watch,
                      std::chrono::milliseconds connect_limit) {
  if (origin_.tls) {
    auto* impl = new WatchedSocket<net::SecureStreamSocketImpl>(*traffic_, tls);
    AnySocket socket(impl);
    impl->setPeerHostName(origin_.host);
    session_ = std::make_unique<net::HTTPClientSession>(socket);
    impl->connectNB(address);
    wait_until_connected(*impl, watch, connect_limit);
    impl->setNoDelay(true);
    const NoSigpipe guard;
    for (int code = impl->completeHandshake(); code < 0; code = impl->completeHandshake()) {
      impl->wait(code);
    }
    impl->verifyPeerCertificate(origin_.host);
  } else {
    auto* impl = new WatchedSocket<net::StreamSocketImpl>(*traffic_);
    AnySocket socket(impl);
    session_ = std::make_unique<net::HTTPClientSession>(socket);
    impl->connectNB(address);
    wait_until_connected(*impl, watch, connect_limit);
    impl->setNoDelay(true);
  }
  // A proxy that the host set for all of Poco's sessions is not ours: its password would go to
  // the marketplace.
  session_->setProxyConfig(net::HTTPClientSession::ProxyConfig());
  session_->setKeepAlive(true);
  // How long a connection may lie idle is decided by the pool.
  session_->setKeepAliveTimeout(Poco::Timespan(Poco::Timespan::DAYS));
}

int Connection::receive(char* to, int size) {
  return session_->socket().impl()->receiveBytes(to, size);
}

int Connection::receive_announced(char* to, int size) {
  // OpenSSL may hold a part of the record under way: the last two records are not waited for.
  constexpr int kTwoRecords = 2 * 17 * 1024;
  traffic_->wake_at = std::max(1, origin_.tls ? size - kTwoRecords : size);
  const int got = receive(to, size);
  traffic_->wake_at = 1;
  return got;
}

bool Connection::fresh() const {
  char byte;
  const int socket = session_->socket().impl()->sockfd();
  return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

net::Context::Ptr make_tls_context(const std::string& ca_file) {
  try {
    net::Context::Params parameters;
    parameters.verificationMode = net::Context::VERIFY_STRICT;
    parameters.verificationDepth = 9;
    parameters.loadDefaultCAs = true;
    parameters.caLocation = ca_file;
    parameters.cipherList = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM";
    net::Context::Ptr context(new net::Context(net::Context::TLS_CLIENT_USE, parameters));
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    // Poco installs a callback that asks the process-wide SSLManager whether to ignore an error:
    // a host's handler there must not weaken this plugin.
    SSL_CTX_set_verify(context->sslContext(), SSL_VERIFY_PEER, nullptr);
    return context;
  } catch (const Poco::Exception&) {
    throw Error(CHAPI_INVALID_ARGUMENT, "ca_file_unreadable",
                "The channel configuration's \"ca_file\" is not a readable PEM file of "
                "certificate authorities.");
  }
}

}  // namespace lazada::open_platform
