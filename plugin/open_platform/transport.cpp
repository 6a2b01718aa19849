#include "plugin/open_platform/transport.hpp"

#include <Poco/Buffer.h>
#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <ostream>
#include <string_view>

#include "plugin/open_platform/body_reader.hpp"

namespace lazada::open_platform {
namespace {

namespace net = Poco::Net;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::int64_t kHeaderCap = 64 * 1024;
// Below the idle limit of common servers; what a server announces shortens it further.
constexpr milliseconds kLongestIdle{4000};

enum class Phase { kConnecting, kSending, kReceiving };

// "api.lazada.sg", with the port when it is not the scheme's own.
std::string place(const Origin& origin) {
  const bool v6 = origin.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + origin.host + "]" : origin.host;
  return origin.port == (origin.tls ? 443 : 80) ? host : host + ":" + std::to_string(origin.port);
}

[[noreturn]] void fail(const HttpRequest& request, Phase phase, chapi_status status,
                       std::string reason, const std::string& what) {
  Error e(status, std::move(reason), what);
  e.call = request.name;
  // A request that was not sent completely cannot be verified by its signature, so it did nothing.
  const bool may_have_happened =
      phase == Phase::kReceiving && request.kind == Request::Kind::kChange;
  e.effect = may_have_happened ? CHAPI_EFFECT_UNKNOWN : CHAPI_EFFECT_NONE;
  e.retryable = true;
  if (may_have_happened) {
    e.message += " Whether the change happened is not known; read before repeating it.";
  }
  throw e;
}

[[noreturn]] void fail_by_watch(const HttpRequest& request, Phase phase, Watch::End end) {
  if (end == Watch::End::kCancelled) {
    fail(request, phase, CHAPI_CANCELLED, "cancelled", "The call was cancelled by the host.");
  }
  if (end == Watch::End::kBudget) {
    fail(request, phase, CHAPI_DEADLINE, "deadline", "The call's time budget ran out.");
  }
  if (phase == Phase::kReceiving) {
    fail(request, phase, CHAPI_UNAVAILABLE, "answer_timeout",
         request.name + " was sent to " + place(request.origin) +
             " but no whole answer came in time.");
  }
  fail(request, phase, CHAPI_UNAVAILABLE,
       phase == Phase::kConnecting ? "connect_failed" : "send_failed",
       request.name + " could not be sent to " + place(request.origin) +
           " in time; check the network and the address.");
}

std::int64_t date_of(const net::HTTPResponse& response) {
  const std::string text = response.get("Date", "");  // a reference may be to the default
  Poco::DateTime date;
  int zone = 0;
  if (text.empty() ||
      !Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, text, date, zone)) {
    return 0;
  }
  return date.timestamp().epochMicroseconds() / 1000;
}

// "Keep-Alive: timeout=5"
milliseconds idle_limit(const net::HTTPResponse& response) {
  const std::string text = Poco::toLower(response.get("Keep-Alive", ""));
  const std::size_t at = text.find("timeout=");
  if (at == std::string::npos) return kLongestIdle;
  unsigned seconds = 0;
  const std::size_t from = at + 8;
  const std::size_t end = text.find_first_not_of("0123456789", from);
  if (!Poco::NumberParser::tryParseUnsigned(text.substr(from, end - from), seconds)) {
    return kLongestIdle;
  }
  return std::min(kLongestIdle, milliseconds(seconds * 1000 - std::min(seconds * 1000, 1000U)));
}

void send(Connection& connection, const HttpRequest& request) {
  net::HTTPRequest head(request.post ? net::HTTPRequest::HTTP_POST : net::HTTPRequest::HTTP_GET,
                        request.path_and_query, net::HTTPMessage::HTTP_1_1);
  head.set("Host", place(request.origin));
  head.set("User-Agent", "lazada-channel");
  head.set("Accept", "application/json, */*;q=0.1");
  head.setKeepAlive(true);
  if (request.post) {
    head.setContentType("application/x-www-form-urlencoded;charset=utf-8");
    head.setContentLength(static_cast<std::streamsize>(request.form.size()));
  }
  net::HTTPClientSession& session = connection.session();
  std::ostream& out = session.sendRequest(head);
  if (request.post)
    out.write(request.form.data(), static_cast<std::streamsize>(request.form.size()));
  out.flush();
  const bool written = out.good();
  session.flushRequest();  // ends the stream
  if (session.networkException() != nullptr) session.networkException()->rethrow();
  if (!written) throw net::NetException("request not written");
}

HttpAnswer receive(Connection& connection, const HttpRequest& request, std::string& room,
                   milliseconds* keep) {
  net::HTTPClientSession& session = connection.session();
  net::HTTPResponse response;
  session.receiveResponse(response);

  Poco::Buffer<char> rest(0);
  session.drainBuffer(rest);
  const std::string_view early(rest.begin(), rest.size());
  connection.traffic().receive_cap += request.body_cap * 2;  // chunk sizes count as well

  if (Poco::icompare(response.get("Content-Encoding", "identity"), "identity") != 0) {
    throw BrokenAnswer("the answer is compressed, which was not asked for");
  }
  const ReadSome read = [&](char* to, int size) { return connection.receive(to, size); };
  HttpAnswer answer;
  answer.status = response.getStatus();
  answer.media_type = Poco::toLower(response.getContentType());
  answer.date_ms = date_of(response);
  const bool sized = response.has(net::HTTPMessage::CONTENT_LENGTH);
  if (response.has(net::HTTPMessage::TRANSFER_ENCODING)) {
    if (sized || !response.getChunkedTransferEncoding()) {
      throw BrokenAnswer("the answer's length is announced in two ways");
    }
    answer.body = read_chunked(early, request.body_cap, read, std::move(room));
  } else if (sized) {
    Poco::Int64 length = 0;
    if (!Poco::NumberParser::tryParse64(response.get(net::HTTPMessage::CONTENT_LENGTH), length)) {
      throw BrokenAnswer("the announced length is no number");
    }
    const ReadSome read_announced = [&](char* to, int size) {
      return connection.receive_announced(to, size);
    };
    answer.body = read_sized(early, length, request.body_cap, read_announced, std::move(room));
  } else if (answer.status != net::HTTPResponse::HTTP_NO_CONTENT) {
    throw BrokenAnswer("the answer does not say where it ends");
  }
  *keep = response.getKeepAlive() ? idle_limit(response) : milliseconds(0);
  return answer;
}

}  // namespace

Transport::Transport(int connections, std::int64_t request_timeout_ms, const std::string& ca_file)
    : connections_(connections), timeout_ms_(request_timeout_ms), ca_file_(ca_file) {
  if (!ca_file_.empty()) tls();  // a wrong file is told at once
}

Transport::~Transport() = default;

net::Context::Ptr Transport::tls() {
  const std::lock_guard lock(tls_mutex_);
  if (tls_.isNull()) tls_ = make_tls_context(ca_file_);
  return tls_;
}

// Holds one of the `connections` places.
class Transport::Lease {
 public:
  Lease(Transport& pool, const Origin& origin, const Call& call)
      : connection(pool.take(origin, call)), pool_(pool) {}
  ~Lease() { pool_.give_back(std::move(connection)); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  std::unique_ptr<Connection> connection;  // null: there was none to use again

 private:
  Transport& pool_;
};

std::unique_ptr<Connection> Transport::take(const Origin& origin, const Call& call) {
  std::unique_lock lock(mutex_);
  while (lent_ >= connections_) {
    call.check();
    returned_.wait_for(lock, milliseconds(100));
  }
  ++lent_;
  const auto now = steady_clock::now();
  std::erase_if(idle_, [&](const auto& c) { return c->idle_until <= now; });
  for (auto it = idle_.rbegin(); it != idle_.rend(); ++it) {
    if ((*it)->origin() == origin) {
      std::unique_ptr<Connection> found = std::move(*it);
      idle_.erase(std::next(it).base());
      if (found->fresh()) return found;
      return nullptr;
    }
  }
  return nullptr;
}

void Transport::give_back(std::unique_ptr<Connection> connection) noexcept {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (connection) {
      try {
        idle_.push_back(std::move(connection));
      } catch (const std::bad_alloc&) {  // then it is closed
      }
    }
  }
  returned_.notify_one();
}

HttpAnswer Transport::exchange(const HttpRequest& request, const Call& call, std::string room) {
  call.check();
  const net::Context::Ptr context = request.origin.tls ? tls() : net::Context::Ptr();
  Lease lease(*this, request.origin, call);
  Watch watch(timeout_ms_, call);
  for (;;) {
    Phase phase = Phase::kConnecting;
    const bool reused = lease.connection != nullptr;
    std::unique_ptr<Connection> connection = std::move(lease.connection);
    try {
      if (!reused) {
        connection = std::make_unique<Connection>(request.origin, context, watch);
      }
      connection->traffic() = Traffic{&watch, 0, kHeaderCap, false};
      phase = Phase::kSending;
      send(*connection, request);
      phase = Phase::kReceiving;
      milliseconds keep{0};
      HttpAnswer answer = receive(*connection, request, room, &keep);
      connection->traffic().watch = nullptr;
      if (keep.count() > 0) {
        connection->idle_until = steady_clock::now() + keep;
        lease.connection = std::move(connection);
      }
      return answer;
    } catch (const BrokenAnswer& e) {
      if (watch.ended() != Watch::End::kNone) fail_by_watch(request, phase, watch.ended());
      fail(request, phase, CHAPI_BAD_RESPONSE, "answer_broken",
           "The answer to " + request.name + " from " + place(request.origin) +
               " cannot be used: " + e.what() + ".");
    } catch (const Poco::Exception& e) {
      if (watch.ended() != Watch::End::kNone) fail_by_watch(request, phase, watch.ended());
      // The server closed the kept connection while this request was on its way.  Nothing came
      // back, so a read may go once more over a new one.
      if (reused && connection->traffic().received == 0 &&
          (phase == Phase::kSending || request.kind == Request::Kind::kRead)) {
        continue;
      }
      if (phase == Phase::kConnecting) {
        if (dynamic_cast<const net::SSLException*>(&e) != nullptr) {
          Error untrusted(CHAPI_UNAVAILABLE, "tls_untrusted",
                          "No trusted connection to " + place(request.origin) + " for " +
                              request.name +
                              ": its certificate is not signed by a known authority or names "
                              "another host, or it speaks no TLS 1.2. Check the address and the "
                              "configured ca_file.");
          untrusted.call = request.name;
          throw untrusted;
        }
        fail(request, phase, CHAPI_UNAVAILABLE, "connect_failed",
             "Could not connect to " + place(request.origin) + " for " + request.name + " (" +
                 e.name() + "); check the network and the address.");
      }
      if (phase == Phase::kSending) {
        fail(request, phase, CHAPI_UNAVAILABLE, "send_failed",
             request.name + " could not be sent completely to " + place(request.origin) + " (" +
                 e.name() + ").");
      }
      const bool unreadable = dynamic_cast<const net::MessageException*>(&e) != nullptr ||
                              dynamic_cast<const Poco::IOException*>(&e) == nullptr;
      if (unreadable && connection->traffic().received > 0 && !connection->traffic().peer_closed) {
        fail(request, phase, CHAPI_BAD_RESPONSE, "answer_broken",
             "The answer to " + request.name + " from " + place(request.origin) +
                 " is not valid HTTP or too long.");
      }
      fail(request, phase, CHAPI_UNAVAILABLE, "answer_lost",
           request.name + " was sent to " + place(request.origin) +
               " but the connection ended before a whole answer came (" + e.name() + ").");
    }
  }
}

}  // namespace lazada::open_platform
