// chapi.log/1 as a file of JSON lines, mode 0600.  [any thread, any process]
#ifndef SAMPLE_HOST_PORTS_JSON_LOG_HPP_
#define SAMPLE_HOST_PORTS_JSON_LOG_HPP_

#include <filesystem>

#include "chapi/host.hpp"
#include "unique_fd.hpp"

namespace channel_host {

class JsonLog final : public chapi::host::Log {
 public:
  JsonLog(const std::filesystem::path& file, chapi::host::Clock& clock);
  // A text that is no JSON object is kept as {"event":"unreadable","text":…}.
  void write(int level, std::string_view json) override;

 private:
  UniqueFd file_;
  chapi::host::Clock& clock_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_PORTS_JSON_LOG_HPP_
