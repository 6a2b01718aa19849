// Attempts: signed anew, repeated only when that can succeed and cannot do harm.
#include "plugin/open_platform/gateway.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "open_platform/open_call.hpp"
#include "open_platform/raw_server.hpp"
#include "plugin/open_platform/granted_client.hpp"

namespace open_platform_test {
namespace {

using namespace lazada::open_platform;
using lazada::Config;
using test_support::MemoryHost;

constexpr const char* kDone = R"({"code":"0","data":{},"request_id":"r0"})";

std::string refusal(const std::string& code, const std::string& message = "") {
  return nlohmann::json{{"type", "ISV"}, {"code", code}, {"message", message}, {"request_id", "r1"}}
      .dump();
}

// Gives the answers in turn, the last one for ever, and keeps the requests.
class Turns {
 public:
  explicit Turns(std::vector<std::string> answers)
      : answers_(std::move(answers)), server_([this](Peer& peer) {
          for (std::string request = peer.read_request(); !request.empty();
               request = peer.read_request()) {
            if (!peer.send(take(request))) return;
          }
        }) {}

  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  Endpoint endpoint() const { return parse_endpoint(server_.url() + "/sg/rest", "the server"); }

 private:
  std::string take(const std::string& request) {
    const std::lock_guard lock(mutex_);
    const std::size_t i = std::min(requests_.size(), answers_.size() - 1);
    requests_.push_back(request);
    return answers_[i];
  }

  std::mutex mutex_;
  std::vector<std::string> answers_;
  std::vector<std::string> requests_;
  RawServer server_;
};

Config config(const std::string& app_key = "500100") {
  Config config;
  config.store = "s1";
  config.grant = "g1";
  config.app_key = app_key;
  config.app_secret = Secret("gateway-secret");
  config.request_timeout_ms = 3000;
  return config;
}

Request read_request() {
  Request request;
  request.path = "/orders/get";
  request.parameters = {{"update_after", "2026-01-01T00:00:00+08:00"}, {"status", ""}};
  return request;
}

Request change_request() {
  Request request;
  request.method = Request::Method::kPost;
  request.kind = Request::Kind::kChange;
  request.path = "/order/fulfill/pack";
  request.parameters = {{"packReq", R"({"a":["ก",1]})"}};
  return request;
}

class GatewayTest : public testing::Test {
 protected:
  MemoryHost host_;
  OpenCall call_{host_};
  const Secret token_{"access-token-1"};
};

// The rule once more, with another function of OpenSSL.
std::string expected_signature(const std::string& request, const std::string& path) {
  std::map<std::string, std::string> parameters;
  for (const char* name : {"app_key", "sign_method", "timestamp", "access_token", "update_after",
                           "packReq", "status"}) {
    const std::string value = parameter_of(request, name);
    if (!value.empty()) parameters[name] = value;
  }
  std::string text = path;
  for (const auto& [name, value] : parameters) text += name + value;
  const std::string key = "gateway-secret";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02X", digest[i]);
    hex += two;
  }
  return hex;
}

TEST_F(GatewayTest, SignsTheApiPathAndEveryParameterOfQueryAndForm) {
  Turns server({http_answer(kDone)});
  Gateway gateway(config(), call_.ports());
  gateway.call(server.endpoint(), read_request(), &token_, *call_);
  gateway.call(server.endpoint(), change_request(), &token_, *call_);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_TRUE(requests[0].starts_with("GET /sg/rest/orders/get?")) << requests[0];
  EXPECT_EQ(parameter_of(requests[0], "sign"), expected_signature(requests[0], "/orders/get"));
  EXPECT_EQ(requests[0].find("status="), std::string::npos) << "an empty parameter is not sent";
  EXPECT_NE(requests[0].find("%2B08%3A00"), std::string::npos) << requests[0];
  EXPECT_TRUE(requests[1].starts_with("POST /sg/rest/order/fulfill/pack?")) << requests[1];
  EXPECT_EQ(parameter_of(requests[1], "sign"),
            expected_signature(requests[1], "/order/fulfill/pack"));
  EXPECT_EQ(parameter_of(requests[1], "packReq"), R"({"a":["ก",1]})");
  EXPECT_EQ(requests[1].substr(0, requests[1].find("\r\n")).find("packReq"), std::string::npos)
      << "business parameters of a POST stand in the form";
  EXPECT_EQ(gateway.calls(), 2);
}

TEST_F(GatewayTest, ReadsAreRepeatedWithANewSignatureWhileLazadaIsBusy) {
  Turns server({http_answer(refusal("ServiceTimeout")), http_answer("<html>busy</html>"),
                http_answer("x", "502 Bad Gateway"), http_answer("x", "429 Too Many Requests"),
                http_answer(kDone)});
  Gateway gateway(config(), call_.ports());
  const Response response = gateway.call(server.endpoint(), read_request(), &token_, *call_);
  EXPECT_EQ(response.body, kDone);
  EXPECT_EQ(response.request_id, "r0");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 5u);
  for (const std::string& request : requests) {
    EXPECT_EQ(parameter_of(request, "sign"), expected_signature(request, "/orders/get"));
  }
}

TEST_F(GatewayTest, RepeatsAreBounded) {
  Turns server({http_answer(refusal("SystemBusy"))});
  Gateway gateway(config(), call_.ports());
  const Error e =
      error_of([&] { gateway.call(server.endpoint(), read_request(), &token_, *call_); });
  EXPECT_EQ(e.reason, "platform_busy");
  EXPECT_EQ(e.platform_code, "SystemBusy");
  EXPECT_EQ(e.request_id, "r1");
  EXPECT_TRUE(e.retryable);
  EXPECT_EQ(server.requests().size(), 6u);
  EXPECT_LE(host_.clock.slept_ms(), 250 + 500 + 1000 + 2000 + 4000);
}

TEST_F(GatewayTest, TheBudgetBoundsThePauses) {
  Turns server({http_answer(refusal("SystemBusy"))});
  Gateway gateway(config(), call_.ports());
  OpenCall short_call(host_, 300);
  const Error e =
      error_of([&] { gateway.call(server.endpoint(), read_request(), &token_, *short_call); });
  EXPECT_TRUE(e.reason == "platform_busy" || e.reason == "deadline") << e.reason;
  EXPECT_LE(host_.clock.slept_ms(), 300);
}

TEST_F(GatewayTest, AChangeThatMayHaveHappenedIsNeverRepeated) {
  for (const std::string& answer :
       {http_answer(refusal("ServiceTimeout")), http_answer("<html>busy</html>"),
        http_answer("x", "503 Service Unavailable"), std::string("HTTP/1.1 200 OK\r\n\r\n")}) {
    Turns server({answer});
    Gateway gateway(config(), call_.ports());
    const Error e =
        error_of([&] { gateway.call(server.endpoint(), change_request(), &token_, *call_); });
    EXPECT_EQ(e.effect, CHAPI_EFFECT_UNKNOWN) << e.message;
    EXPECT_EQ(server.requests().size(), 1u) << e.message;
  }
}

TEST_F(GatewayTest, AChangeThatWasRefusedBeforehandIsRepeated) {
  Turns server({http_answer(refusal("700024")), http_answer(refusal("1002", "E1002: sentinel")),
                http_answer(refusal("ApiCallLimit", "this ban will last 1 seconds")),
                http_answer(kDone)});
  Gateway gateway(config(), call_.ports());
  gateway.call(server.endpoint(), change_request(), &token_, *call_);
  EXPECT_EQ(server.requests().size(), 4u);
}

TEST_F(GatewayTest, WhatWillBeRefusedAgainIsNotRepeated) {
  for (const char* code : {"InvalidAppKey", "IllegalAccessToken", "16", "Unheard"}) {
    Turns server({http_answer(refusal(code))});
    Gateway gateway(config(), call_.ports());
    EXPECT_EQ(error_of([&] {
                gateway.call(server.endpoint(), read_request(), &token_, *call_);
              }).platform_code,
              code);
    EXPECT_EQ(server.requests().size(), 1u);
  }
  Turns server({http_answer("", "302 Found", "Location: http://127.0.0.1:1/\r\n")});
  Gateway gateway(config(), call_.ports());
  EXPECT_EQ(
      error_of([&] { gateway.call(server.endpoint(), read_request(), &token_, *call_); }).reason,
      "redirected");
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(GatewayTest, ABanOfAnApiIsWaitedForByEveryChannelOfTheApplication) {
  Turns server(
      {http_answer(refusal("ApiCallLimit", "this ban will last 7 seconds")), http_answer(kDone)});
  Gateway gateway(config(), call_.ports());
  Gateway other_channel(config(), call_.ports());
  gateway.call(server.endpoint(), read_request(), &token_, *call_);
  EXPECT_GE(host_.clock.slept_ms(), 6000);
  EXPECT_LE(host_.clock.slept_ms(), 7000);
}

TEST_F(GatewayTest, ABanOfTheApplicationStopsTheOtherApisToo) {
  Turns server({http_answer(refusal("AppCallLimit", "this ban will last 14229 seconds")),
                http_answer(kDone)});
  Gateway gateway(config("banned-app"), call_.ports());
  Gateway other_channel(config("banned-app"), call_.ports());
  Gateway other_application(config("other-app"), call_.ports());
  for (Gateway* channel : {&gateway, &other_channel}) {
    const Error e =
        error_of([&] { channel->call(server.endpoint(), change_request(), &token_, *call_); });
    EXPECT_EQ(e.status, CHAPI_RATE_LIMITED);
    EXPECT_EQ(e.effect, CHAPI_EFFECT_NONE);
    EXPECT_GT(e.retry_after_ms, 14'000'000);
    EXPECT_LE(e.retry_after_ms, 14'229'000);
  }
  EXPECT_EQ(server.requests().size(), 1u) << "a ban is not hammered against";
  EXPECT_EQ(host_.clock.slept_ms(), 0);
  other_application.call(server.endpoint(), read_request(), &token_, *call_);
}

TEST_F(GatewayTest, AWrongClockIsCorrectedOnceByLazadasOwn) {
  // Sun, 06 Nov 1994 08:49:37 GMT
  const std::string date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  Turns server({http_answer(refusal("IllegalTimestamp"), "200 OK", date), http_answer(kDone)});
  Gateway gateway(config(), call_.ports());
  gateway.call(server.endpoint(), change_request(), &token_, *call_);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  const std::int64_t stamp = std::stoll(parameter_of(requests[1], "timestamp"));
  EXPECT_NEAR(static_cast<double>(stamp), 784111777000.0, 60'000.0);

  Turns stubborn({http_answer(refusal("IllegalTimestamp"), "200 OK", date)});
  const Error e =
      error_of([&] { gateway.call(stubborn.endpoint(), change_request(), &token_, *call_); });
  EXPECT_EQ(e.reason, "clock_wrong");
  EXPECT_EQ(stubborn.requests().size(), 2u);
}

TEST_F(GatewayTest, NoMoreCallsASecondThanConfigured) {
  Turns server({http_answer(kDone)});
  Config slow = config("slow-app");
  slow.calls_per_second = 5;
  Gateway gateway(slow, call_.ports());
  for (int i = 0; i < 25; ++i) {
    gateway.call(server.endpoint(), read_request(), &token_, *call_);
  }
  // 5 at once, then 5 a second.
  EXPECT_GE(host_.clock.slept_ms(), 3000);
  EXPECT_LE(host_.clock.slept_ms(), 4000);
}

TEST_F(GatewayTest, WhatIsCancelledWhileItWaitsEnds) {
  Turns server({http_answer(refusal("ApiCallLimit", "this ban will last 50 seconds"))});
  Gateway gateway(config(), call_.ports());
  OpenCall call(host_);
  call.cancelled = true;
  EXPECT_EQ(
      error_of([&] { gateway.call(server.endpoint(), read_request(), &token_, *call); }).status,
      CHAPI_CANCELLED);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(GatewayTest, LogsEveryAttemptAndNoSecret) {
  Turns server({http_answer(refusal("SystemBusy", "said access-token-1")), http_answer(kDone)});
  Gateway gateway(config(), call_.ports());
  gateway.call(server.endpoint(), read_request(), &token_, *call_);
  const auto lines = host_.log.lines();
  ASSERT_EQ(lines.size(), 2u);
  const auto first = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(first["event"], "lazada.request");
  EXPECT_EQ(first["api"], "/orders/get");
  EXPECT_EQ(first["code"], "SystemBusy");
  EXPECT_EQ(first["attempt"], 1);
  EXPECT_EQ(first["request_id"], "r1");
  EXPECT_EQ(nlohmann::json::parse(lines[1])["code"], "0");
  for (const char* secret : {"access-token-1", "gateway-secret", "sign="}) {
    EXPECT_EQ(host_.log.text().find(secret), std::string::npos) << secret;
  }
}

TEST_F(GatewayTest, AnAnswerThatRepeatsTheTokenDoesNotCarryItIntoTheMessage) {
  Turns server({http_answer(refusal("16", "order of access-token-1 is unknown"))});
  Gateway gateway(config(), call_.ports());
  const Error e =
      error_of([&] { gateway.call(server.endpoint(), read_request(), &token_, *call_); });
  EXPECT_EQ(e.message.find("access-token-1"), std::string::npos) << e.message;
  EXPECT_NE(e.message.find("order of *** is unknown"), std::string::npos) << e.message;
}

TEST_F(GatewayTest, AFileComesWholeAndADeadLinkIsToldAsSuch) {
  Turns server({http_answer("x", "502 Bad Gateway"), http_answer("%PDF-1.4 bytes")});
  Gateway gateway(config(), call_.ports());
  Target target{server.endpoint().origin, "/th/oss/label.pdf?Signature=a%2Bb"};
  EXPECT_EQ(gateway.download(target, *call_), "%PDF-1.4 bytes");
  EXPECT_TRUE(server.requests()[0].starts_with("GET /th/oss/label.pdf?Signature=a%2Bb HTTP/1.1"));
  EXPECT_EQ(server.requests()[0].find("app_key"), std::string::npos) << "no signature";

  Turns expired({http_answer("<Error>expired</Error>", "403 Forbidden")});
  target.origin = expired.endpoint().origin;
  const Error e = error_of([&] { gateway.download(target, *call_); });
  EXPECT_EQ(e.reason, "file_link_refused");
  EXPECT_TRUE(e.retryable);
  EXPECT_EQ(expired.requests().size(), 1u);
}

TEST_F(GatewayTest, FilesAreFetchedFromTheRegionsOwnHostsOnly) {
  Turns server({http_answer("%PDF-1.4")});
  Config sandboxed = config();
  sandboxed.sandbox = "http://127.0.0.1:" + std::to_string(server.endpoint().origin.port);
  GrantedClient client(sandboxed, *lazada::adapters::find("lazada.my"), call_.ports());
  EXPECT_EQ(client.download(sandboxed.sandbox + "/my/oss/a", *call_), "%PDF-1.4");
  GrantedClient real(config(), *lazada::adapters::find("lazada.my"), call_.ports());
  for (const std::string& url :
       {sandboxed.sandbox + "/my/oss/a", std::string("https://evil.example/a"),
        std::string("https://sellercenter.lazada.com.my.evil.example/a"),
        std::string("https://sellercenter.lazada.com.my:8443/a"),
        std::string("https://sellercenter.lazada.sg/a")}) {
    EXPECT_EQ(error_of([&] { real.download(url, *call_); }).reason, "file_host_refused") << url;
  }
  EXPECT_EQ(error_of([&] { real.download("http://sellercenter.lazada.com.my/a", *call_); }).reason,
            "address_invalid");
  EXPECT_EQ(server.requests().size(), 1u);
}

// A quota port that remembers what it was asked.
class CountingQuota : public chapi::host::Quota {
 public:
  chapi_status acquire(const std::string& app_key, const std::string& api, int count,
                       const chapi_call*, std::int64_t&) override {
    asked.push_back(app_key + " " + api + " " + std::to_string(count));
    return CHAPI_OK;
  }
  void ban(const std::string& app_key, const std::string& api, std::int64_t ms) override {
    asked.push_back("ban " + app_key + " " + api + " " + std::to_string(ms));
  }
  std::vector<std::string> asked;
};

TEST_F(GatewayTest, LeavesLimitsAndBansToTheQuotaPortWhenThereIsOne) {
  CountingQuota quota;
  const chapi::host::Host host("test", "0", host_.log, host_.clock, host_.vault, &quota);
  Turns server(
      {http_answer(refusal("AppCallLimit", "this ban will last 9 seconds")), http_answer(kDone)});
  Gateway gateway(config(), chapi::module::Host(host.raw()));
  gateway.call(server.endpoint(), read_request(), &token_, *call_);
  EXPECT_EQ(quota.asked, (std::vector<std::string>{"500100 /orders/get 1", "ban 500100  9000",
                                                   "500100 /orders/get 1"}));
}

// D4: which ban, how long, whose answer said so.
TEST_F(GatewayTest, TellsALongBanWithTheCodeThoughThePortKeepsIt) {
  CountingQuota quota;
  const chapi::host::Host host("test", "0", host_.log, host_.clock, host_.vault, &quota);
  Turns server({http_answer(refusal("AppCallLimit", "this ban will last 300 seconds"))});
  Gateway gateway(config(), chapi::module::Host(host.raw()));
  const Error e =
      error_of([&] { gateway.call(server.endpoint(), read_request(), &token_, *call_); });
  EXPECT_EQ(e.status, CHAPI_RATE_LIMITED);
  EXPECT_EQ(e.platform_code, "AppCallLimit");
  EXPECT_EQ(e.retry_after_ms, 300'000);
  EXPECT_FALSE(e.request_id.empty());
  EXPECT_EQ(quota.asked.size(), 2U) << "the port knows of the ban and is not asked again";
}

}  // namespace
}  // namespace open_platform_test
