#include "sandbox/faults.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include <array>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;
using sandbox::Parameters;

// What arrives on a bare socket, and how the connection ended.
struct RawAnswer {
  std::string bytes;
  bool reset = false;
  std::string body() const {
    const size_t end = bytes.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : bytes.substr(end + 4);
  }
  size_t content_length() const {
    const size_t at = bytes.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(bytes.substr(at + 16));
  }
};

class FaultTest : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }

  void Fault(const json& fault) {
    const json added = client.Control("/faults", fault);
    ASSERT_TRUE(added.contains("ids")) << added;
  }
  RawAnswer Raw(const std::string& api, const Parameters& parameters = {}) {
    Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", client.port()));
    socket.setReceiveTimeout(Poco::Timespan(20, 0));
    const std::string request = "GET " + client.Target("/sg/rest", api, parameters) +
                                " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    socket.sendBytes(request.data(), static_cast<int>(request.size()));
    RawAnswer answer;
    std::array<char, 4096> buffer{};
    try {
      for (int got = 1; got > 0;) {
        got = socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
        answer.bytes.append(buffer.data(), static_cast<size_t>(got));
      }
    } catch (const Poco::Net::ConnectionResetException&) {
      answer.reset = true;
    }
    return answer;
  }
  std::string SellerCode() { return client.Get("/sg/rest", "/seller/get")["code"]; }
  json PackCall() {
    const json order = MakeOrder(client, "sg", json::array({json::object()}));
    order_id = order["order_id"].dump();
    return {{"pack_order_list",
             {{{"order_id", order["order_id"]},
               {"order_item_list", {order["items"][0]["order_item_id"]}}}}},
            {"delivery_type", "dropship"},
            {"shipping_allocate_type", "TFS"}};
  }
  std::string StatusNow() {
    return client.ControlGet("/orders?region=sg&order_id=" + order_id)["items"][0]["status"];
  }
  Client client;
  std::string order_id;
};

TEST_F(FaultTest, SkipAndCountChooseTheCalls) {
  Fault({{"kind", "error"}, {"api", "/seller/get"}, {"skip", 1}, {"count", 2}, {"code", "901"}});
  std::vector<std::string> codes;
  for (int i = 0; i < 4; ++i) codes.push_back(SellerCode());
  EXPECT_EQ(codes, (std::vector<std::string>{"0", "901", "901", "0"}));
}

TEST_F(FaultTest, ApiAndRegionChooseTheCalls) {
  Fault({{"kind", "error"}, {"api", "/order/get"}, {"count", -1}});
  Fault({{"kind", "error"}, {"region", "th"}, {"count", -1}});
  EXPECT_EQ(SellerCode(), "0");
  client.SignIn("owner.th@sandbox.example");
  EXPECT_EQ(client.Get("/th/rest", "/seller/get")["code"], "ServiceTimeout");
}

TEST_F(FaultTest, ARateStrikesNowAndThen) {
  Fault({{"kind", "error"}, {"count", -1}, {"rate", 0.5}});
  int struck = 0;
  for (int i = 0; i < 60; ++i) struck += SellerCode() == "0" ? 0 : 1;
  EXPECT_GT(struck, 10);
  EXPECT_LT(struck, 50);
}

TEST_F(FaultTest, ABanLastsAsLongAsItSays) {
  Fault({{"kind", "ban"}, {"seconds", 3}, {"scope", "app"}});
  EXPECT_EQ(SellerCode(), "AppCallLimit");
  client.market.clock.Advance(2999);
  EXPECT_EQ(SellerCode(), "AppCallLimit");
  client.market.clock.Advance(1);
  EXPECT_EQ(SellerCode(), "0");
}

TEST_F(FaultTest, HttpErrorsHtmlPagesAndRedirects) {
  const std::string target = client.Target("/sg/rest", "/seller/get", {});
  Fault({{"kind", "http"}, {"status", 502}});
  EXPECT_EQ(client.Fetch(target).status, 502);
  Fault({{"kind", "html"}});
  const HttpAnswer page = client.Fetch(target);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body.rfind("<html>", 0), 0U);
  Fault({{"kind", "redirect"}, {"location", "http://127.0.0.1:9/"}});
  const HttpAnswer redirect = client.Fetch(target);
  EXPECT_EQ(redirect.status, 302);
  EXPECT_EQ(redirect.location, "http://127.0.0.1:9/");
}

TEST_F(FaultTest, AResetBeforeLeavesTheMarketplaceAlone) {
  const json request = PackCall();
  Fault({{"kind", "reset"}, {"api", "/order/fulfill/pack"}, {"when", "before"}});
  const RawAnswer answer = Raw("/order/fulfill/pack", {{"packReq", request.dump()}});
  EXPECT_TRUE(answer.reset);
  EXPECT_TRUE(answer.bytes.empty());
  EXPECT_EQ(StatusNow(), "pending");
}

TEST_F(FaultTest, AResetAfterLosesTheAnswerOnly) {
  const json request = PackCall();
  Fault({{"kind", "reset"}, {"api", "/order/fulfill/pack"}, {"when", "after"}});
  const RawAnswer answer = Raw("/order/fulfill/pack", {{"packReq", request.dump()}});
  EXPECT_TRUE(answer.reset);
  EXPECT_TRUE(answer.bytes.empty());
  EXPECT_EQ(StatusNow(), "packed");
  const json calls = client.ControlGet("/journal?api=/order/fulfill/pack");
  EXPECT_EQ(calls.back()["effect"], true);
  EXPECT_EQ(calls.back()["fault"], "reset");
}

TEST_F(FaultTest, ALostRefreshAnswerStillSpendsTheToken) {
  Fault({{"kind", "http"}, {"api", "/auth/token/refresh"}, {"when", "after"}, {"region", "auth"}});
  const Parameters old = {{"refresh_token", client.refresh_token}};
  EXPECT_EQ(client.Fetch(client.Target("/auth/rest", "/auth/token/refresh", old)).status, 503);
  EXPECT_EQ(client.Get("/auth/rest", "/auth/token/refresh", old)["code"], "IllegalRefreshToken");
}

TEST_F(FaultTest, ATruncatedBodyMayHaveEitherLength) {
  Fault({{"kind", "truncate"}, {"keep", 20}, {"length", "full"}});
  RawAnswer answer = Raw("/seller/get");
  EXPECT_EQ(answer.body().size(), 20U);
  EXPECT_GT(answer.content_length(), 20U);
  Fault({{"kind", "truncate"}, {"keep", 20}, {"length", "matching"}});
  answer = Raw("/seller/get");
  EXPECT_EQ(answer.body().size(), 20U);
  EXPECT_EQ(answer.content_length(), 20U);
}

TEST_F(FaultTest, AChunkedBodyLosesItsEnd) {
  Fault({{"kind", "chunk_cut"}});
  const RawAnswer answer = Raw("/seller/get");
  EXPECT_NE(answer.bytes.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_EQ(answer.bytes.find("\r\n0\r\n"), std::string::npos) << "no last chunk";
}

TEST_F(FaultTest, ADrippingBodyArrivesWhole) {
  Fault({{"kind", "drip"}, {"bytes", 100}, {"interval_ms", 1}});
  const RawAnswer answer = Raw("/seller/get");
  EXPECT_EQ(answer.body().size(), answer.content_length());
  EXPECT_EQ(json::parse(answer.body())["code"], "0");
}

TEST_F(FaultTest, OneMalformedOrderLeavesTheOthersAlone) {
  const Parameters all = {{"created_after", "2020-01-01T00:00:00+08:00"}, {"limit", "5"}};
  Fault({{"kind", "malformed_order"}, {"api", "/orders/get"}});
  const json orders = client.Get("/sg/rest", "/orders/get", all)["data"]["orders"];
  ASSERT_EQ(orders.size(), 5U);
  EXPECT_TRUE(orders[2]["updated_at"].is_object());
  EXPECT_TRUE(orders[1]["updated_at"].is_string());
}

TEST_F(FaultTest, WrongTypesKeepTheEnvelope) {
  Fault({{"kind", "wrong_types"}, {"api", "/seller/get"}});
  const json answer = client.Get("/sg/rest", "/seller/get");
  EXPECT_EQ(answer["code"], "0");
  EXPECT_FALSE(answer["data"].is_object());
}

TEST_F(FaultTest, AHugeBodyIsAsBigAsAsked) {
  Fault({{"kind", "huge"}, {"bytes", 3000000}});
  EXPECT_GT(client.Fetch(client.Target("/sg/rest", "/seller/get", {})).body.size(), 3000000U);
}

TEST_F(FaultTest, AWrongFaultIsRefusedWithASentence) {
  for (const json& wrong : std::vector<json>{{{"kind", "earthquake"}},
                                             {{"kind", "ban"}, {"scope", "world"}},
                                             {{"kind", "drip"}, {"bytes", 0}},
                                             {{"kind", "slow"}, {"ms", "long"}},
                                             json("reset")}) {
    const HttpAnswer answer =
        client.Send("POST", "/_sandbox/faults", "application/json", wrong.dump());
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_FALSE(answer.json()["error"].get<std::string>().empty());
  }
  EXPECT_TRUE(client.ControlGet("/faults").empty());
}

}  // namespace
}  // namespace sandbox_tests
