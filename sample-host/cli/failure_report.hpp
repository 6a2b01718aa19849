// Tells a person about a failure on stderr, and a script by the exit code.
#ifndef SAMPLE_HOST_CLI_FAILURE_REPORT_HPP_
#define SAMPLE_HOST_CLI_FAILURE_REPORT_HPP_

#include <exception>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "chapi/chapi.h"
#include "cli/session.hpp"

namespace channel_host::cli {

Exit report_failure(const Session& session, std::exception_ptr failure,
                    const std::string& store = "");

// {status, reason, message, platform_code, request_id, …} for --json.
nlohmann::ordered_json error_document(const chapi_error& error);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_FAILURE_REPORT_HPP_
