#include "stores/callback_listener.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "failure.hpp"

namespace channel_host {
namespace {

std::string escape_html(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string page(const CallbackAnswer& answer) {
  const std::string title = answer.good ? "The store is connected" : "The store is not connected";
  return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + title +
         "</title><body style=\"font-family:sans-serif;max-width:40em;margin:4em auto\"><h1>" +
         title + "</h1><p>" + escape_html(answer.message) +
         "</p><p>You can close this page.</p></body></html>\n";
}

}  // namespace

struct CallbackListener::State {
  std::string base;  // scheme, host and port of the redirect address
  std::string path;
  Handle handle;
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
  std::unique_ptr<Poco::Net::HTTPServer> server;
};

namespace {

template <typename State>
class Handler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(State& state) : state_(state) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    response.setContentType("text/html; charset=utf-8");
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    const std::string target = request.getURI();
    const std::string path = target.substr(0, target.find('?'));
    CallbackAnswer answer;
    if (request.getMethod() != "GET" || path != state_.path) {
      response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NOT_FOUND);
      answer.message = "This address only takes the browser back from the marketplace.";
    } else {
      const std::lock_guard lock(state_.mutex);
      if (state_.over) {
        answer.message = "This authorisation is already over.";
      } else {
        answer = state_.handle(state_.base + target);
        state_.over = answer.over;
      }
      if (!answer.good) response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_BAD_REQUEST);
    }
    const std::string body = page(answer);
    response.sendBuffer(body.data(), body.size());
    state_.changed.notify_all();
  }

 private:
  State& state_;
};

template <typename State>
class Factory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(State& state) : state_(state) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new Handler<State>(state_);
  }

 private:
  State& state_;
};

}  // namespace

CallbackListener::CallbackListener(const std::string& redirect_uri, Handle handle)
    : state_(std::make_shared<State>()) {
  const Poco::URI uri(redirect_uri);
  std::string host = uri.getHost();
  if (host == "[::1]") host = "::1";
  if (uri.getScheme() != "http" || (host != "127.0.0.1" && host != "localhost" && host != "::1")) {
    throw Failure(Exit::kInvalidInput,
                  "--listen works only when the redirect address is http:// on this machine, such "
                  "as http://127.0.0.1:8765/callback; it is " +
                      redirect_uri + ". Use channel-host store authorize STORE and then --code.");
  }
  state_->base = uri.getScheme() + "://" + uri.getAuthority();
  state_->path = uri.getPath().empty() ? "/" : uri.getPath();
  state_->handle = std::move(handle);
  try {
    Poco::Net::ServerSocket socket;
    // Not the port as well: two waiting programs would get each other's answers.
    socket.bind(Poco::Net::SocketAddress(host == "localhost" ? "127.0.0.1" : host, uri.getPort()),
                true, false);
    socket.listen(16);
    Poco::Net::HTTPServerParams::Ptr params(new Poco::Net::HTTPServerParams);
    params->setKeepAlive(false);
    params->setMaxThreads(2);
    state_->server =
        std::make_unique<Poco::Net::HTTPServer>(new Factory<State>(*state_), socket, params);
    state_->server->start();
  } catch (const Poco::Net::NetException& e) {
    throw Failure(Exit::kBusy, "Nothing can listen at " + redirect_uri + " (" + e.displayText() +
                                   "). Is another authorisation waiting there?");
  }
}

CallbackListener::~CallbackListener() { state_->server->stopAll(false); }

bool CallbackListener::wait(std::int64_t timeout_ms, const std::atomic<bool>& cancelled) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  std::unique_lock lock(state_->mutex);
  while (!state_->over && !cancelled.load() && std::chrono::steady_clock::now() < end) {
    state_->changed.wait_for(lock, std::chrono::milliseconds(100));
  }
  return state_->over;
}

}  // namespace channel_host
