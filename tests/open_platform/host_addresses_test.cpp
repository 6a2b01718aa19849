// Names are looked up within the deadline of the request, whatever the name servers do.
#include "plugin/open_platform/host_addresses.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>

#include "open_call.hpp"

namespace open_platform_test {
namespace {

using lazada::open_platform::host_addresses;
using lazada::open_platform::Watch;
namespace net = Poco::Net;

// A name server on loopback that knows one name.
class NameServer {
 public:
  explicit NameServer(bool mute) : mute_(mute), socket_(net::SocketAddress("127.0.0.1", 0)) {
    socket_.setReceiveTimeout(Poco::Timespan(20'000));
    thread_ = std::thread([this] { serve(); });
  }
  ~NameServer() {
    stopping_ = true;
    thread_.join();
  }
  std::string address() const { return socket_.address().toString(); }

 private:
  void serve() {
    std::array<char, 512> query{};
    while (!stopping_) {
      net::SocketAddress from;
      int size = 0;
      try {
        size = socket_.receiveFrom(query.data(), static_cast<int>(query.size()), from);
      } catch (const Poco::TimeoutException&) {
        continue;
      }
      if (mute_ || size < 17) continue;
      const std::string reply = reply_to({query.data(), static_cast<std::size_t>(size)});
      socket_.sendTo(reply.data(), static_cast<int>(reply.size()), from);
    }
  }

  // RFC 1035: the question again, and for one of type A the address 127.0.0.2.
  static std::string reply_to(std::string_view query) {
    const std::size_t end = query.find('\0', 12) + 5;
    const bool known = query.find("shop") != std::string_view::npos;
    const bool a = query[end - 3] == 1;
    std::string reply(query.substr(0, end));
    reply[2] = '\x81';
    reply[3] = static_cast<char>(known ? 0x80 : 0x83);  // 3: no such name
    reply[7] = known && a ? 1 : 0;
    reply[8] = reply[9] = reply[10] = reply[11] = 0;
    if (known && a) {
      reply += std::string("\xC0\x0C\0\1\0\1\0\0\0\x3C\0\4\x7F\0\0\2", 16);
    }
    return reply;
  }

  bool mute_;
  net::DatagramSocket socket_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

class HostAddresses : public testing::Test {
 protected:
  test_support::MemoryHost host_;
  OpenCall call_{host_};
};

TEST_F(HostAddresses, ComeFromTheNameServerAndFromTheHostsFile) {
  const NameServer server(false);
  Watch watch(20'000, *call_);
  const auto found = host_addresses("shop.lazada.example", watch, server.address());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].toString(), "127.0.0.2");
  EXPECT_THROW(host_addresses("nobody.example", watch, server.address()),
               net::HostNotFoundException);
  EXPECT_EQ(host_addresses("127.0.0.7", watch, server.address()).at(0).toString(), "127.0.0.7");
  const auto local = host_addresses("localhost", watch, server.address());
  ASSERT_FALSE(local.empty());
  EXPECT_TRUE(local[0].isLoopback()) << local[0].toString();
}

TEST_F(HostAddresses, AMuteNameServerEndsWithTheRequest) {
  const NameServer server(true);
  Watch watch(200, *call_);
  EXPECT_THROW(host_addresses("shop.lazada.example", watch, server.address()),
               Poco::TimeoutException);
  EXPECT_EQ(watch.ended(), Watch::End::kTimeout);
}

TEST_F(HostAddresses, ACancelledCallDoesNotWaitForTheNameServer) {
  const NameServer server(true);
  call_.cancelled = true;
  Watch watch(600'000, *call_);
  EXPECT_THROW(host_addresses("shop.lazada.example", watch, server.address()),
               Poco::TimeoutException);
  EXPECT_EQ(watch.ended(), Watch::End::kCancelled);
}

}  // namespace
}  // namespace open_platform_test
