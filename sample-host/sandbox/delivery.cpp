#include "sandbox/delivery.hpp"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/StreamSocket.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

namespace sandbox {
namespace {

using Poco::Net::HTTPResponse;
using Poco::Net::StreamSocket;

// The connection leaves the server's hands: what is sent from here on is ours alone.
StreamSocket TakeSocket(Poco::Net::HTTPServerRequest& request) {
  return static_cast<Poco::Net::HTTPServerRequestImpl&>(request).detachSocket();
}

void SendAll(StreamSocket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const int sent = socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

std::string Head(const Answer& answer, int64_t now_ms, const std::string& framing) {
  const auto status = static_cast<HTTPResponse::HTTPStatus>(answer.http_status);
  return "HTTP/1.1 " + std::to_string(answer.http_status) + " " +
         HTTPResponse::getReasonForStatus(status) + "\r\nDate: " +
         Poco::DateTimeFormatter::format(Poco::Timestamp(now_ms * 1000),
                                         Poco::DateTimeFormat::HTTP_FORMAT) +
         "\r\nContent-Type: " + answer.content_type + "\r\n" + framing + "\r\n\r\n";
}

std::string LengthHeader(size_t length) { return "Content-Length: " + std::to_string(length); }

std::string_view KeptPart(const Answer& answer, const Fault& fault) {
  const std::string_view body = answer.body;
  const size_t keep = fault.keep < 0 ? body.size() / 2 : static_cast<size_t>(fault.keep);
  return body.substr(0, keep);
}

std::string ChunkHead(size_t size) {
  char text[24];
  std::snprintf(text, sizeof text, "%zx\r\n", size);
  return text;
}

void SendDamaged(StreamSocket& socket, const Answer& answer, const Fault& fault, int64_t now_ms) {
  switch (fault.kind) {
    case FaultKind::kReset:
      // No lingering: closing sends RST instead of FIN.
      socket.setLinger(true, 0);
      break;
    case FaultKind::kChunkCut: {
      const std::string_view part = KeptPart(answer, fault);
      SendAll(socket, Head(answer, now_ms, "Transfer-Encoding: chunked"));
      SendAll(socket, ChunkHead(part.size()));
      SendAll(socket, part);
      SendAll(socket, "\r\n");
      break;
    }
    case FaultKind::kDrip: {
      std::string_view left = answer.body;
      SendAll(socket, Head(answer, now_ms, LengthHeader(left.size()) + "\r\nConnection: close"));
      while (!left.empty()) {
        const size_t size = std::min(left.size(), static_cast<size_t>(fault.bytes));
        SendAll(socket, left.substr(0, size));
        left.remove_prefix(size);
        std::this_thread::sleep_for(std::chrono::milliseconds(fault.interval_ms));
      }
      break;
    }
    default:
      SendAll(socket, Head(answer, now_ms, LengthHeader(answer.body.size())));
      SendAll(socket, KeptPart(answer, fault));
  }
}

}  // namespace

void Deliver(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response,
             Reply reply, int64_t now_ms) {
  Answer& answer = reply.answer;
  try {
    if (reply.transport && reply.transport->kind == FaultKind::kTruncate &&
        reply.transport->matching_length) {
      answer.body = std::string(KeptPart(answer, *reply.transport));
    } else if (reply.transport) {
      StreamSocket socket = TakeSocket(request);
      SendDamaged(socket, answer, *reply.transport, now_ms);
      socket.close();
      return;
    }
    response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(answer.http_status));
    response.setDate(Poco::Timestamp(now_ms * 1000));
    response.setContentType(answer.content_type);
    if (!answer.location.empty()) response.set("Location", answer.location);
    if (!answer.set_cookie.empty()) response.set("Set-Cookie", answer.set_cookie);
    response.sendBuffer(answer.body.data(), answer.body.size());
  } catch (const Poco::Exception&) {
    // The client has gone; nobody is left to be told.
    response.setKeepAlive(false);
  }
}

}  // namespace sandbox
