// How tasks look on a terminal and in --json.
#ifndef SAMPLE_HOST_CLI_TASK_REPORT_HPP_
#define SAMPLE_HOST_CLI_TASK_REPORT_HPP_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/session.hpp"
#include "tasks/expiry_warnings.hpp"
#include "tasks/task_runner.hpp"
#include "tasks/task_service.hpp"

namespace channel_host::cli {

nlohmann::ordered_json task_document(const TaskView& view);
nlohmann::ordered_json run_document(const PastRun& run);
nlohmann::ordered_json warning_document(const ExpiryWarning& warning);
// Every event but progress.
nlohmann::ordered_json event_document(const TaskEvent& event);

// "120 of 400 listings, about 12 s left"; empty before there is something to tell.
std::string progress_text(const Task& task, std::optional<std::int64_t> seconds_left);
// "12 added, 3 changed": what a run did, from its JSON.
std::string report_text(const std::string& report);
std::string warning_text(const ExpiryWarning& warning);

// One line that tells how a run ended, and below it why it failed and what to do.
void tell_end(Session& session, const TaskEvent& event);

// The exit code of a run's error, or 12 when it has none of its own.
Exit exit_code_of_error(const std::string& error);

}  // namespace channel_host::cli

#endif  // SAMPLE_HOST_CLI_TASK_REPORT_HPP_
