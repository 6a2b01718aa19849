// Waits on the loopback redirect address for the browser that comes back from the marketplace.
#ifndef SAMPLE_HOST_STORES_CALLBACK_LISTENER_HPP_
#define SAMPLE_HOST_STORES_CALLBACK_LISTENER_HPP_

#include <functional>
#include <memory>
#include <string>

#include "installation.hpp"

namespace channel_host {

// What the browser is shown.
struct CallbackAnswer {
  bool over = false;  // the wait has ended, well or badly
  bool good = false;
  std::string message;
};

class CallbackListener {
 public:
  // `handle` gets each whole callback address, on a thread of the listener, one at a time.
  using Handle = std::function<CallbackAnswer(const std::string& callback_url)>;

  // Listens at once.  Throws Failure: kInvalidInput when the redirect address is not plain HTTP
  // on this machine, kBusy when the port is taken.
  CallbackListener(const std::string& redirect_uri, Handle handle);
  ~CallbackListener();

  // True when an answer said that it is over; false when the time ran out or `cancelled` did.
  bool wait(std::int64_t timeout_ms, const std::atomic<bool>& cancelled);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_CALLBACK_LISTENER_HPP_
