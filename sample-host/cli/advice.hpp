// What a module's failure means to a person: what happened, what to do, and who can mend it.
#ifndef SAMPLE_HOST_CLI_ADVICE_HPP_
#define SAMPLE_HOST_CLI_ADVICE_HPP_

#include <string>

#include "chapi/chapi.h"
#include "failure.hpp"

namespace channel_host::cli {

struct Advice {
  std::string meaning;
  std::string remedy;
  std::string who;  // "the administrator", "the seller …", "the marketplace", "the plugin's author"
};

// By the marketplace's code or the module's reason where it is known, else by the status.
Advice advice_for(const chapi_error& error);

// 20 + status for the statuses of the contract, 36 for a status that is none, 130 when the user
// stopped the call.
Exit exit_code_of(const chapi_error& error, bool interrupted);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_ADVICE_HPP_
