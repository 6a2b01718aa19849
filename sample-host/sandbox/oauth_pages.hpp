// The authorisation pages that a seller sees in a browser.
#pragma once

#include <string>

#include "sandbox/answer.hpp"
#include "sandbox/marketplace.hpp"

namespace sandbox {

// GET of the page itself (`path` empty), POST /signin and POST /decide below it. Every step takes
// its fields from the form or the query, so a script can go straight to /decide. Any thread.
Answer HandleAuthorize(Marketplace& market, const std::string& method, const std::string& path,
                       const Parameters& parameters, const std::string& cookie);

}  // namespace sandbox
