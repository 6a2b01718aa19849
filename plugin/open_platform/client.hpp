// Calls the Lazada Open Platform for one channel: signs, sends, checks, repeats what can succeed.
#pragma once

#include <chapi/module.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazada::open_platform {

using chapi::module::Call;
using chapi::module::Error;

// Sent and signed raw; percent-encoding happens on the wire only.
struct Parameter {
  std::string name;
  std::string value;  // a parameter with an empty value is not sent
};

struct Request {
  enum class Method { kGet, kPost };
  // A read may be repeated when its outcome is unknown; a change may not, because it may have
  // happened: it fails with effect unknown, and the caller reads before it repeats.
  enum class Kind { kRead, kChange };

  Method method = Method::kGet;
  Kind kind = Kind::kRead;
  std::string path;  // the API path, "/orders/get"
  std::vector<Parameter> parameters;
};

// A whole answer whose outer code is "0".
struct Response {
  std::string body;  // JSON text; its capacity is at least size + 64 (simdjson)
  std::string request_id;
  std::int64_t server_time_ms = 0;  // the HTTP Date header; 0 when there was none
};

// Reads an answer before the client looks at it, and spares the client to go through it.  True
// when it is one whole JSON object without fault and its code is "0"; then the request id is set.
using ReadWhole = std::function<bool(const std::string& body, std::string& request_id)>;

class Client {
 public:
  virtual ~Client() = default;

  // Signs with the channel's access token and sends to its region.  Throws Error for every
  // failure; reads are repeated inside within the call's budget, bans are waited for, a refused
  // token is renewed once.  Any thread; requests of one call may overlap.
  virtual Response send(const Request& request, const Call& call) = 0;

  // The same with a reader, which is called for every answer that comes, repeats included, or for
  // none.  The bytes that it read last stay where they are in Response::body, which uses the memory
  // of `room`, whatever that holds.
  virtual Response send_and_read(const Request& request, const Call& call, const ReadWhole&,
                                 std::string /*room*/) {
    return send(request, call);
  }

  // Fetches a file that an answer named (a label's pdf_url): no signature, no redirects, only
  // from the region's own hosts, size-capped, complete or an error.  Any thread.
  virtual std::string download(const std::string& url, const Call& call) = 0;

  // The shop that the channel belongs to: the configured one, else the row of this region in the
  // grant.  Throws Error (unauthenticated) when neither is known.  Any thread.
  virtual std::string seller_id(const Call& call) = 0;

  // Requests sent since the client was made, repeats included.  Any thread.
  virtual std::int64_t calls() const = 0;

  // Most requests that may usefully be under way at once.
  virtual int connections() const = 0;
};

}  // namespace lazada::open_platform
