#include "ports/json_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "failure.hpp"
#include "rfc3339.hpp"

namespace channel_host {
namespace {

const char* level_name(int level) {
  if (level >= CHAPI_LOG_ERROR) return "error";
  if (level >= CHAPI_LOG_WARNING) return "warning";
  if (level >= CHAPI_LOG_INFO) return "info";
  return "debug";
}

}  // namespace

JsonLog::JsonLog(const std::filesystem::path& file, chapi::host::Clock& clock)
    : file_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)), clock_(clock) {
  if (!file_ || ::fchmod(file_.get(), 0600) != 0) {
    throw Failure(Exit::kFile, "The log " + file.string() + " cannot be written.");
  }
}

void JsonLog::write(int level, std::string_view json) {
  if (level < CHAPI_LOG_INFO) return;
  nlohmann::ordered_json line = {{"at", format_rfc3339(clock_.now_ms())},
                                 {"level", level_name(level)}};
  auto event = nlohmann::ordered_json::parse(json, nullptr, false);
  if (event.is_object()) {
    line.update(event);
  } else {
    line["event"] = "unreadable";
    line["text"] = json;
  }
  // One write per line: lines of several processes never mix.
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  [[maybe_unused]] const auto written = ::write(file_.get(), text.data(), text.size());
}

}  // namespace channel_host
