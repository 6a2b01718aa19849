// Answers the calls of a pull like Lazada would, from a simulated store.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include "plugin/open_platform/client.hpp"
#include "simulated_store.hpp"

namespace flow_test {

class StoreClient : public lazada::open_platform::Client {
 public:
  using Request = lazada::open_platform::Request;
  using Response = lazada::open_platform::Response;
  using Call = lazada::open_platform::Call;

  explicit StoreClient(SimulatedStore& store) : store_(store) {}

  Response send(const Request& request, const Call& call) override;
  std::string download(const std::string& url, const Call& call) override;
  std::string seller_id(const Call&) override { return "1000042"; }
  std::int64_t calls() const override { return calls_; }
  int connections() const override { return 4; }

  // Runs before each answer, on the thread that asks; may throw an Error instead of it.
  std::function<void(const Request&)> before;
  // Rewrites an answer's body.
  std::function<void(const Request&, std::string&)> after;

 private:
  SimulatedStore& store_;
  std::mutex mutex_;
  std::atomic<std::int64_t> calls_{0};
};

// The value of a parameter; empty when there is none.
std::string parameter(const lazada::open_platform::Request& request, const std::string& name);

}  // namespace flow_test
