#include "plugin/open_platform/endpoint.hpp"

#include <gtest/gtest.h>

#include "open_platform/open_call.hpp"

namespace open_platform_test {
namespace {

using namespace lazada::open_platform;

TEST(Endpoint, SplitsAnAddress) {
  const Endpoint real = parse_endpoint("https://api.lazada.com.my/rest/", "x");
  EXPECT_TRUE(real.origin.tls);
  EXPECT_EQ(real.origin.host, "api.lazada.com.my");
  EXPECT_EQ(real.origin.port, 443);
  EXPECT_EQ(real.base_path, "/rest");
  const Endpoint local = parse_endpoint("http://[::1]:8089", "x");
  EXPECT_FALSE(local.origin.tls);
  EXPECT_EQ(local.origin.port, 8089);
  EXPECT_EQ(local.base_path, "");
  EXPECT_EQ(parse_target("https://a.example/f?Expires=1&b=%2F", "x").path_and_query,
            "/f?Expires=1&b=%2F");
  EXPECT_EQ(parse_target("https://a.example/a%2Fb%20c?x=%2b#frag", "x").path_and_query,
            "/a%2Fb%20c?x=%2b");
  EXPECT_EQ(parse_target("https://a.example?x=1", "x").path_and_query, "/?x=1");
}

TEST(Endpoint, AnAddressCannotSmuggleHeaders) {
  for (const char* url : {"https://a.example/f?x=1\r\nEvil: 1", "https://a.example/f g",
                          "https://a.example/\xE0\xB8\x81"}) {
    EXPECT_EQ(error_of([&] { parse_target(url, "The address"); }).reason, "address_invalid");
  }
}

TEST(Endpoint, PlainHttpIsForLoopbackAddressesOnly) {
  for (const char* url : {"http://127.0.0.1:1", "http://127.8.9.1/x", "http://localhost",
                          "http://LOCALHOST:80", "http://[::1]/"}) {
    EXPECT_FALSE(parse_endpoint(url, "x").origin.tls) << url;
  }
  for (const char* url :
       {"http://api.lazada.sg/rest", "http://10.0.0.1", "http://127.0.0.1.example.com",
        "http://localhost.example.com", "http://128.0.0.1", "http://0.0.0.0", "ftp://127.0.0.1",
        "127.0.0.1:80", "", "https://", "https:///rest", "https://user:pw@127.0.0.1",
        "https://127.0.0.1/?a=1", "https://127.0.0.1/#f"}) {
    const chapi::module::Error e = error_of([&] { parse_endpoint(url, "The address"); });
    EXPECT_EQ(e.status, CHAPI_INVALID_ARGUMENT) << url;
    EXPECT_EQ(e.message.find("pw"), std::string::npos);
  }
}

}  // namespace
}  // namespace open_platform_test
