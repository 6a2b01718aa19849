// Puts an answer on the wire, or what a fault leaves of it.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "sandbox/gateway.hpp"

namespace sandbox {

// `now_ms` is what the Date header says. Never throws because a client has gone away.
void Deliver(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response,
             Reply reply, int64_t now_ms);

}  // namespace sandbox
