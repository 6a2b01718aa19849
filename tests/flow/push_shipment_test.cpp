// Features B17, E5; guarantees G6, G7: shipments resume, and never two packages for one item.
#include "plugin/flow/push_shipment.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "fulfilment_client.hpp"
#include "support/ports.hpp"
#include "support/schema.hpp"

namespace flow_test {
namespace {

using chapi::module::Error;
using nlohmann::json;
using Fault = FulfilmentClient::Fault;
using Item = FulfilmentClient::Item;

// Keeps intents and records as a host does.
struct Host {
  std::map<std::string, json> open;  // intent id to intent
  std::vector<json> intents, records;
  int fail_intend_at = 0;
  int fail_record_at = 0;

  static chapi_status intend(void* ctx, const char* text, std::size_t size) {
    auto& self = *static_cast<Host*>(ctx);
    const std::string_view document(text, size);
    EXPECT_TRUE(test_support::fits("effect-intent", document));
    const json intent = json::parse(document);
    self.intents.push_back(intent);
    if (static_cast<int>(self.intents.size()) == self.fail_intend_at) return CHAPI_NO_ANSWER;
    EXPECT_TRUE(self.open.emplace(intent["intent_id"], intent).second) << "ids are unique";
    return CHAPI_OK;
  }

  static chapi_status record(void* ctx, const char* text, std::size_t size) {
    auto& self = *static_cast<Host*>(ctx);
    const std::string_view document(text, size);
    EXPECT_TRUE(test_support::fits("effect-record", document));
    const json record = json::parse(document);
    self.records.push_back(record);
    if (static_cast<int>(self.records.size()) == self.fail_record_at) return CHAPI_NO_ANSWER;
    EXPECT_TRUE(self.open.contains(record["intent_id"])) << "a record needs an open intent";
    if (record["result"] != "unknown") self.open.erase(record["intent_id"]);
    return CHAPI_OK;
  }
};

class PushShipment : public testing::Test {
 protected:
  PushShipment() {
    client_.before_change = [this](const FulfilmentClient::Request& request) {
      ASSERT_FALSE(host_.intents.empty()) << "a change without an announcement";
      EXPECT_EQ(host_.intents.back()["call"], request.path);
      EXPECT_EQ(host_.intents.size(), client_.changes.size() + 1)
          << "every change needs its own announcement before it is sent";
    };
  }

  json push(const json& members = {}) {
    json request{{"schema", "chapi.push-request/1"}, {"orders", json::array()}};
    for (const auto& [id, items] : client_.orders) {
      request["orders"].push_back({{"order_id", id}});
    }
    for (const auto& [name, value] : members.items()) request[name] = value;
    for (const auto& [id, intent] : host_.open) request["open_intents"].push_back(intent);
    EXPECT_TRUE(test_support::fits("push-request", request.dump()));
    chapi_effect_sink sink{sizeof sink, &host_, &Host::intend, &Host::record};
    const chapi::module::Host ports(memory_.host.raw());
    chapi_call raw{};
    raw.struct_size = sizeof raw;
    raw.ctx = &cancelled_;
    raw.is_cancelled = [](void* ctx) -> std::int32_t { return *static_cast<bool*>(ctx) ? 1 : 0; };
    const chapi::module::Call call(&raw, ports.clock());
    const std::string result = lazada::flow::push_shipment(
        client_, *lazada::adapters::find("lazada.sg"), config_, ports.log(), call, request.dump(),
        chapi::module::EffectSink(&sink));
    EXPECT_TRUE(test_support::fits("push-result", result)) << result;
    return json::parse(result);
  }

  // "order/item" to outcome, or to outcome:reason.
  static std::map<std::string, std::string> outcomes(const json& result) {
    std::map<std::string, std::string> map;
    for (const json& item : result["items"]) {
      std::string text = item["outcome"];
      if (item.contains("reason")) text += ":" + item["reason"].get<std::string>();
      map[item["order_id"].get<std::string>() + "/" + item["item_id"].get<std::string>()] = text;
    }
    return map;
  }

  void expect_each_at_most_once() const {
    for (const auto& [order, items] : client_.orders) {
      for (const auto& [id, item] : items) {
        EXPECT_LE(item.packed, 1) << "two packages for item " << id;
        EXPECT_LE(item.ready, 1) << "item " << id << " was marked twice";
        EXPECT_LE(item.delivered, 1) << "item " << id << " was reported twice";
      }
    }
  }

  // Every line went its whole way, and each step of it happened once.
  void expect_each_exactly_once() const {
    for (const auto& [order, items] : client_.orders) {
      for (const auto& [id, item] : items) {
        EXPECT_EQ(item.packed, item.digital ? 0 : 1) << "packages of item " << id;
        EXPECT_EQ(item.ready, item.digital ? 0 : 1) << "times that item " << id << " was marked";
        EXPECT_EQ(item.delivered, item.digital ? 1 : 0) << "reports of item " << id;
      }
    }
  }

  // Starts anew with two items that share a package, digital ones and the seller's own fleet.
  void open_shop(bool acts_again) {
    Item digital, fleet;
    digital.digital = true;
    fleet.own_fleet = true;
    client_.orders = {{"101", {{"1", {}}, {"2", {}}, {"3", fleet}}},
                      {"102", {{"4", {}}, {"5", digital}}},
                      {"103", {{"6", fleet}}}};
    client_.changes.clear();
    client_.acts_again = acts_again;
    client_.blind = false;
    host_ = Host();
  }

  // Pushes until nothing is left to do.
  void expect_push_finishes() {
    const json result = push();
    for (const auto& [key, outcome] : outcomes(result)) {
      EXPECT_TRUE(outcome == "done" || outcome == "already") << key << " " << outcome;
    }
    expect_each_exactly_once();
    EXPECT_TRUE(host_.open.empty());
  }

  test_support::MemoryHost memory_;
  lazada::Config config_;
  FulfilmentClient client_;
  Host host_;
  bool cancelled_ = false;
};

TEST_F(PushShipment, B17_LocalItemsArePackedLabelledAndMadeReady) {
  client_.orders["101"] = {{"1", {}}, {"2", {}}};
  client_.orders["102"] = {{"3", {}}};
  const json result = push();
  for (const auto& [key, outcome] : outcomes(result)) EXPECT_EQ(outcome, "done") << key;
  EXPECT_EQ(result["items"][0]["steps"], json({"pack", "label", "ready_to_ship"}));
  EXPECT_EQ(result["packages"].size(), 2U);
  EXPECT_EQ(result["packages"][0]["label"], "printable");
  EXPECT_EQ(client_.orders["101"]["2"].status, "ready_to_ship");
  EXPECT_EQ(client_.changes.size(), 2U);
  EXPECT_TRUE(host_.open.empty());

  const json again = push();
  for (const auto& [key, outcome] : outcomes(again)) EXPECT_EQ(outcome, "already") << key;
  EXPECT_EQ(client_.changes.size(), 2U) << "a repeated push changes nothing";
}

TEST_F(PushShipment, B17_EveryKindTakesItsRightWay) {
  Item digital, fleet, lazada, pickup, presale, asked, unpaid, cancelled, shipped, odd;
  digital.digital = true;
  fleet.own_fleet = true;
  lazada.by_lazada = true;
  pickup.pickup = true;
  presale.presale_unpaid = true;
  asked.cancel_requested = true;
  unpaid.status = "unpaid";
  cancelled.status = "canceled";
  shipped.status = "shipped";
  odd.status = "teleported";
  client_.orders["101"] = {{"1", digital}, {"2", fleet}, {"3", lazada}, {"4", pickup},
                           {"5", presale}, {"6", asked}, {"7", unpaid}, {"8", cancelled},
                           {"9", shipped}, {"10", odd}};
  const std::map<std::string, std::string> expected{{"101/1", "done"},
                                                    {"101/2", "done"},
                                                    {"101/3", "refused:fulfilled_by_marketplace"},
                                                    {"101/4", "refused:store_pickup"},
                                                    {"101/5", "refused:presale_unpaid"},
                                                    {"101/6", "refused:cancel_requested"},
                                                    {"101/7", "refused:unpaid"},
                                                    {"101/8", "refused:cancelled"},
                                                    {"101/9", "already"},
                                                    {"101/10", "refused:status_unknown"}};
  const json result = push();
  EXPECT_EQ(outcomes(result), expected);
  for (const json& item : result["items"]) {
    if (item["outcome"] != "refused") continue;
    EXPECT_FALSE(item["message"].get<std::string>().empty()) << item;
  }
  EXPECT_EQ(client_.orders["101"]["1"].status, "delivered");
  EXPECT_EQ(client_.orders["101"]["2"].status, "ready_to_ship");
  for (const auto& read : client_.reads) {
    EXPECT_NE(read.path, "/order/package/document/get") << "a fleet's package has no label";
  }
  EXPECT_EQ(result["packages"][0]["label"], "none");
}

TEST_F(PushShipment, B17_TheSellersFleetReportsDeliveryAndFailure) {
  Item fleet;
  fleet.own_fleet = true;
  client_.orders["101"] = {{"1", fleet}};
  client_.orders["102"] = {{"2", fleet}};
  client_.orders["103"] = {{"3", {}}};
  json request{{"goal", "delivered"}, {"orders", {{{"order_id", "101"}}, {{"order_id", "103"}}}}};
  EXPECT_EQ(outcomes(push(request)),
            (std::map<std::string, std::string>{{"101/1", "done"},
                                                {"103/3", "refused:not_seller_fleet"}}));
  EXPECT_EQ(client_.orders["101"]["1"].status, "delivered");
  request = {{"goal", "delivery_failed"}, {"orders", {{{"order_id", "102"}}}}};
  EXPECT_EQ(outcomes(push(request)), (std::map<std::string, std::string>{{"102/2", "done"}}));
  EXPECT_EQ(client_.orders["102"]["2"].status, "failed_delivery");
}

TEST_F(PushShipment, B17_GoalPackedStopsThere) {
  Item digital;
  digital.digital = true;
  client_.orders["101"] = {{"1", {}}, {"2", digital}};
  EXPECT_EQ(
      outcomes(push({{"goal", "packed"}})),
      (std::map<std::string, std::string>{{"101/1", "done"}, {"101/2", "refused:digital_item"}}));
  EXPECT_EQ(client_.orders["101"]["1"].status, "packed");
}

TEST_F(PushShipment, B17_CrossBorderItemsNeedACarrierThatLazadaOffers) {
  config_.cross_border = true;
  client_.cross_border = true;
  client_.orders["101"] = {{"1", {}}};
  EXPECT_EQ(outcomes(push())["101/1"], "refused:provider_needed");
  json chosen{{"orders", {{{"order_id", "101"}, {"provider", "FM99"}}}}};
  EXPECT_EQ(outcomes(push(chosen))["101/1"], "refused:provider_unknown");
  EXPECT_TRUE(client_.changes.empty());
  chosen["orders"][0]["provider"] = "FM49";
  EXPECT_EQ(outcomes(push(chosen))["101/1"], "done");
  const json body = json::parse(client_.changes[0].parameters[0].value);
  EXPECT_EQ(body["shipment_provider_code"], "FM49");
  EXPECT_EQ(body["shipping_allocate_type"], "NTFS");

  client_.platform_chooses = true;
  client_.orders["102"] = {{"2", {}}};
  EXPECT_EQ(outcomes(push())["102/2"], "done");
}

TEST_F(PushShipment, B17_AtMostTwentyOrdersInACall) {
  for (int i = 0; i < 45; ++i)
    client_.orders[std::to_string(1000 + i)] = {{std::to_string(i + 1), {}}};
  const json result = push();
  for (const auto& [key, outcome] : outcomes(result)) EXPECT_EQ(outcome, "done") << key;
  EXPECT_EQ(client_.changes.size(), 6U) << "three calls to pack and three to make ready";
  EXPECT_EQ(result["packages"].size(), 45U);
}

TEST_F(PushShipment, D4_ARefusedPermissionIsNotSearchedForTheItemToBlame) {
  for (int i = 0; i < 40; ++i)
    client_.orders[std::to_string(1000 + i)] = {{std::to_string(i + 1), {}}};
  int changes = 0;
  client_.before_change = [&changes](const FulfilmentClient::Request&) {
    ++changes;
    lazada::open_platform::Error error(CHAPI_PERMISSION_DENIED, "permission_missing",
                                       "The application lacks the permission.");
    error.platform_code = "InsufficientPermission";
    throw error;
  };
  const json result = push();
  for (const auto& [key, outcome] : outcomes(result))
    EXPECT_EQ(outcome, "failed:permission_missing") << key;
  EXPECT_EQ(changes, 2) << "one for each twenty orders";
}

TEST_F(PushShipment, B17_OneOrderMayComeBackAsSeveralPackages) {
  Item second;
  second.warehouse = "W2";
  client_.orders["101"] = {{"1", {}}, {"2", second}};
  const json result = push();
  EXPECT_EQ(result["packages"].size(), 2U);
  EXPECT_EQ(client_.orders["101"]["2"].status, "ready_to_ship");

  client_.separate_warehouses = true;  // answers 700029 instead
  client_.orders["102"] = {{"3", {}}, {"4", second}};
  EXPECT_EQ(outcomes(push())["102/4"], "done");
  EXPECT_NE(client_.orders["102"]["3"].package, client_.orders["102"]["4"].package);
  expect_each_at_most_once();
}

TEST_F(PushShipment, B17_SomeItemsOfAnOrder) {
  client_.orders["101"] = {{"1", {}}, {"2", {}}};
  const json result = push({{"orders", {{{"order_id", "101"}, {"item_ids", {"1", "77"}}}}}});
  EXPECT_EQ(outcomes(result), (std::map<std::string, std::string>{
                                  {"101/1", "done"}, {"101/77", "refused:item_unknown"}}));
  EXPECT_EQ(client_.orders["101"]["2"].status, "pending");
}

TEST_F(PushShipment, B17_APackageStaysWhenOneOfItsItemsMayNotGo) {
  Item packed;
  packed.status = "packed";
  packed.package = "FP1";
  client_.orders["101"] = {{"1", packed}, {"2", packed}};
  client_.orders["101"]["2"].cancel_requested = true;
  const std::map<std::string, std::string> held{{"101/1", "refused:cancel_requested"},
                                                {"101/2", "refused:cancel_requested"}};
  EXPECT_EQ(outcomes(push({{"dry_run", true}})), held);
  EXPECT_EQ(outcomes(push()), held);
  EXPECT_TRUE(client_.changes.empty());

  client_.orders["101"]["2"].status = "canceled";
  const json result = push();
  EXPECT_EQ(outcomes(result), (std::map<std::string, std::string>{{"101/1", "done"},
                                                                  {"101/2", "refused:cancelled"}}));
  EXPECT_EQ(result["items"][1]["status"], "cancelled") << "it does not go along";
  EXPECT_FALSE(result["items"][1].contains("steps"));
}

TEST_F(PushShipment, B3_WhatWasMovedCarriesLazadasOwnWord) {
  client_.orders["101"] = {{"1", {}}};
  const json item = push()["items"][0];
  EXPECT_EQ(item["status"], "ready_to_ship");
  EXPECT_EQ(item["status_raw"], "ready_to_ship");
}

TEST_F(PushShipment, G7_AnUnknownOrderStopsNoOther) {
  client_.orders["101"] = {{"1", {}}};
  const json result = push({{"orders", {{{"order_id", "999"}}, {{"order_id", "101"}}}}});
  EXPECT_EQ(outcomes(result), (std::map<std::string, std::string>{
                                  {"101/1", "done"}, {"999/", "refused:order_unknown"}}));
}

TEST_F(PushShipment, B16_NothingIsMadeReadyBeforeItsLabelCanBePrinted) {
  client_.orders["101"] = {{"1", {}}};
  client_.orders["102"] = {{"2", {}}};
  client_.without_label = {"FP101"};
  const json result = push();
  const std::string late = client_.orders["101"]["1"].package == "FP101" ? "101/1" : "102/2";
  int waiting = 0;
  for (const auto& [key, outcome] : outcomes(result)) {
    EXPECT_EQ(outcome.substr(0, outcome.find(':')), key == late ? "waiting" : "done");
    waiting += key == late ? 1 : 0;
  }
  EXPECT_EQ(waiting, 1);
  EXPECT_GE(memory_.clock.slept_ms(), 5000) << "labels are asked for again once, later";
  client_.without_label.clear();
  EXPECT_EQ(outcomes(push())[late], "done");

  client_.label_delay = 1;
  client_.orders["103"] = {{"3", {}}};
  EXPECT_EQ(outcomes(push())["103/3"], "done") << "a label that comes late is waited for";

  client_.without_label = {client_.orders["103"]["3"].package, "FP104"};
  client_.orders["104"] = {{"4", {}}};
  EXPECT_EQ(outcomes(push({{"label", false}}))["104/4"], "done");
}

TEST_F(PushShipment, E5_ADryRunReadsAndPlansOnly) {
  Item digital, fleet, packed;
  digital.digital = true;
  fleet.own_fleet = true;
  packed.status = "packed";
  packed.package = "FP1";
  client_.orders["101"] = {{"1", {}}, {"2", digital}, {"3", fleet}, {"4", packed}};
  const json intent{{"schema", "chapi.effect-intent/1"},
                    {"intent_id", "0123456789abcdef"},
                    {"step", "pack"},
                    {"call", "/order/fulfill/pack"},
                    {"at", "2026-01-31T09:30:00+08:00"},
                    {"orders", {{{"order_id", "101"}, {"item_ids", {"1"}}}}}};
  const json result = push({{"dry_run", true}, {"open_intents", {intent}}});
  EXPECT_TRUE(result["dry_run"].get<bool>());
  std::map<std::string, json> steps;
  for (const json& item : result["items"]) {
    EXPECT_EQ(item["outcome"], "planned");
    steps[item["item_id"]] = item["steps"];
  }
  EXPECT_EQ(steps["1"], json({"pack", "label", "ready_to_ship"}));
  EXPECT_EQ(steps["2"], json({"digital_delivered"}));
  EXPECT_EQ(steps["3"], json({"pack", "ready_to_ship"}));
  EXPECT_EQ(steps["4"], json({"label", "ready_to_ship"}));
  EXPECT_TRUE(client_.changes.empty());
  EXPECT_TRUE(host_.intents.empty());
  EXPECT_TRUE(host_.records.empty());
}

// A fault at the n-th change, at a Lazada that refuses repeated changes or that obeys them: the
// first is what it documents, the second shows a repeat that the first would hide.
struct Trouble {
  Fault fault;
  int change;
  bool acts_again;
};

std::vector<Trouble> troubles(const std::vector<Fault>& faults, int changes) {
  std::vector<Trouble> all;
  for (const Fault fault : faults) {
    for (int n = 1; n <= changes; ++n) {
      for (const bool acts_again : {false, true}) all.push_back({fault, n, acts_again});
    }
  }
  return all;
}

std::string told(const Trouble& trouble) {
  return "fault " + std::to_string(static_cast<int>(trouble.fault)) + " at change " +
         std::to_string(trouble.change) +
         (trouble.acts_again ? ", repeats are obeyed" : ", repeats are refused");
}

// Every fault at the n-th change, for every n; then pushes until all is done.
TEST_F(PushShipment, G6_NoFaultAtAnyChangeMakesTwoPackages) {
  for (const Trouble& trouble :
       troubles({Fault::kLostBefore, Fault::kLostAfter, Fault::kNeverSent, Fault::kBatchRefused,
                 Fault::kBatchLied, Fault::kItemBusy, Fault::kItemBusyLied, Fault::kNoEntries,
                 Fault::kCutAnswer},
                4)) {
    SCOPED_TRACE(told(trouble));
    open_shop(trouble.acts_again);
    client_.faults = {{trouble.change, trouble.fault}};
    push();
    expect_push_finishes();
  }
}

// After the n-th change nothing can be read any more: its outcome stays unknown, the intent open.
TEST_F(PushShipment, G6_AnUnknownOutcomeIsNotRepeatedBeforeItIsRead) {
  const auto announced = client_.before_change;
  for (const Trouble& trouble :
       troubles({Fault::kLostBefore, Fault::kLostAfter, Fault::kBatchLied, Fault::kItemBusyLied,
                 Fault::kNoEntries, Fault::kCutAnswer},
                3)) {
    SCOPED_TRACE(told(trouble));
    open_shop(trouble.acts_again);
    client_.faults = {{trouble.change, trouble.fault}};
    client_.before_change = [&](const auto& request) {
      announced(request);
      if (static_cast<int>(client_.changes.size()) + 1 == trouble.change) client_.blind = true;
    };
    const json result = push({{"label", false}});
    int unknown = 0;
    for (const auto& [key, outcome] : outcomes(result)) {
      unknown += outcome.starts_with("unknown") ? 1 : 0;
    }
    EXPECT_GT(unknown, 0);
    EXPECT_FALSE(host_.open.empty()) << "what is unknown stays announced";
    client_.blind = false;
    client_.before_change = announced;
    expect_push_finishes();
  }
}

// The host dies while the n-th change is under way, with and without its effect; the next push
// gets the open intents.
TEST_F(PushShipment, G6_AfterACrashTheNextPushLooksFirst) {
  for (const Trouble& trouble :
       troubles({Fault::kNone, Fault::kLostBefore, Fault::kLostAfter}, 3)) {
    SCOPED_TRACE(told(trouble));
    open_shop(trouble.acts_again);
    client_.faults = {{trouble.change, trouble.fault}};
    host_.fail_record_at = trouble.change;
    try {
      push();
      FAIL() << "the host failed";
    } catch (const Error& error) {
      EXPECT_EQ(error.status, CHAPI_HOST_FAILED);
    }
    ASSERT_EQ(host_.open.size(), 1U);
    const std::string open = host_.open.begin()->first;
    host_.fail_record_at = 0;
    const std::size_t records = host_.records.size();
    expect_push_finishes();
    ASSERT_GT(host_.records.size(), records);
    EXPECT_EQ(host_.records[records]["intent_id"], open) << "open intents are closed first";
    EXPECT_NE(host_.records[records]["result"], "unknown");
  }
}

TEST_F(PushShipment, G6_NothingIsSentThatTheHostDidNotKeep) {
  client_.orders["101"] = {{"1", {}}};
  host_.fail_intend_at = 1;
  EXPECT_THROW(push(), Error);
  EXPECT_TRUE(client_.changes.empty());
  EXPECT_TRUE(host_.records.empty());
}

TEST_F(PushShipment, G6_ACancelledCallStillRecordsWhatItKnows) {
  client_.orders["101"] = {{"1", {}}};
  client_.acts_again = true;
  client_.faults = {{1, Fault::kLostAfter}};
  client_.before_change = [this](const auto&) { client_.stop_reading = true; };
  try {
    push();
    FAIL() << "the call was cancelled while the outcome was unknown";
  } catch (const Error& error) {
    EXPECT_EQ(error.status, CHAPI_CANCELLED);
    EXPECT_EQ(error.effect, CHAPI_EFFECT_UNKNOWN);
  }
  ASSERT_EQ(host_.records.size(), 1U);
  EXPECT_EQ(host_.records[0]["result"], "unknown");
  client_.stop_reading = false;
  client_.before_change = nullptr;
  EXPECT_EQ(outcomes(push())["101/1"], "done");
  EXPECT_EQ(client_.packages_made, 1);
  expect_each_exactly_once();
  EXPECT_TRUE(host_.open.empty());
}

TEST_F(PushShipment, G6_AnItemThatIsCancelledMeanwhileIsRefusedWithItsReason) {
  client_.orders["101"] = {{"1", {}}, {"2", {}}};
  client_.before_change = [this](const auto& request) {
    if (request.path == "/order/fulfill/pack") client_.orders["101"]["1"].status = "canceled";
  };
  EXPECT_EQ(outcomes(push()), (std::map<std::string, std::string>{{"101/1", "refused:cancelled"},
                                                                  {"101/2", "done"}}));
  ASSERT_FALSE(host_.records.empty());
  EXPECT_EQ(host_.records[0]["result"], "partial");
}

TEST_F(PushShipment, B17_RefusesRequestsItCannotRead) {
  const json order{{"order_id", "1"}};
  const json cases[] = {{{"goal", "shipped"}},
                        {{"orders", {{{"order_id", ""}}}}},
                        {{"orders", {{{"order_id", "1"}, {"item_ids", json::array()}}}}},
                        {{"dry_run", "yes"}},
                        {{"open_intents", {{{"intent_id", "x"}}}}}};
  for (const json& members : cases) {
    json request{{"schema", "chapi.push-request/1"}, {"orders", {order}}};
    request.update(members);
    chapi_effect_sink sink{sizeof sink, &host_, &Host::intend, &Host::record};
    const chapi::module::Host ports(memory_.host.raw());
    const chapi::module::Call call(nullptr, ports.clock());
    try {
      lazada::flow::push_shipment(client_, *lazada::adapters::find("lazada.sg"), config_,
                                  ports.log(), call, request.dump(),
                                  chapi::module::EffectSink(&sink));
      ADD_FAILURE() << "accepted: " << request;
    } catch (const Error& error) {
      EXPECT_EQ(error.reason, "request_invalid") << request;
    }
  }
  EXPECT_EQ(client_.calls(), 0);
}

}  // namespace
}  // namespace flow_test
