// Every answer is whole or an error, in time, with the right effect.
#include "plugin/open_platform/transport.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "open_platform/open_call.hpp"
#include "open_platform/raw_server.hpp"

namespace open_platform_test {
namespace {

using namespace lazada::open_platform;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test_support::MemoryHost;

constexpr std::int64_t kTimeoutMs = 400;
constexpr milliseconds kInTime{5000};  // what is left of the deadline on a busy machine

HttpRequest request_to(const RawServer& server, Request::Kind kind = Request::Kind::kRead) {
  HttpRequest request;
  request.origin = Origin{false, "127.0.0.1", server.port()};
  request.path_and_query = "/sg/rest/orders/get?a=1";
  request.kind = kind;
  request.name = "/orders/get";
  request.body_cap = 4096;
  return request;
}

// Answers every request of a connection with the same bytes, then closes.
RawServer::Script says(std::string bytes) {
  return [bytes](Peer& peer) {
    if (!peer.read_request().empty()) peer.send(bytes);
  };
}

RawServer::Script says_and_waits(std::string bytes) {
  return [bytes](Peer& peer) {
    if (!peer.read_request().empty()) peer.send(bytes);
    peer.wait();
  };
}

struct BadAnswer {
  std::string name;
  RawServer::Script script;
  chapi_status status;
  std::string reason;
};

void PrintTo(const BadAnswer& bad, std::ostream* out) { *out << bad.name; }

std::vector<BadAnswer> bad_answers() {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  return {
      {"ShorterThanAnnounced", says(head + "Content-Length: 100\r\n\r\n{\"code\":\"0\"}"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"LongerThanAnnounced", says(head + "Content-Length: 5\r\n\r\n{\"code\":\"0\"}"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"NegativeLength", says(head + "Content-Length: -5\r\n\r\n"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"LengthIsAWord", says(head + "Content-Length: abc\r\n\r\n"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"LengthBeyondTheCap", says(head + "Content-Length: 999999999999\r\n\r\n"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"NoLengthAtAll", says(head + "\r\n{\"code\":\"0\"}"), CHAPI_BAD_RESPONSE, "answer_broken"},
      {"LengthInTwoWays",
       says(head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"ChunkedCutInAChunk", says(chunked + "20\r\n{\"code\":\"0\"}"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"ChunkedWithoutItsEnd", says(chunked + "c\r\n{\"code\":\"0\"}\r\n"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"ChunkedCutBeforeTheLastLine", says(chunked + "c\r\n{\"code\":\"0\"}\r\n0\r\n"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"ChunkSizeIsGarbage", says(chunked + "zz\r\n{\"code\":\"0\"}\r\n0\r\n\r\n"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"ChunkSizeIsNegative", says(chunked + "-5\r\nabcde\r\n0\r\n\r\n"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"ChunkLongerThanItsSize", says(chunked + "3\r\nabcdef\r\n0\r\n\r\n"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"ChunksBeyondTheCap", says(chunked + "ffffffffffffffff\r\n"), CHAPI_BAD_RESPONSE,
       "answer_broken"},
      {"CompressedUnasked",
       says(head + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"NotHttp", says("SSH-2.0-OpenSSH_9.2\r\n\r\n"), CHAPI_BAD_RESPONSE, "answer_broken"},
      {"HugeHeader", says_and_waits("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')),
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"EndlessHeaders",
       [](Peer& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\n");
         while (peer.send("X-A: b\r\n")) {
         }
       },
       CHAPI_BAD_RESPONSE, "answer_broken"},
      {"ClosedBeforeAnything", [](Peer& peer) { peer.read_request(); }, CHAPI_UNAVAILABLE,
       "answer_lost"},
      {"ClosedInTheHeader", says("HTTP/1.1 200 OK\r\nContent-Le"), CHAPI_UNAVAILABLE,
       "answer_lost"},
      {"ResetBeforeAnything",
       [](Peer& peer) {
         peer.read_request();
         peer.reset();
       },
       CHAPI_UNAVAILABLE, "answer_lost"},
      {"Mute", says_and_waits(""), CHAPI_UNAVAILABLE, "answer_timeout"},
      {"MuteAfterTheHeader", says_and_waits(head + "Content-Length: 10\r\n\r\n{"),
       CHAPI_UNAVAILABLE, "answer_timeout"},
      {"DrippingHeader",
       [](Peer& peer) {
         peer.read_request();
         peer.send("HTTP/1.1 200 OK\r\nX: ");
         while (peer.send("x")) std::this_thread::sleep_for(milliseconds(20));
       },
       CHAPI_UNAVAILABLE, "answer_timeout"},
      {"DrippingBody",
       [head](Peer& peer) {
         peer.read_request();
         peer.send(head + "Content-Length: 4000\r\n\r\n");
         while (peer.send("x")) std::this_thread::sleep_for(milliseconds(20));
       },
       CHAPI_UNAVAILABLE, "answer_timeout"},
      {"EndlessContinue",
       [](Peer& peer) {
         peer.read_request();
         while (peer.send("HTTP/1.1 100 Continue\r\n\r\n")) {
           std::this_thread::sleep_for(milliseconds(5));
         }
       },
       CHAPI_UNAVAILABLE, "answer_timeout"},
  };
}

class TransportBadAnswer : public testing::TestWithParam<BadAnswer> {};

TEST_P(TransportBadAnswer, IsAnErrorInTimeAndOfAChangeTheEffectIsUnknown) {
  MemoryHost host;
  const OpenCall call(host);
  for (const auto kind : {Request::Kind::kRead, Request::Kind::kChange}) {
    RawServer server(GetParam().script);
    Transport transport(1, kTimeoutMs, "");
    const auto start = steady_clock::now();
    const Error e = error_of([&] { transport.exchange(request_to(server, kind), *call); });
    EXPECT_LT(steady_clock::now() - start, kInTime);
    EXPECT_EQ(e.status, GetParam().status) << e.message;
    EXPECT_EQ(e.reason, GetParam().reason) << e.message;
    EXPECT_EQ(e.effect, kind == Request::Kind::kRead ? CHAPI_EFFECT_NONE : CHAPI_EFFECT_UNKNOWN);
    EXPECT_TRUE(e.retryable);
    EXPECT_EQ(e.call, "/orders/get");
    EXPECT_EQ(server.connections(), 1) << "what was answered must not be sent again";
  }
}

INSTANTIATE_TEST_SUITE_P(All, TransportBadAnswer, testing::ValuesIn(bad_answers()),
                         [](const auto& bad) { return bad.param.name; });

TEST(Transport, ReadsSizedAndChunkedBodiesAndKeepsTheConnection) {
  RawServer server([](Peer& peer) {
    peer.read_request();
    peer.send(http_answer("{\"code\":\"0\"}", "200 OK", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\n{\"c\r\n");
    peer.send("9\r\node\":\"0\"}\r\n0\r\n\r\n");
    peer.read_request();
    peer.send(http_answer("", "302 Found", "Location: http://127.0.0.1:1/\r\n"));
  });
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(2, 5000, "");
  const HttpAnswer sized = transport.exchange(request_to(server), *call);
  EXPECT_EQ(sized.body, "{\"code\":\"0\"}");
  EXPECT_EQ(sized.date_ms, 784111777000);
  EXPECT_EQ(sized.media_type, "application/json");
  EXPECT_GE(sized.body.capacity(), sized.body.size() + 64);
  const HttpAnswer chunked = transport.exchange(request_to(server), *call);
  EXPECT_EQ(chunked.body, "{\"code\":\"0\"}");
  EXPECT_GE(chunked.body.capacity(), chunked.body.size() + 64);
  EXPECT_EQ(transport.exchange(request_to(server), *call).status, 302) << "never followed";
  EXPECT_EQ(server.connections(), 1);
}

// Answers one request of each connection, and closes when the second has arrived.
void answer_once(Peer& peer) {
  peer.read_request();
  peer.send(http_answer("{}"));
  peer.read_request();
}

TEST(Transport, RepeatsAReadOnceWhenAKeptConnectionTurnsOutToBeClosed) {
  RawServer server(answer_once);
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, 5000, "");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(transport.exchange(request_to(server), *call).body, "{}");
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST(Transport, NeverRepeatsAChangeThatWasSentOverAKeptConnection) {
  RawServer server(answer_once);
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, 5000, "");
  transport.exchange(request_to(server, Request::Kind::kChange), *call);
  const Error e =
      error_of([&] { transport.exchange(request_to(server, Request::Kind::kChange), *call); });
  EXPECT_EQ(e.reason, "answer_lost");
  EXPECT_EQ(e.effect, CHAPI_EFFECT_UNKNOWN);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Transport, SeesThatAKeptConnectionWasClosedBeforeAChangeIsSent) {
  std::atomic<int> closed{0};
  RawServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(http_answer("{}"));
    peer.close();
    ++closed;
  });
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, 5000, "");
  HttpRequest change = request_to(server, Request::Kind::kChange);
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(transport.exchange(change, *call).status, 200);
    while (closed < i) std::this_thread::yield();
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST(Transport, DoesNotKeepAConnectionThatTheServerWantsToClose) {
  RawServer server([](Peer& peer) {
    while (!peer.read_request().empty()) {
      peer.send(http_answer("{}", "200 OK", "Connection: close\r\n"));
    }
  });
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, 5000, "");
  transport.exchange(request_to(server), *call);
  transport.exchange(request_to(server), *call);
  EXPECT_EQ(server.connections(), 2);
}

TEST(Transport, NothingHappenedWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    const RawServer server([](Peer&) {});
    port = server.port();
  }
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, kTimeoutMs, "");
  HttpRequest request;
  request.origin = Origin{false, "127.0.0.1", port};
  request.name = "/order/fulfill/pack";
  request.path_and_query = "/";
  request.kind = Request::Kind::kChange;
  const Error e = error_of([&] { transport.exchange(request, *call); });
  EXPECT_EQ(e.reason, "connect_failed");
  EXPECT_EQ(e.status, CHAPI_UNAVAILABLE);
  EXPECT_EQ(e.effect, CHAPI_EFFECT_NONE);
  EXPECT_TRUE(e.retryable);
}

TEST(Transport, AMuteHandshakeEndsInTime) {
  RawServer server([](Peer& peer) { peer.wait(); });
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, kTimeoutMs, "");
  HttpRequest request = request_to(server, Request::Kind::kChange);
  request.origin.tls = true;
  const auto start = steady_clock::now();
  const Error e = error_of([&] { transport.exchange(request, *call); });
  EXPECT_LT(steady_clock::now() - start, kInTime);
  EXPECT_EQ(e.reason, "connect_failed") << e.message;
  EXPECT_EQ(e.effect, CHAPI_EFFECT_NONE);
}

TEST(Transport, PlainBytesInsteadOfAHandshakeAreNotTrusted) {
  RawServer server([](Peer& peer) {
    peer.send(http_answer("{}"));
    peer.wait();
  });
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(1, kTimeoutMs, "");
  HttpRequest request = request_to(server);
  request.origin.tls = true;
  const Error e = error_of([&] { transport.exchange(request, *call); });
  EXPECT_EQ(e.reason, "tls_untrusted") << e.message;
}

TEST(Transport, ACancelledCallEndsWithinATurn) {
  MemoryHost host;
  OpenCall call(host);
  RawServer server([&](Peer& peer) {
    peer.read_request();
    call.cancelled = true;
    peer.wait();
  });
  Transport transport(1, 60'000, "");
  const auto start = steady_clock::now();
  const Error e =
      error_of([&] { transport.exchange(request_to(server, Request::Kind::kChange), *call); });
  EXPECT_LT(steady_clock::now() - start, kInTime);
  EXPECT_EQ(e.status, CHAPI_CANCELLED);
  EXPECT_EQ(e.effect, CHAPI_EFFECT_UNKNOWN) << "it was sent";
}

TEST(Transport, TheBudgetOfTheCallEndsARequest) {
  MemoryHost host;
  const OpenCall call(host, 200);
  RawServer server([](Peer& peer) { peer.wait(); });
  Transport transport(1, 60'000, "");
  const auto start = steady_clock::now();
  const Error e = error_of([&] { transport.exchange(request_to(server), *call); });
  EXPECT_LT(steady_clock::now() - start, kInTime);
  EXPECT_EQ(e.status, CHAPI_DEADLINE);
}

TEST(Transport, NeverHasMoreRequestsUnderWayThanConnections) {
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  RawServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      const int here = ++now;
      int seen = most;
      while (seen < here && !most.compare_exchange_weak(seen, here)) {
      }
      std::this_thread::sleep_for(milliseconds(10));
      --now;
      peer.send(http_answer("{}"));
    }
  });
  MemoryHost host;
  const OpenCall call(host);
  Transport transport(3, 10'000, "");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 5; ++n) transport.exchange(request_to(server), *call);
      });
    }
  }
  EXPECT_EQ(most, 3);
  EXPECT_LE(server.connections(), 3);
}

}  // namespace
}  // namespace open_platform_test
