// Features B1, B2, E1, E2; guarantees G1, G4, G7: the verb over a client that plays Lazada.
#include "plugin/flow/pull_orders.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <thread>

#include "plugin/flow/time_text.hpp"
#include "plugin/mapping/stamp.hpp"
#include "store_client.hpp"
#include "support/ports.hpp"
#include "support/schema.hpp"

namespace flow_test {
namespace {

using chapi::module::Error;
using lazada::open_platform::Request;
using nlohmann::json;

constexpr std::int64_t kNow = 1'790'000'000;

// A host that stores batches, or fails to, or has enough.
struct Host {
  std::map<std::string, std::int64_t> versions;
  std::vector<json> rejected;
  std::string checkpoint;
  std::vector<int> batch_sizes;
  int commits = 0;
  int fail_at = 0;  // 0: never
  int stop_at = 0;
  bool check_schema = false;
  std::thread::id thread = std::this_thread::get_id();

  static chapi_status commit(void* ctx, const char* batch, std::size_t batch_size,
                             const char* checkpoint, std::size_t checkpoint_size) {
    auto& self = *static_cast<Host*>(ctx);
    EXPECT_EQ(std::this_thread::get_id(), self.thread) << "the sink belongs to the host's thread";
    ++self.commits;
    if (self.commits == self.fail_at) return CHAPI_NO_ANSWER;
    const std::string_view text(batch, batch_size);
    if (self.check_schema) {
      EXPECT_TRUE(test_support::fits("order-batch", text));
    }
    const json document = json::parse(text);
    for (const json& order : document["orders"]) {
      auto& version = self.versions[order["order_id"].get<std::string>()];
      const auto updated =
          lazada::mapping::parse_stamp(order["updated_at"].get<std::string>()).value();
      version = std::max(version, updated.unix_seconds);
    }
    for (const json& letter : document["rejected"]) self.rejected.push_back(letter);
    self.batch_sizes.push_back(static_cast<int>(document["orders"].size()));
    EXPECT_LE(checkpoint_size, 4096U);
    self.checkpoint.assign(checkpoint, checkpoint_size);
    return self.commits == self.stop_at ? CHAPI_STOP : CHAPI_OK;
  }
};

class PullOrders : public testing::Test {
 protected:
  PullOrders() {
    config_.store = "demo";
    config_.orders_per_batch = 1;  // a batch is one list page: the tests count them
  }

  json pull(StoreClient& client, Host& host, const chapi_call* raw = nullptr) {
    json request{{"schema", "chapi.pull-request/1"},
                 {"since", lazada::flow::time_text(kNow - 30 * 86'400, 480)}};
    if (!host.checkpoint.empty()) request["checkpoint"] = host.checkpoint;
    EXPECT_TRUE(test_support::fits("pull-request", request.dump()));
    chapi_order_sink sink{sizeof sink, &host, &Host::commit};
    const chapi::module::Host ports(memory_.host.raw());
    const chapi::module::Call call(raw, ports.clock());
    const std::string result = lazada::flow::pull_orders(
        client, *lazada::adapters::find("lazada.sg"), config_, ports.log(), call, request.dump(),
        chapi::module::OrderSink(&sink));
    EXPECT_TRUE(test_support::fits("pull-result", result));
    return json::parse(result);
  }

  static void fill(SimulatedStore& store, int orders) {
    for (int i = 0; i < orders; ++i) store.add(kNow - 80'000, kNow - 80'000 + i * 2);
  }

  test_support::MemoryHost memory_;
  lazada::Config config_;
};

TEST_F(PullOrders, B1_StoresEveryOrderInBatchesOfAListPage) {
  SimulatedStore store(1, kNow);
  fill(store, 1000);
  StoreClient client(store);
  Host host;
  host.check_schema = true;
  const json result = pull(client, host);
  EXPECT_EQ(host.versions.size(), 1000U);
  EXPECT_EQ(result["orders"], 1000);
  EXPECT_EQ(result["rejected"], 0);
  EXPECT_TRUE(result["complete"].get<bool>());
  EXPECT_EQ(result["batches"], host.commits);
  EXPECT_EQ(host.batch_sizes.front(), 100);
  EXPECT_EQ(result["window_end"], lazada::flow::time_text(kNow - 5 + 1, 480));
}

TEST_F(PullOrders, B1_TenThousandOrdersNeedAtMost330Calls) {
  SimulatedStore store(1, kNow);
  fill(store, 10'000);
  StoreClient client(store);
  Host host;
  const json result = pull(client, host);
  EXPECT_EQ(host.versions.size(), 10'000U);
  EXPECT_LE(result["calls"].get<int>(), 330);
}

TEST_F(PullOrders, B1_ReadsItemsWhileItListsTheNextPage) {
  SimulatedStore store(1, kNow);
  fill(store, 500);
  StoreClient client(store);
  std::mutex mutex;
  std::condition_variable changed;
  int lists = 0;
  int items = 0;
  client.before = [&](const Request& request) {
    std::unique_lock lock(mutex);
    ++(request.path == "/orders/get" ? lists : items);
    changed.notify_all();
    if (request.path == "/orders/get") return;
    // Both item calls of the first page wait for each other and for the second list call.
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [&] {
      return lists >= 2 && items >= 2;
    })) << "items are not read beside the list";
  };
  Host host;
  pull(client, host);
  EXPECT_EQ(host.versions.size(), 500U);
}

TEST_F(PullOrders, E1_LosesNothingWhenTheHostFailsAtEveryCommit) {
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SimulatedStore store(seed, kNow);
    for (int i = 0; i < 420; ++i) store.add(kNow - 4000, kNow - 4000 + i / (1 + seed * 9));
    store.set_churn({.touched = 4, .created = 1, .late = 0.2, .most_late_s = 4, .seconds = 1});
    StoreClient client(store);
    Host host;
    for (int round = 0; round < 20; ++round) {
      host.commits = 0;
      host.fail_at = 1 + static_cast<int>((seed + round) % 3);
      try {
        pull(client, host);
      } catch (const Error& error) {
        ASSERT_EQ(error.status, CHAPI_HOST_FAILED);
        ASSERT_NE(error.message.find("the next one goes on from there"), std::string::npos);
      }
    }
    host.fail_at = 0;
    ASSERT_TRUE(pull(client, host)["complete"].get<bool>());
    const std::int64_t end = json::parse(host.checkpoint)["end"];
    for (const auto& row : store.rows()) {
      if (row.updated_at > end) continue;
      ASSERT_TRUE(host.versions.contains(row.id)) << row.id << " is lost";
      ASSERT_EQ(host.versions[row.id], row.updated_at) << row.id << " is outdated";
    }
  }
}

TEST_F(PullOrders, B1_StopEndsItCleanlyAndTheNextGoesOn) {
  SimulatedStore store(1, kNow);
  fill(store, 450);
  StoreClient client(store);
  Host host;
  host.stop_at = 2;
  const json first = pull(client, host);
  EXPECT_FALSE(first["complete"].get<bool>());
  EXPECT_EQ(host.commits, 2);
  EXPECT_EQ(first["orders"], 199);
  host.stop_at = 0;
  const json second = pull(client, host);
  EXPECT_TRUE(second["complete"].get<bool>());
  EXPECT_EQ(host.versions.size(), 450U);
}

TEST_F(PullOrders, B1_AHostThatStopsAfterEveryBatchIsToldWhenAWindowIsDone) {
  SimulatedStore store(1, kNow);
  for (int i = 0; i < 450; ++i) store.add(kNow - 4000, kNow - 300 + i / 4);
  StoreClient client(store);
  Host host;
  int pulls = 0;
  for (bool complete = false; !complete; ++pulls) {
    ASSERT_LT(pulls, 10);
    host.commits = 0;
    host.stop_at = 1;
    complete = pull(client, host)["complete"].get<bool>();
  }
  EXPECT_EQ(pulls, 5);
  EXPECT_EQ(host.versions.size(), 450U);
}

TEST_F(PullOrders, B1_CancellationEndsItAndWhatIsStoredStays) {
  SimulatedStore store(1, kNow);
  fill(store, 1000);
  StoreClient client(store);
  Host host;
  chapi_call raw{};
  raw.struct_size = sizeof raw;
  // Only this thread writes batch_sizes, so the other threads may not read it: they are told.
  std::atomic<bool> cancelled{false};
  struct Context {
    Host* host;
    std::atomic<bool>* cancelled;
    std::thread::id thread;
  } context{&host, &cancelled, std::this_thread::get_id()};
  raw.ctx = &context;
  raw.is_cancelled = [](void* ctx) -> std::int32_t {
    auto& c = *static_cast<Context*>(ctx);
    if (std::this_thread::get_id() == c.thread && c.host->batch_sizes.size() >= 3) {
      *c.cancelled = true;
    }
    return *c.cancelled ? 1 : 0;
  };
  try {
    pull(client, host, &raw);
    FAIL() << "the call was cancelled";
  } catch (const Error& error) {
    EXPECT_EQ(error.status, CHAPI_CANCELLED);
    EXPECT_NE(error.message.find("orders of this pull were stored before"), std::string::npos);
  }
  EXPECT_EQ(host.commits, 3);
  pull(client, host);
  EXPECT_EQ(host.versions.size(), 1000U);
}

TEST_F(PullOrders, B1_TellsProgressWithTheTotal) {
  SimulatedStore store(1, kNow);
  fill(store, 350);
  StoreClient client(store);
  Host host;
  std::vector<std::pair<std::int64_t, std::int64_t>> told;
  chapi_call raw{};
  raw.struct_size = sizeof raw;
  raw.ctx = &told;
  raw.progress = [](void* ctx, std::int64_t done, std::int64_t total, const char*) {
    static_cast<decltype(told)*>(ctx)->emplace_back(done, total);
  };
  pull(client, host, &raw);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), std::make_pair(std::int64_t{350}, std::int64_t{350}));
  EXPECT_EQ(told.front().second, 350);
}

TEST_F(PullOrders, E2_AnOrderWithUnreadableTextIsRejectedAlone) {
  SimulatedStore store(1, kNow);
  fill(store, 120);
  StoreClient client(store);
  const std::string bad = store.rows()[7].id;
  client.after = [&](const Request& request, std::string& body) {
    if (request.path != "/orders/get") return;
    json page = json::parse(body);
    for (json& order : page["data"]["orders"]) {
      if (order["order_id"].dump() != bad) continue;
      order["price"] = "twelve";
      order["remarks"] = std::string(70'000, 'x') + "\xC3\xA9";
    }
    body = page.dump();
  };
  Host host;
  host.check_schema = true;
  const json result = pull(client, host);
  EXPECT_EQ(result["orders"], 119);
  EXPECT_EQ(result["rejected"], 1);
  ASSERT_EQ(host.rejected.size(), 1U);
  EXPECT_EQ(host.rejected[0]["order_id"], bad);
  EXPECT_LE(host.rejected[0]["raw"].get<std::string>().size(), 65'536U);
}

TEST_F(PullOrders, E2_AnOrderWhoseItemsAreRefusedIsRejectedAlone) {
  for (const char* code : {"37", "39", "6"}) {
    SCOPED_TRACE(code);
    SimulatedStore store(1, kNow);
    fill(store, 230);
    StoreClient client(store);
    const std::string bad = store.rows()[133].id;
    client.before = [&](const Request& request) {
      const std::string ids = parameter(request, "order_ids") + parameter(request, "order_id");
      if (ids.find(bad) == std::string::npos) return;
      Error error(std::string(code) == "6" ? CHAPI_UNAVAILABLE : CHAPI_REJECTED, "refused",
                  "Lazada refused the list.");
      error.platform_code = code;
      throw error;
    };
    Host host;
    const json result = pull(client, host);
    EXPECT_EQ(result["orders"], 229);
    ASSERT_EQ(host.rejected.size(), 1U);
    EXPECT_EQ(host.rejected[0]["order_id"], bad);
    EXPECT_EQ(host.rejected[0]["reason"], "items_missing");
  }
}

Error busy() {
  Error error(CHAPI_UNAVAILABLE, "platform_busy", "Lazada's back end does not answer.");
  error.platform_code = "6";
  return error;
}

bool asks_for(const Request& request, const std::string& id) {
  return (parameter(request, "order_ids") + parameter(request, "order_id")).find(id) !=
         std::string::npos;
}

// G7: whichever rows of a batch they are.
TEST_F(PullOrders, E2_SeveralOrdersWhoseItemsCannotBeReadStopNoOther) {
  const std::vector<std::size_t> table[] = {{0, 1}, {0, 1, 2, 3}, {48, 49}, {0, 49, 50, 99}};
  for (const std::vector<std::size_t>& bad : table) {
    SCOPED_TRACE("rows from " + std::to_string(bad.front()));
    SimulatedStore store(1, kNow);
    fill(store, 130);
    StoreClient client(store);
    client.before = [&](const Request& request) {
      for (const std::size_t row : bad) {
        if (asks_for(request, store.rows()[row].id)) throw busy();
      }
    };
    Host host;
    const json result = pull(client, host);
    EXPECT_EQ(result["orders"], 130 - bad.size());
    EXPECT_EQ(result["rejected"], bad.size());
    EXPECT_TRUE(result["complete"].get<bool>());
  }
}

// G7: what the first batch lacks, another one shows.
TEST_F(PullOrders, E2_ABatchOfUnreadableOrdersStopsNoOther) {
  SimulatedStore store(1, kNow);
  fill(store, 530);
  StoreClient client(store);
  std::atomic<int> others{0};
  client.before = [&](const Request& request) {
    if (request.path == "/orders/get") return;
    for (std::size_t row = 0; row < 50; ++row) {
      if (!asks_for(request, store.rows()[row].id)) continue;
      // Four reading threads at most: one has read a batch when a fifth is asked for.
      while (others < 5) std::this_thread::yield();
      throw busy();
    }
    ++others;
  };
  Host host;
  const json result = pull(client, host);
  EXPECT_EQ(result["orders"], 480);
  EXPECT_EQ(result["rejected"], 50);
}

// G1: the orders that were asked for while it lasted are asked for again.
TEST_F(PullOrders, E2_AnOutageThatEndsRejectsNoOrder) {
  for (int failing = 1; failing <= 12; ++failing) {
    SCOPED_TRACE(std::to_string(failing) + " calls fail");
    SimulatedStore store(1, kNow);
    fill(store, 130);
    StoreClient client(store);
    std::atomic<int> calls{0};
    client.before = [&](const Request& request) {
      if (request.path != "/orders/get" && ++calls <= failing) throw busy();
    };
    Host host;
    const json result = pull(client, host);
    EXPECT_EQ(result["orders"], 130);
    EXPECT_EQ(result["rejected"], 0);
  }
}

// G1: an outage that begins when something could be read is an outage all the same.
TEST_F(PullOrders, E2_AnOutageThatBeginsRejectsNoOrder) {
  for (int good = 1; good <= 4; ++good) {
    SimulatedStore store(1, kNow);
    fill(store, 130);
    StoreClient client(store);
    std::atomic<int> calls{0};
    client.before = [&](const Request& request) {
      if (request.path != "/orders/get" && ++calls > good) throw busy();
    };
    Host host;
    if (good < 3) {
      EXPECT_THROW(pull(client, host), Error);
    } else {
      pull(client, host);
    }
    EXPECT_TRUE(host.rejected.empty());
  }
}

TEST_F(PullOrders, E2_AnOutageRejectsNoOrder) {
  SimulatedStore store(1, kNow);
  fill(store, 230);
  StoreClient client(store);
  client.before = [&](const Request& request) {
    if (request.path == "/orders/get") return;
    Error error(CHAPI_UNAVAILABLE, "system_busy", "Lazada's back end does not answer.");
    error.platform_code = "6";
    throw error;
  };
  Host host;
  EXPECT_THROW(pull(client, host), Error);
  EXPECT_EQ(host.commits, 0);
  EXPECT_LT(client.calls(), 100) << "an outage is not searched for the order to blame";
}

// G1: "nothing here, of 120": the checkpoint must not pass over them.
TEST_F(PullOrders, B1_AnEmptyPageThatCountsOrdersIsAskedForAgain) {
  for (const int times : {1, 2}) {
    for (const int page : {1, 2}) {
      SCOPED_TRACE(std::to_string(times) + " times from page " + std::to_string(page));
      SimulatedStore store(1, kNow);
      fill(store, 120);
      StoreClient client(store);
      std::atomic<int> lists{0};
      client.after = [&](const Request& request, std::string& body) {
        if (request.path != "/orders/get") return;
        const int number = ++lists;
        if (number < page || number >= page + times) return;
        json empty = json::parse(body);
        empty["data"]["orders"] = json::array();
        body = empty.dump();
      };
      Host host;
      if (times == 1) {
        EXPECT_EQ(pull(client, host)["orders"], 120);
        continue;
      }
      try {
        pull(client, host);
        FAIL() << "no order was listed";
      } catch (const Error& error) {
        EXPECT_EQ(error.reason, "page_contradicts_itself");
        EXPECT_TRUE(error.retryable);
      }
      EXPECT_EQ(pull(client, host)["orders"].get<std::size_t>() + (page == 1 ? 0 : 99), 120U);
    }
  }
}

TEST_F(PullOrders, B1_ItemsThatTheAnswerLeftOutAreAskedForAlone) {
  SimulatedStore store(1, kNow);
  fill(store, 60);
  StoreClient client(store);
  const std::string left_out = store.rows()[3].id;
  client.after = [&](const Request& request, std::string& body) {
    if (request.path != "/orders/items/get") return;
    json page = json::parse(body);
    json kept = json::array();
    for (const json& order : page["data"]) {
      if (order["order_id"].dump() != left_out) kept.push_back(order);
    }
    page["data"] = kept;
    body = page.dump();
  };
  Host host;
  EXPECT_EQ(pull(client, host)["orders"], 60);
  EXPECT_TRUE(host.versions.contains(left_out));
}

TEST_F(PullOrders, B1_AnErrorInTheMiddleKeepsWhatWasStored) {
  SimulatedStore store(1, kNow);
  fill(store, 1000);
  StoreClient client(store);
  std::atomic<int> lists{0};
  client.before = [&](const Request& request) {
    if (request.path == "/orders/get" && ++lists == 4) {
      Error error(CHAPI_UNAUTHENTICATED, "token_refused", "The access token was refused.");
      throw error;
    }
  };
  Host host;
  try {
    pull(client, host);
    FAIL() << "the fourth list call failed";
  } catch (const Error& error) {
    EXPECT_EQ(error.status, CHAPI_UNAUTHENTICATED);
    EXPECT_NE(error.message.find("298 orders of this pull were stored before"), std::string::npos)
        << error.message;
  }
  EXPECT_EQ(host.commits, 3);
  pull(client, host);
  EXPECT_EQ(host.versions.size(), 1000U);
}

TEST_F(PullOrders, B1_RefusesRequestsItCannotRead) {
  SimulatedStore store(1, kNow);
  StoreClient client(store);
  const chapi::module::Host ports(memory_.host.raw());
  const chapi::module::Call call(nullptr, ports.clock());
  Host host;
  chapi_order_sink sink{sizeof sink, &host, &Host::commit};
  const std::pair<const char*, const char*> cases[] = {
      {"not json", "request_invalid"},
      {R"({"schema":"chapi.pull-request/2","since":"2026-01-01T00:00:00Z"})", "request_invalid"},
      {R"({"schema":"chapi.pull-request/1"})", "request_invalid"},
      {R"({"schema":"chapi.pull-request/1","since":"yesterday"})", "request_invalid"},
      {R"({"schema":"chapi.pull-request/1","since":"2026-01-02T00:00:00Z",)"
       R"("until":"2026-01-01T00:00:00Z"})",
       "request_invalid"},
      {R"({"schema":"chapi.pull-request/1","checkpoint":"{\"v\":2}"})", "checkpoint_unknown"},
      {R"({"schema":"chapi.pull-request/1","checkpoint":"17"})", "checkpoint_invalid"},
      {R"({"schema":"chapi.pull-request/1","checkpoint":)"
       R"("{\"v\":1,\"at\":9223372036854775807,\"end\":9223372036854775807,\"newest\":1}"})",
       "checkpoint_invalid"},
      {R"({"schema":"chapi.pull-request/1","checkpoint":"{\"v\":1,\"at\":5}"})",
       "checkpoint_invalid"},
  };
  for (const auto& [request, reason] : cases) {
    try {
      lazada::flow::pull_orders(client, *lazada::adapters::find("lazada.sg"), config_, ports.log(),
                                call, request, chapi::module::OrderSink(&sink));
      ADD_FAILURE() << "accepted: " << request;
    } catch (const Error& error) {
      EXPECT_EQ(error.status, CHAPI_INVALID_ARGUMENT) << request;
      EXPECT_EQ(error.reason, reason) << request;
    }
  }
  EXPECT_EQ(client.calls(), 0);
}

}  // namespace
}  // namespace flow_test
