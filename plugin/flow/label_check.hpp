// Whether Lazada can print the labels of packages yet.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// Package id to why its label cannot be printed; a package that is not in it has one.  Asks
// again once, some seconds later, for those that have none yet: Lazada makes labels with a delay.
// Throws Error for what ends the call.
std::unordered_map<std::string, open_platform::Error> missing_labels(
    open_platform::Client& client, const open_platform::Call& call,
    const std::vector<std::string>& packages);

}  // namespace lazada::flow
