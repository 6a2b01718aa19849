// chapi.clock/1 over the operating system's clocks.
#ifndef SAMPLE_HOST_PORTS_SYSTEM_CLOCK_HPP_
#define SAMPLE_HOST_PORTS_SYSTEM_CLOCK_HPP_

#include "chapi/host.hpp"

namespace channel_host {

class SystemClock final : public chapi::host::Clock {
 public:
  std::int64_t now_ms() override;
  std::int64_t monotonic_ms() override;
  bool sleep_ms(std::int64_t ms, const chapi_call* call) override;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_PORTS_SYSTEM_CLOCK_HPP_
