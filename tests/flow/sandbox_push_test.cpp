// Features B16, B17, E5; guarantee G6: shipments through the C contract, over HTTP.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "open_platform/store.hpp"
#include "support/schema.hpp"

namespace flow_test {
namespace {

using chapi::host::Failure;
using nlohmann::json;
using test_support::MemoryHost;
using test_support::Sandbox;

class SandboxPush : public testing::Test {
 protected:
  void open(const std::vector<std::string>& more = {}, const json& config = json::object(),
            const std::string& login = {}, const std::string& site = {}) {
    std::vector<std::string> arguments{"--orders", "5", "--port", "0", "--regions", "sg"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    sandbox_.emplace(arguments);
    store_.emplace(*sandbox_, host_, "sg", config);
    store_->connect(login, site);
  }

  // Makes one order; returns it as the marketplace has it.
  json order(const json& items, const json& more = json::object()) {
    json wanted{{"region", "sg"}, {"items", items}};
    wanted.update(more);
    return sandbox_->post("/_sandbox/orders", wanted)["orders"][0];
  }

  json push(const json& members) {
    json request{{"schema", "chapi.push-request/1"}};
    request.update(members);
    for (const auto& [id, intent] : open_) request["open_intents"].push_back(intent);
    EXPECT_TRUE(test_support::fits("push-request", request.dump()));
    const std::string result = store_->channel().push_shipment(
        request.dump(), {[this](std::string_view text) {
                           EXPECT_TRUE(test_support::fits("effect-intent", text));
                           const json intent = json::parse(text);
                           open_.emplace(intent["intent_id"], intent);
                         },
                         [this](std::string_view text) {
                           EXPECT_TRUE(test_support::fits("effect-record", text));
                           const json record = json::parse(text);
                           if (record["result"] != "unknown") open_.erase(record["intent_id"]);
                         }});
    EXPECT_TRUE(test_support::fits("push-result", result)) << result;
    return json::parse(result);
  }

  static json wanted(const json& order) {
    return {{"orders", {{{"order_id", order["order_id"].dump()}}}}};
  }

  // How often each item was changed in that way.
  std::map<std::int64_t, int> effects(const std::string& what) {
    std::map<std::int64_t, int> count;
    for (const json& effect : sandbox_->get("/_sandbox/effects?limit=1000")) {
      if (effect["what"] == what) ++count[effect["order_item_id"].get<std::int64_t>()];
    }
    return count;
  }

  void expect_outcomes(const json& result, const std::string& outcome) {
    for (const json& item : result["items"]) EXPECT_EQ(item["outcome"], outcome) << item.dump();
  }

  // Since the last reset, every line of the order went its whole way, and each step happened once.
  void expect_each_exactly_once(const json& order) {
    const auto packed = effects("packed"), ready = effects("ready_to_ship");
    const auto delivered = effects("delivered");
    const auto times = [](const std::map<std::int64_t, int>& counted, std::int64_t id) {
      const auto found = counted.find(id);
      return found == counted.end() ? 0 : found->second;
    };
    for (const json& item : order["items"]) {
      const std::int64_t id = item["order_item_id"];
      const bool digital = item["kind"] == "digital";
      EXPECT_EQ(times(packed, id), digital ? 0 : 1) << "packages of " << item;
      EXPECT_EQ(times(ready, id), digital ? 0 : 1) << "times it was marked: " << item;
      EXPECT_EQ(times(delivered, id), digital ? 1 : 0) << "reports of " << item;
    }
  }

  std::optional<Sandbox> sandbox_;
  MemoryHost host_;
  std::optional<open_platform_test::Store> store_;
  std::map<std::string, json> open_;
};

TEST_F(SandboxPush, B17_ALocalOrderIsMadeReadyAndItsLabelIsARealPdf) {
  open();
  const json made = order({{{"quantity", 2}}});
  const json result = push(wanted(made));
  expect_outcomes(result, "done");
  ASSERT_EQ(result["packages"].size(), 1U);
  EXPECT_EQ(result["packages"][0]["label"], "printable");
  const json now = sandbox_->get("/_sandbox/orders?region=sg&order_id=" + made["order_id"].dump());
  EXPECT_EQ(now["items"][0]["status"], "ready_to_ship");
  EXPECT_TRUE(open_.empty());

  const json label_request{{"schema", "chapi.document-request/1"},
                           {"kind", "shipping_label"},
                           {"packages", {result["packages"][0]["package_id"]}}};
  std::string bytes;
  const json label = json::parse(store_->channel().get_document(
      label_request.dump(), [&](std::string_view part) { bytes += part; }));
  EXPECT_EQ(bytes.substr(0, 5), "%PDF-");
  EXPECT_EQ(label["size"], bytes.size());
  EXPECT_TRUE(test_support::fits("document-result", label.dump()));

  json html_request = label_request;
  html_request["format"] = "html";
  bytes.clear();
  store_->channel().get_document(html_request.dump(),
                                 [&](std::string_view part) { bytes += part; });
  EXPECT_NE(bytes.find('<'), std::string::npos);

  expect_outcomes(push(wanted(made)), "already");
  expect_each_exactly_once(made);
}

TEST_F(SandboxPush, B17_EveryKindTakesItsRightWay) {
  open();
  const json made = order({{{"kind", "local"}},
                           {{"kind", "sof"}},
                           {{"kind", "digital"}},
                           {{"kind", "fbl"}},
                           {{"kind", "pickup"}},
                           {{"kind", "presale"}, {"status", "unpaid"}},
                           {{"kind", "local"}, {"status", "canceled"}},
                           {{"kind", "local"}, {"status", "shipped"}}});
  std::map<std::string, std::string> kinds;
  for (const json& item : made["items"]) {
    kinds[item["order_item_id"].dump()] =
        item["kind"].get<std::string>() + " " + item["status"].get<std::string>();
  }
  std::map<std::string, std::string> outcomes;
  const json result = push(wanted(made));
  for (const json& item : result["items"]) {
    outcomes[kinds[item["item_id"]]] =
        item["outcome"].get<std::string>() + " " + item.value("reason", "");
  }
  const std::map<std::string, std::string> expected{
      {"local pending", "done "},
      {"sof pending", "done "},
      {"digital pending", "done "},
      {"fbl pending", "refused fulfilled_by_marketplace"},
      {"pickup pending", "refused store_pickup"},
      {"presale unpaid", "refused presale_unpaid"},
      {"local canceled", "refused cancelled"},
      {"local shipped", "already "}};
  EXPECT_EQ(outcomes, expected);

  json fleet = wanted(made);
  for (const auto& [id, kind] : kinds) {
    if (kind == "sof pending") fleet["orders"][0]["item_ids"] = {id};
  }
  fleet["goal"] = "delivered";
  expect_outcomes(push(fleet), "done");
}

TEST_F(SandboxPush, B17_ManyOrdersGoTwentyACall) {
  open();
  json request{{"orders", json::array()}};
  const json made = sandbox_->post(
      "/_sandbox/orders", {{"region", "sg"}, {"copies", 45}, {"items", {{{"quantity", 2}}}}});
  for (const json& one : made["orders"]) {
    request["orders"].push_back({{"order_id", one["order_id"].dump()}});
  }
  const json result = push(request);
  EXPECT_EQ(result["items"].size(), 90U);
  expect_outcomes(result, "done");
  EXPECT_LE(result["calls"].get<int>(), 11);
}

TEST_F(SandboxPush, E5_ADryRunChangesNothing) {
  open();
  const json made = order({{{"quantity", 2}}});
  json request = wanted(made);
  request["dry_run"] = true;
  expect_outcomes(push(request), "planned");
  EXPECT_TRUE(effects("packed").empty());
}

// A connection that breaks before and after the effect, at every change, while the sandbox obeys
// changes that are repeated: a second package would be made, and show.
TEST_F(SandboxPush, G6_BrokenConnectionsNeverMakeTwoPackages) {
  open();
  for (const char* api :
       {"/order/fulfill/pack", "/order/package/rts", "/order/digital/delivered"}) {
    for (const char* when : {"before", "after"}) {
      for (const char* kind : {"reset", "truncate", "http", "error"}) {
        SCOPED_TRACE(std::string(api) + " " + kind + " " + when);
        sandbox_->post("/_sandbox/settings", {{"obey_repeats", true}});
        const json made = order({{{"quantity", 2}}, {{"kind", "digital"}}});
        json fault{{"kind", kind}, {"api", api}, {"when", when}, {"count", 1}};
        if (std::string(kind) == "error") {
          fault.update({{"code", "6"}, {"message", "E006: Unexpected internal error"}});
        }
        sandbox_->post("/_sandbox/faults", fault);
        push(wanted(made));
        const json result = push(wanted(made));
        for (const json& item : result["items"]) {
          EXPECT_TRUE(item["outcome"] == "done" || item["outcome"] == "already") << item.dump();
        }
        EXPECT_TRUE(open_.empty());
        expect_each_exactly_once(made);
        sandbox_->post("/_sandbox/reset", json::object());
      }
    }
  }
}

// An outcome per item that fails, says "retry", and may yet have happened.
TEST_F(SandboxPush, G6_AnItemErrorIsLookedAtBeforeItIsRepeated) {
  open();
  sandbox_->post("/_sandbox/settings", {{"obey_repeats", true}});
  for (const char* api : {"/order/fulfill/pack", "/order/package/rts"}) {
    for (const char* when : {"before", "after"}) {
      SCOPED_TRACE(std::string(api) + " " + when);
      const json made = order({{{"quantity", 2}}});
      sandbox_->post("/_sandbox/faults", {{"kind", "item_error"},
                                          {"api", api},
                                          {"when", when},
                                          {"code", "700024"},
                                          {"message", "can not get lock"},
                                          {"retry", true},
                                          {"count", 1}});
      expect_outcomes(push(wanted(made)), "done");
      expect_each_exactly_once(made);
    }
  }
}

TEST_F(SandboxPush, B17_ACrossBorderOrderNeedsACarrier) {
  open({"--cross-border"}, {{"cross_border", true}}, "owner.cb@sandbox.example", "cb");
  const json sellers = sandbox_->get("/_sandbox/")["accounts"];
  std::int64_t seller = 0;
  for (const json& account : sellers) {
    if (account["login"] == "owner.cb@sandbox.example") seller = account["sellers"][0];
  }
  const json made = order({{{"quantity", 1}}}, {{"seller_id", seller}});
  json request = wanted(made);
  const json refused = push(request);
  EXPECT_EQ(refused["items"][0]["reason"], "provider_needed") << refused.dump();
  request["orders"][0]["provider"] = "FM50";
  expect_outcomes(push(request), "done");
}

}  // namespace
}  // namespace flow_test
