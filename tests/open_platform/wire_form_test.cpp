// Golden cases per region: a request of the plugin, and every byte of its line and body on the
// wire.  The signatures in the cases were computed by Python's hmac and urllib.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "adapters/region_adapter.hpp"
#include "open_platform/raw_server.hpp"
#include "plugin/flow/fulfilment_calls.hpp"
#include "plugin/flow/pull_orders.hpp"
#include "plugin/open_platform/gateway.hpp"
#include "support/ports.hpp"

namespace open_platform_test {
namespace {

using lazada::Config;
using lazada::open_platform::Call;
using lazada::open_platform::Client;
using lazada::open_platform::Error;
using lazada::open_platform::Request;
using lazada::open_platform::Response;
using nlohmann::json;

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(WIRE_DIR)) {
    if (entry.path().extension() != ".json") continue;
    names.push_back(entry.path().parent_path().filename().string() + "/" +
                    entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class StoppedClock : public test_support::TestClock {
 public:
  explicit StoppedClock(std::int64_t now_ms) : now_ms_(now_ms) {}
  std::int64_t now_ms() override { return now_ms_; }

 private:
  std::int64_t now_ms_;
};

// Keeps the first request and lets nothing through.
class FirstRequest : public Client {
 public:
  Response send(const Request& request, const Call&) override {
    if (!first) first = request;
    throw Error(CHAPI_CANCELLED, "cancelled", "One request is enough.");
  }
  std::string download(const std::string&, const Call&) override { return {}; }
  std::string seller_id(const Call&) override { return "1000042"; }
  std::int64_t calls() const override { return 0; }
  int connections() const override { return 2; }

  std::optional<Request> first;
};

Request first_of_pull(const json& members, const lazada::adapters::RegionAdapter& adapter,
                      const chapi::module::Host& ports, const Call& call) {
  FirstRequest client;
  const json request{{"schema", "chapi.pull-request/1"}, {"since", members.at("since")}};
  chapi_order_sink sink{};
  EXPECT_THROW(lazada::flow::pull_orders(client, adapter, Config{}, ports.log(), call,
                                         request.dump(), chapi::module::OrderSink(&sink)),
               Error);
  return client.first.value();
}

Request request_of(const json& wanted, const lazada::adapters::RegionAdapter& adapter,
                   const chapi::module::Host& ports, const Call& call) {
  if (wanted.contains("pull")) return first_of_pull(wanted["pull"], adapter, ports, call);
  if (wanted.contains("label")) return lazada::flow::label_request(wanted["label"], true);
  std::vector<lazada::flow::FulfilmentEntry> entries;
  for (const json& entry : wanted.at("entries")) {
    entries.push_back({entry.value("order_id", ""),
                       entry.value("items", std::vector<std::string>()),
                       entry.value("package", "")});
  }
  lazada::flow::Allocation allocation;
  if (wanted.contains("provider")) allocation = {"NTFS", wanted["provider"]};
  return lazada::flow::change_request(
      lazada::flow::read_step(wanted.at("step").get<std::string>()).value(), entries, allocation);
}

class WireForm : public testing::TestWithParam<std::string> {};

TEST_P(WireForm, OfARequestIsTheRecordedOne) {
  std::ifstream file(std::filesystem::path(WIRE_DIR) / (GetParam() + ".json"));
  const json golden = json::parse(file);
  SCOPED_TRACE(golden.at("reason").get<std::string>());
  const auto* adapter = lazada::adapters::find(golden.at("adapter").get<std::string>());
  ASSERT_NE(adapter, nullptr);

  test_support::MemoryLog log;
  test_support::MemoryVault vault;
  StoppedClock clock(golden.at("timestamp"));
  const chapi::host::Host host("test", "0", log, clock, vault);
  const chapi::module::Host ports(host.raw());
  const Call call(nullptr, ports.clock());

  std::mutex mutex;
  std::string sent;
  const RawServer server([&](Peer& peer) {
    const std::string request = peer.read_request();
    {
      const std::lock_guard lock(mutex);
      sent = request;
    }
    peer.send(http_answer(R"({"code":"0","data":{},"request_id":"r0"})"));
  });
  Config config;
  config.store = "s1";
  config.app_key = golden.at("app_key");
  config.app_secret = lazada::open_platform::Secret(golden.at("app_secret").get<std::string>());
  lazada::open_platform::Gateway gateway(config, ports);
  const lazada::open_platform::Secret token(golden.at("access_token").get<std::string>());
  gateway.call(lazada::open_platform::parse_endpoint(server.url() + "/rest", "the server"),
               request_of(golden.at("request"), *adapter, ports, call), &token, call);

  const std::lock_guard lock(mutex);
  EXPECT_EQ(sent.substr(0, sent.find("\r\n")), golden.at("expected").at("line"));
  EXPECT_EQ(sent.substr(sent.find("\r\n\r\n") + 4), golden.at("expected").at("body"));
}

INSTANTIATE_TEST_SUITE_P(Golden, WireForm, testing::ValuesIn(cases()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
});

TEST(WireForms, StandForEveryRegion) {
  std::set<std::string> regions;
  for (const std::string& name : cases()) regions.insert(name.substr(0, 2));
  EXPECT_EQ(regions, (std::set<std::string>{"id", "my", "ph", "sg", "th", "vn"}));
}

}  // namespace
}  // namespace open_platform_test
