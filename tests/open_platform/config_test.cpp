// The configuration: what the code accepts is what the published schema accepts.
#include "plugin/config.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "adapters/region_adapter.hpp"
#include "open_platform/open_call.hpp"
#include "plugin/describe.hpp"
#include "support/schema.hpp"

namespace open_platform_test {
namespace {

using chapi::module::Error;
using lazada::Config;
using lazada::parse_config;
using nlohmann::json;

const json kComplete = json::parse(R"({
  "schema": "chapi.channel-config/1", "store": "shop-1", "grant": "g-1", "seller_id": "1001",
  "cross_border": true,
  "app": {"key": "123", "secret": "top-secret", "redirect_uri": "https://erp.example/cb?x=1"},
  "sandbox": "http://127.0.0.1:8089/", "ca_file": "",
  "limits": {"connections": 2, "request_timeout_ms": 5000, "calls_per_second": 7,
             "lag_seconds": 1, "overlap_seconds": 0},
  "member_of_a_later_version": 1})");

bool fits_config_schema(const json& document) {
  const json description = json::parse(lazada::describe(*lazada::adapters::find("lazada.sg")));
  valijson::Schema schema;
  valijson::SchemaParser parser;
  const valijson::adapters::NlohmannJsonAdapter source(description.at("config_schema"));
  parser.populateSchema(source, schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  const valijson::adapters::NlohmannJsonAdapter target(document);
  return validator.validate(schema, target, nullptr);
}

TEST(Config, IsReadWholly) {
  const Config config = parse_config(kComplete.dump());
  EXPECT_EQ(config.store, "shop-1");
  EXPECT_EQ(config.grant, "g-1");
  EXPECT_EQ(config.seller_id, "1001");
  EXPECT_TRUE(config.cross_border);
  EXPECT_EQ(config.app_key, "123");
  EXPECT_EQ(config.app_secret.reveal(), "top-secret");
  EXPECT_EQ(config.redirect_uri, "https://erp.example/cb?x=1");
  EXPECT_EQ(config.sandbox, "http://127.0.0.1:8089");
  EXPECT_EQ(config.connections, 2);
  EXPECT_EQ(config.request_timeout_ms, 5000);
  EXPECT_EQ(config.calls_per_second, 7);
  EXPECT_EQ(config.lag_seconds, 1);
  EXPECT_EQ(config.overlap_seconds, 0);
}

struct Change {
  std::string patch;   // a JSON merge patch over the complete document
  std::string member;  // named in the message; empty: it is accepted
};

TEST(Config, WhatIsWrongIsNamedAndItsValueIsNot) {
  for (const Change& change : std::vector<Change>{
           {R"({"seller_id":null,"cross_border":null,"sandbox":null,"limits":null})", ""},
           {R"({"sandbox":"https://sandbox.example"})", ""},
           {R"({"schema":"chapi.channel-config/2"})", "schema"},
           {R"({"schema":null})", "schema"},
           {R"({"store":null})", "store"},
           {R"({"store":""})", "store"},
           {R"({"store":7})", "store"},
           {R"({"grant":null})", "grant"},
           {R"({"grant":["a"]})", "grant"},
           {R"({"seller_id":1001})", "seller_id"},
           {R"({"cross_border":"yes"})", "cross_border"},
           {R"({"app":null})", "app"},
           {R"({"app":"x"})", "app"},
           {R"({"app":{"key":null}})", "app.key"},
           {R"({"app":{"secret":""}})", "app.secret"},
           {R"({"app":{"secret":["top-secret"]}})", "app.secret"},
           {R"({"app":{"redirect_uri":"erp.example/cb"}})", "app.redirect_uri"},
           {R"({"app":{"redirect_uri":"https://erp.example/#x"}})", "app.redirect_uri"},
           {R"({"sandbox":"ftp://127.0.0.1"})", "sandbox"},
           {R"({"sandbox":""})", "sandbox"},
           {R"({"sandbox":"http://127.0.0.1/?a=b"})", "sandbox"},
           {R"({"limits":[]})", "limits"},
           {R"({"limits":{"connections":0}})", "limits.connections"},
           {R"({"limits":{"connections":17}})", "limits.connections"},
           {R"({"limits":{"connections":2.5}})", "limits.connections"},
           {R"({"limits":{"connections":18446744073709551615}})", "limits.connections"},
           {R"({"limits":{"request_timeout_ms":99}})", "limits.request_timeout_ms"},
           {R"({"limits":{"calls_per_second":-1}})", "limits.calls_per_second"},
           {R"({"limits":{"lag_seconds":"5"}})", "limits.lag_seconds"},
           {R"({"limits":{"overlap_seconds":86401}})", "limits.overlap_seconds"}}) {
    json document = kComplete;
    document.merge_patch(json::parse(change.patch));
    if (change.member.empty()) {
      EXPECT_NO_THROW(parse_config(document.dump())) << change.patch;
      EXPECT_TRUE(fits_config_schema(document)) << change.patch;
      continue;
    }
    const Error e = error_of([&] { parse_config(document.dump()); });
    EXPECT_EQ(e.status, CHAPI_INVALID_ARGUMENT) << change.patch;
    EXPECT_EQ(e.reason, "config_invalid") << change.patch;
    EXPECT_NE(e.message.find('"' + change.member + '"'), std::string::npos) << e.message;
    EXPECT_EQ(e.message.find("top-secret"), std::string::npos);
    EXPECT_FALSE(fits_config_schema(document)) << "the schema accepts " << change.patch;
  }
}

TEST(Config, PlainHttpToAnotherMachineIsRefused) {
  json document = kComplete;
  document["sandbox"] = "http://sandbox.example";
  EXPECT_EQ(error_of([&] { parse_config(document.dump()); }).reason, "config_invalid");
}

TEST(Config, TextThatIsNoObjectIsRefused) {
  for (const std::string& text :
       std::vector<std::string>{"", "[]", "{", "null", std::string(100'000, '[')}) {
    EXPECT_EQ(error_of([&] { parse_config(text); }).reason, "config_invalid");
  }
}

TEST(Description, OfEveryAdapterFitsTheSchemaAndNamesItsHosts) {
  for (const auto* adapter : lazada::adapters::all()) {
    const std::string text = lazada::describe(*adapter);
    EXPECT_TRUE(test_support::fits("adapter-description", text));
    const json document = json::parse(text);
    EXPECT_EQ(document["hosts"].size(), 3u);
    EXPECT_EQ(document["hosts"][1], "auth.lazada.com");
  }
}

}  // namespace
}  // namespace open_platform_test
