// Lets a call in, or says in the platform's words why not.
#pragma once

#include <optional>

#include "sandbox/call.hpp"

namespace sandbox {

struct Reply {
  Answer answer;
  std::optional<Fault> transport;  // what happens to the answer on the wire
};

// Checks in this order: application key, time stamp, signature, path, permission, token, flow
// limit, parameters, business. Journals the call. Any thread.
Reply HandleCall(Marketplace& market, const ApiCall& call);

}  // namespace sandbox
