#include "sandbox/server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sandbox/control_api.hpp"
#include "sandbox/delivery.hpp"
#include "sandbox/gateway.hpp"
#include "sandbox/oauth_pages.hpp"

namespace sandbox {
namespace {

constexpr int kThreads = 192;
constexpr size_t kBiggestBody = 8U << 20U;

// Reads the whole body, since what is left unread would stand before the next request.
std::string ReadBody(std::istream& stream) {
  std::string body;
  std::array<char, 8192> buffer{};
  while (true) {
    stream.read(buffer.data(), buffer.size());
    const auto got = static_cast<size_t>(stream.gcount());
    if (got == 0) return body;
    if (body.size() < kBiggestBody) body.append(buffer.data(), got);
  }
}

// Percent-decoded; a text that is encoded wrongly stays as it is.
std::string Decoded(std::string_view encoded) {
  std::string decoded;
  try {
    Poco::URI::decode(std::string(encoded), decoded);
  } catch (const Poco::Exception&) {
    decoded = encoded;
  }
  return decoded;
}

// In forms and queries a plus sign is a space.
std::string DecodedField(std::string_view encoded) {
  std::string text(encoded);
  std::replace(text.begin(), text.end(), '+', ' ');
  return Decoded(text);
}

// Adds name=value pairs; a name that is there already keeps its value.
void AddParameters(std::string_view encoded, Parameters& parameters) {
  while (!encoded.empty()) {
    const size_t end = std::min(encoded.find('&'), encoded.size());
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value =
        equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
    parameters.emplace(DecodedField(pair.substr(0, equals)), DecodedField(value));
  }
}

Answer NotFound() {
  Answer answer;
  answer.http_status = 404;
  answer.content_type = "text/plain";
  answer.body = "Not Found\n";
  return answer;
}

// An object store says it like this.
Answer StoreRefusal(int status, const std::string& code, const std::string& message) {
  Answer answer;
  answer.http_status = status;
  answer.content_type = "application/xml";
  answer.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code +
                "</Code><Message>" + message + "</Message></Error>\n";
  return answer;
}

Answer ServeDocument(Marketplace& market, const std::string& path, const Parameters& query) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const auto signature = query.find("Signature");
  Answer answer;
  switch (market.documents.Get(name, signature == query.end() ? "" : signature->second,
                               market.clock.NowMs(), answer.body)) {
    case DocumentShelf::Find::kFound:
      answer.content_type = "application/pdf";
      return answer;
    case DocumentShelf::Find::kExpired:
      return StoreRefusal(403, "AccessDenied", "Request has expired.");
    case DocumentShelf::Find::kUnknown:
      break;
  }
  return StoreRefusal(404, "NoSuchKey", "The specified key does not exist.");
}

bool TakePrefix(std::string& path, std::string_view prefix) {
  if (path.rfind(prefix, 0) != 0) return false;
  if (path.size() > prefix.size() && path[prefix.size()] != '/') return false;
  path.erase(0, prefix.size());
  return true;
}

class Handler : public Poco::Net::HTTPRequestHandler {
 public:
  Handler(Marketplace& market, bool secure) : market_(market), secure_(secure) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    Reply reply;
    try {
      reply = Route(request);
    } catch (const std::exception& error) {
      reply.answer = JsonAnswer({{"error", error.what()}}, 500);
    }
    Deliver(request, response, std::move(reply), market_.clock.NowMs());
  }

 private:
  Reply Route(Poco::Net::HTTPServerRequest& request) {
    const std::string body = ReadBody(request.stream());
    const std::string& target = request.getURI();
    const size_t question = std::min(target.find('?'), target.size());
    std::string path = Decoded(std::string_view(target).substr(0, question));
    Parameters query;
    if (question < target.size()) {
      AddParameters(std::string_view(target).substr(question + 1), query);
    }
    Parameters all = query;
    // A JSON body takes no part in the signature and is not read.
    if (request.getContentType().rfind("application/x-www-form-urlencoded", 0) == 0) {
      AddParameters(body, all);
    }

    if (TakePrefix(path, "/_sandbox")) {
      if (!request.clientAddress().host().isLoopback()) return {NotFound(), std::nullopt};
      return {HandleControl(market_, request.getMethod(), path, query, body), std::nullopt};
    }
    if (TakePrefix(path, "/auth/oauth/authorize")) {
      return {HandleAuthorize(market_, request.getMethod(), path, all, request.get("Cookie", "")),
              std::nullopt};
    }
    ApiCall call;
    if (TakePrefix(path, "/auth/rest")) {
      call.entrance = Entrance::kAuth;
    } else if (TakePrefix(path, "/rest")) {
      call.entrance = Entrance::kBare;
    } else {
      call.entrance = Entrance::kRegion;
      call.region = path.substr(0, 3) == "/" ? "" : path.substr(1, 2);
      const int region = RegionIndex(call.region);
      if (region < 0 || !market_.HasRegion(static_cast<size_t>(region))) {
        return {NotFound(), std::nullopt};
      }
      path.erase(0, 3);
      if (path.rfind("/oss/", 0) == 0) return {ServeDocument(market_, path, query), std::nullopt};
      if (!TakePrefix(path, "/rest")) return {NotFound(), std::nullopt};
    }
    call.api = path;
    call.method = request.getMethod();
    call.parameters = std::move(all);
    call.base_url = (secure_ ? "https://" : "http://") + request.get("Host", "127.0.0.1");
    return HandleCall(market_, call);
  }

  Marketplace& market_;
  bool secure_;
};

class Factory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Factory(Marketplace& market, bool secure) : market_(market), secure_(secure) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new Handler(market_, secure_);
  }

 private:
  Marketplace& market_;
  bool secure_;
};

Poco::Net::HTTPServerParams::Ptr Params() {
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setMaxThreads(kThreads);
  params->setMaxQueued(1024);
  params->setKeepAlive(true);
  params->setMaxKeepAliveRequests(0);
  params->setKeepAliveTimeout(Poco::Timespan(15, 0));
  params->setTimeout(Poco::Timespan(60, 0));
  params->setSoftwareVersion("");
  return params;
}

}  // namespace

Server::Server(Marketplace& market, const ServerOptions& options)
    : pool_("sandbox", 8, 2 * kThreads) {
  Poco::Net::ServerSocket socket;
  http_url_ = "http://" + Listen(socket, options.address, options.port);
  http_ =
      std::make_unique<Poco::Net::HTTPServer>(new Factory(market, false), pool_, socket, Params());
  if (options.https_port >= 0) {
    certificate_ = std::make_unique<Certificate>();
    Poco::Net::SecureServerSocket secure(certificate_->ServerContext());
    https_url_ = "https://" + Listen(secure, options.address, options.https_port);
    https_ =
        std::make_unique<Poco::Net::HTTPServer>(new Factory(market, true), pool_, secure, Params());
    https_->start();
  }
  http_->start();
}

std::string Server::Listen(Poco::Net::ServerSocket& socket, const std::string& address, int port) {
  // Without a shared port: a second sandbox at the same address must fail, not take half the calls.
  socket.bind(Poco::Net::SocketAddress(address, static_cast<uint16_t>(port)), true, false);
  socket.listen(512);
  sockets_.push_back(socket);
  return socket.address().toString();
}

Server::~Server() {
  // Wakes the accepting threads, which look for the end only four times a second.
  for (Poco::Net::ServerSocket& socket : sockets_) socket.impl()->shutdown();
  http_->stopAll(true);
  if (https_) https_->stopAll(true);
  pool_.joinAll();
}

std::string Server::AuthorityPem() const {
  return certificate_ ? certificate_->AuthorityPem() : std::string();
}

}  // namespace sandbox
