// What every module owes its host before any marketplace is involved.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chapi/host.hpp>
#include <chapi/module.hpp>
#include <cstring>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/ports.hpp"
#include "support/schema.hpp"

namespace {

using nlohmann::json;

const chapi_module* module() {
  static const auto library = chapi::host::Library::load(MODULE_FILE);
  return library.raw();
}

std::string config() {
  return json{{"schema", "chapi.channel-config/1"},
              {"store", "s"},
              {"grant", "g"},
              {"sandbox", "http://127.0.0.1:9"},
              {"app",
               {{"key", "123456"},
                {"secret", "very-secret-value"},
                {"redirect_uri", "http://127.0.0.1:1/callback"}}}}
      .dump();
}

chapi_error fresh_error() {
  chapi_error error{};
  error.struct_size = sizeof error;
  return error;
}

chapi_status take(void* ctx, const char* text, size_t size) {
  static_cast<std::string*>(ctx)->assign(text, size);
  return CHAPI_OK;
}

std::size_t threads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

TEST(Module, ListsSixAdaptersAndThenNull) {
  ASSERT_EQ(module()->adapter_count(), 6u);
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < 6; ++i) ids.emplace_back(module()->adapter_id(i));
  EXPECT_EQ(ids, (std::vector<std::string>{"lazada.sg", "lazada.my", "lazada.th", "lazada.vn",
                                           "lazada.id", "lazada.ph"}));
  EXPECT_EQ(module()->adapter_id(6), nullptr);
  EXPECT_EQ(module()->adapter_id(0xFFFFFFFFu), nullptr);
}

TEST(Module, AnswersNullArgumentsWithAnErrorAndNotWithACrash) {
  chapi_error error = fresh_error();
  std::string text;
  EXPECT_EQ(module()->describe(nullptr, take, &text, &error), CHAPI_INVALID_ARGUMENT);
  EXPECT_EQ(module()->describe("lazada.sg", nullptr, nullptr, &error), CHAPI_INVALID_ARGUMENT);
  EXPECT_EQ(module()->describe("lazada.xx", take, &text, nullptr), CHAPI_UNSUPPORTED);
  EXPECT_EQ(module()->open(nullptr, "lazada.sg", "{}", 2, nullptr, &error), CHAPI_INVALID_ARGUMENT);
  EXPECT_EQ(module()->authorize(nullptr, nullptr, "{}", 2, take, &text, &error),
            CHAPI_INVALID_ARGUMENT);
  EXPECT_EQ(module()->get_extension(nullptr, nullptr), nullptr);
  module()->close(nullptr);
}

TEST(Module, RefusesABadConfigAndNamesTheMember) {
  EXPECT_TRUE(test_support::fits("channel-config", config()));
  test_support::MemoryHost host;
  for (const auto& [change, named] : std::vector<std::pair<std::string, std::string>>{
           {R"({"grant":null})", "grant"},
           {R"({"app":{"key":"","secret":"s","redirect_uri":"http://127.0.0.1/"}})", "app.key"},
           {R"({"app":{"key":"1","redirect_uri":"http://127.0.0.1/"}})", "app.secret"},
           {R"({"sandbox":"http://example.com"})", "sandbox"},
           {R"({"limits":{"connections":0}})", "limits.connections"},
           {R"({"schema":"chapi.channel-config/2"})", "schema"}}) {
    json bad = json::parse(config());
    bad.update(json::parse(change));
    const std::string text = bad.dump();
    chapi_channel* channel = nullptr;
    chapi_error error = fresh_error();
    EXPECT_EQ(
        module()->open(host.host.raw(), "lazada.th", text.data(), text.size(), &channel, &error),
        CHAPI_INVALID_ARGUMENT)
        << change;
    EXPECT_EQ(channel, nullptr);
    EXPECT_NE(std::string(error.message).find(named), std::string::npos) << error.message;
    EXPECT_EQ(std::string(error.message).find("very-secret"), std::string::npos);
  }
}

TEST(Module, NeedsTheRequiredPorts) {
  chapi_host bare{};
  bare.struct_size = sizeof bare;
  bare.get_port = [](const chapi_host*, const char*) -> const void* { return nullptr; };
  chapi_channel* channel = nullptr;
  chapi_error error = fresh_error();
  const std::string text = config();
  EXPECT_EQ(module()->open(&bare, "lazada.sg", text.data(), text.size(), &channel, &error),
            CHAPI_HOST_FAILED);
  EXPECT_STREQ(error.reason, "port_missing");
}

TEST(Module, WritesOnlyWhatFitsIntoAnOlderErrorStruct) {
  chapi_error error{};
  std::memset(&error, 0x5A, sizeof error);
  error.struct_size = offsetof(chapi_error, http_status);
  std::string text;
  EXPECT_EQ(module()->describe("lazada.xx", take, &text, &error), CHAPI_UNSUPPORTED);
  EXPECT_EQ(error.status, CHAPI_UNSUPPORTED);
  EXPECT_EQ(error.struct_size, offsetof(chapi_error, http_status));
  EXPECT_EQ(static_cast<unsigned char>(error.message[0]), 0x5A);
}

TEST(Module, ReadsZeroFromACallbackAsAFailure) {
  chapi_error error = fresh_error();
  EXPECT_EQ(module()->describe(
                "lazada.sg", [](void*, const char*, size_t) -> chapi_status { return 0; }, nullptr,
                &error),
            CHAPI_HOST_FAILED);
}

TEST(Module, ClaimsNoEffectWhenTheResultOfAVerbCouldNotBeHandedOver) {
  test_support::MemoryHost host;
  const std::string text = config();
  chapi_channel* channel = nullptr;
  chapi_error error = fresh_error();
  ASSERT_EQ(
      module()->open(host.host.raw(), "lazada.my", text.data(), text.size(), &channel, &error),
      CHAPI_OK);
  const std::string request =
      R"({"schema":"chapi.map-request/1","action":"suggest","listings":[],"system_skus":[]})";
  EXPECT_EQ(module()->map_sku(
                channel, nullptr, request.data(), request.size(),
                [](void*, const char*, size_t) -> chapi_status { return 0; }, nullptr, &error),
            CHAPI_HOST_FAILED);
  EXPECT_EQ(error.effect, CHAPI_EFFECT_UNKNOWN);
  module()->close(channel);
}

TEST(Module, StartsNoThreadAtLoadingOrOpeningSoThatAHostMayFork) {
  test_support::MemoryHost host;
  const std::size_t before = threads();
  const std::string text = config();
  chapi_channel* channel = nullptr;
  chapi_error error = fresh_error();
  ASSERT_EQ(
      module()->open(host.host.raw(), "lazada.id", text.data(), text.size(), &channel, &error),
      CHAPI_OK)
      << error.message;
  EXPECT_EQ(threads(), before);
  module()->close(channel);
}

TEST(Module, LeavesNoThreadWhenACallHasFailed) {
  test_support::MemoryHost host;
  const std::string text = config();
  chapi_channel* channel = nullptr;
  chapi_error error = fresh_error();
  ASSERT_EQ(
      module()->open(host.host.raw(), "lazada.id", text.data(), text.size(), &channel, &error),
      CHAPI_OK);
  const std::size_t before = threads();
  const std::string request =
      R"({"schema":"chapi.pull-request/1","since":"2026-01-01T00:00:00+07:00"})";
  chapi_order_sink sink{};
  sink.struct_size = sizeof sink;
  sink.commit = [](void*, const char*, size_t, const char*, size_t) -> chapi_status {
    return CHAPI_OK;
  };
  std::string answer;
  EXPECT_EQ(module()->pull_orders(channel, nullptr, request.data(), request.size(), &sink, take,
                                  &answer, &error),
            CHAPI_UNAUTHENTICATED);
  EXPECT_EQ(threads(), before);
  module()->close(channel);
}

TEST(Module, RefusesASinkWithoutFunctions) {
  test_support::MemoryHost host;
  const std::string text = config();
  chapi_channel* channel = nullptr;
  chapi_error error = fresh_error();
  ASSERT_EQ(
      module()->open(host.host.raw(), "lazada.ph", text.data(), text.size(), &channel, &error),
      CHAPI_OK);
  std::string answer;
  chapi_order_sink orders{};
  orders.struct_size = sizeof orders;
  EXPECT_EQ(module()->pull_orders(channel, nullptr, "{}", 2, &orders, take, &answer, &error),
            CHAPI_INVALID_ARGUMENT);
  EXPECT_NE(std::string(error.message).find("sink.commit"), std::string::npos) << error.message;
  chapi_effect_sink effects{};
  effects.struct_size = sizeof effects;
  EXPECT_EQ(module()->push_shipment(channel, nullptr, "{}", 2, &effects, take, &answer, &error),
            CHAPI_INVALID_ARGUMENT);
  EXPECT_NE(std::string(error.message).find("effects.intend"), std::string::npos) << error.message;
  module()->close(channel);
}

TEST(Module, TakesTheLargestBudgetForNone) {
  test_support::MemoryHost host;
  const chapi::module::Host ports(host.host.raw());
  chapi_call raw{};
  raw.struct_size = sizeof raw;
  raw.budget_ms = std::numeric_limits<std::int64_t>::max();
  const chapi::module::Call call(&raw, ports.clock());
  EXPECT_EQ(call.remaining_ms(), std::numeric_limits<std::int64_t>::max());
  EXPECT_NO_THROW(call.check());
}

TEST(Module, RefusesARequestThatIsNotWhatTheSchemaSays) {
  test_support::MemoryHost host;
  const std::string text = config();
  chapi_channel* channel = nullptr;
  chapi_error error = fresh_error();
  ASSERT_EQ(
      module()->open(host.host.raw(), "lazada.vn", text.data(), text.size(), &channel, &error),
      CHAPI_OK);
  std::string answer;
  for (const std::string bad :
       {"", "x", "[]", "null", "{}", R"({"schema":"chapi.authorize-request/2","action":"begin"})",
        R"({"schema":"chapi.authorize-request/1","action":"dance"})",
        R"({"schema":"chapi.authorize-request/1","action":7})"}) {
    EXPECT_EQ(module()->authorize(channel, nullptr, bad.data(), bad.size(), take, &answer, &error),
              CHAPI_INVALID_ARGUMENT)
        << bad;
  }
  std::string deep(200000, '[');
  EXPECT_EQ(module()->map_sku(channel, nullptr, deep.data(), deep.size(), take, &answer, &error),
            CHAPI_INVALID_ARGUMENT);
  module()->close(channel);
}

TEST(Module, OffersDocumentsAndNothingItDoesNotHave) {
  EXPECT_NE(module()->get_extension("lazada.sg", CHAPI_EXT_DOCUMENTS), nullptr);
  EXPECT_EQ(module()->get_extension("lazada.sg", "chapi.returns/1"), nullptr);
  EXPECT_EQ(module()->get_extension("lazada.xx", CHAPI_EXT_DOCUMENTS), nullptr);
}

}  // namespace
