#include "plugin/open_platform/host_addresses.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <ares.h>
#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace lazada::open_platform {
namespace {

namespace net = Poco::Net;

struct Answer {
  std::optional<int> status;  // nothing: none yet
  std::vector<net::IPAddress> addresses;
};

void take_answer(void* context, int status, int, ares_addrinfo* result) {
  auto& answer = *static_cast<Answer*>(context);
  answer.status = status;
  if (result == nullptr) return;
  for (const ares_addrinfo_node* node = result->nodes; node != nullptr; node = node->ai_next) {
    if (node->ai_family == AF_INET) {
      const auto* found = reinterpret_cast<const sockaddr_in*>(node->ai_addr);
      answer.addresses.emplace_back(&found->sin_addr, sizeof found->sin_addr);
    } else if (node->ai_family == AF_INET6) {
      const auto* found = reinterpret_cast<const sockaddr_in6*>(node->ai_addr);
      answer.addresses.emplace_back(&found->sin6_addr, sizeof found->sin6_addr,
                                    found->sin6_scope_id);
    }
  }
  ares_freeaddrinfo(result);
}

struct Destroy {
  // Calls take_answer of what is still under way.
  void operator()(ares_channeldata* channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, Destroy>;

Channel open_channel(const std::string& servers) {
  static const int initialised = ares_library_init(ARES_LIB_INIT_ALL);
  ares_channel channel = nullptr;
  if (initialised != ARES_SUCCESS || ares_init(&channel) != ARES_SUCCESS) {
    throw net::DNSException("the resolver could not be started");
  }
  Channel owned(channel);
  if (!servers.empty() && ares_set_servers_ports_csv(channel, servers.c_str()) != ARES_SUCCESS) {
    throw net::DNSException("no name servers: " + servers);
  }
  return owned;
}

// Waits until a socket has something, or for a slice of the watch; then lets c-ares go on.
void go_on(ares_channeldata* channel, Watch& watch) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const int wanted = ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size()));
  std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
  nfds_t count = 0;
  for (unsigned i = 0; i < sockets.size(); ++i) {
    const bool read = ARES_GETSOCK_READABLE(wanted, i);
    const bool write = ARES_GETSOCK_WRITABLE(wanted, i);
    if (!read && !write) continue;
    polled[count++] = {sockets[i], static_cast<short>((read ? POLLIN : 0) | (write ? POLLOUT : 0)),
                       0};
  }
  ::poll(polled.data(), count, static_cast<int>(watch.slice().count()));
  for (nfds_t i = 0; i < count; ++i) {
    const bool read = (polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool write = (polled[i].revents & POLLOUT) != 0;
    ares_process_fd(channel, read ? polled[i].fd : ARES_SOCKET_BAD,
                    write ? polled[i].fd : ARES_SOCKET_BAD);
  }
  ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // its own time limits
}

}  // namespace

std::vector<net::IPAddress> host_addresses(const std::string& host, Watch& watch,
                                           const std::string& servers) {
  net::IPAddress literal;
  if (net::IPAddress::tryParse(host, literal)) return {literal};
  Answer answer;  // outlives the channel, whose end may still answer
  const Channel channel = open_channel(servers);
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  ares_getaddrinfo(channel.get(), host.c_str(), nullptr, &hints, &take_answer, &answer);
  while (!answer.status) {
    if (!watch.go_on()) throw Poco::TimeoutException("request ended");
    go_on(channel.get(), watch);
  }
  if (answer.addresses.empty()) throw net::HostNotFoundException(host);
  return std::move(answer.addresses);
}

}  // namespace lazada::open_platform
