#include <gtest/gtest.h>

#include <map>
#include <set>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;

class Fulfilment : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }

  json Order(const json& items) { return MakeOrder(client, "sg", items); }

  static json PackRequest(const json& order) {
    json ids = json::array();
    for (const json& item : order["items"]) ids.push_back(item["order_item_id"]);
    return {{"pack_order_list", {{{"order_id", order["order_id"]}, {"order_item_list", ids}}}},
            {"delivery_type", "dropship"},
            {"shipping_allocate_type", "TFS"}};
  }
  json Pack(const json& request) {
    return client.Fulfil("/sg/rest", "/order/fulfill/pack", "packReq", request);
  }
  // Packs all of an order; its entries.
  json Packed(const json& order) {
    return Pack(PackRequest(order))["data"]["pack_order_list"][0]["order_item_list"];
  }
  // Runs a package call; its entry.
  json Package(const std::string& api, const std::string& field, const json& package_id) {
    return client.Fulfil("/sg/rest", api, field,
                         {{"packages", {{{"package_id", package_id}}}}})["data"]["packages"][0];
  }
  json Ready(const json& id) { return Package("/order/package/rts", "readyToShipReq", id); }
  json Repack(const json& id) { return Package("/order/package/repack", "rePackReq", id); }
  json Deliver(const json& id) {
    return Package("/order/package/sof/delivered", "dbsDeliveryReq", id);
  }
  std::vector<std::string> Statuses(const json& order) {
    std::vector<std::string> statuses;
    const json now = client.ControlGet("/orders?region=sg&order_id=" + order["order_id"].dump());
    for (const json& item : now["items"]) statuses.push_back(item["status"]);
    return statuses;
  }
  using Words = std::vector<std::string>;

  Client client;
};

TEST_F(Fulfilment, ALocalOrderIsPackedAndMadeReady) {
  const json order = Order({{{"quantity", 2}}});
  client.market.clock.Advance(60000);
  const json entries = Packed(order);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0]["item_err_code"], "0");
  EXPECT_EQ(entries[0]["package_id"], entries[1]["package_id"]);
  const std::string id = entries[0]["package_id"];
  EXPECT_EQ(id.size(), 17U);
  EXPECT_EQ(id.rfind("FP", 0), 0U);
  EXPECT_EQ(Statuses(order), (Words{"packed", "packed"}));
  EXPECT_EQ(Ready(id)["item_err_code"], "0");
  EXPECT_EQ(Statuses(order), (Words{"ready_to_ship", "ready_to_ship"}));
  const json now = client.ControlGet("/orders?region=sg&order_id=" + order["order_id"].dump());
  EXPECT_EQ(now["updated_s"].get<int64_t>(), kNowMs / 1000 + 60) << "updated_at moves";
}

TEST_F(Fulfilment, ReadyToShipMayWaitForTheCarrier) {
  client.Control("/settings", {{"rts_pending", true}});
  const json order = Order({{{"quantity", 1}}});
  Ready(Packed(order)[0]["package_id"]);
  EXPECT_EQ(Statuses(order), Words{"ready_to_ship_pending"});
}

TEST_F(Fulfilment, NothingHappensTwice) {
  const json order = Order({{{"quantity", 1}}});
  const json id = Packed(order)[0]["package_id"];
  EXPECT_EQ(Packed(order)[0]["item_err_code"], "700026");
  EXPECT_EQ(Packed(order)[0]["package_id"], nullptr);
  EXPECT_EQ(Ready(id)["item_err_code"], "0");
  EXPECT_EQ(Ready(id)["item_err_code"], "700000");
  EXPECT_EQ(Repack(id)["item_err_code"], "700000") << "too late to repack";
}

TEST_F(Fulfilment, RepeatsCanBeObeyedSoThatTheyShow) {
  client.Control("/settings", {{"obey_repeats", true}});
  const json order = Order({{{"quantity", 1}}, {{"kind", "digital"}}});
  const json id = Packed(order)[0]["package_id"];
  const json second = Packed(order)[0];
  EXPECT_EQ(second["item_err_code"], "0");
  EXPECT_NE(second["package_id"], id);
  EXPECT_EQ(Ready(second["package_id"])["item_err_code"], "0");
  EXPECT_EQ(Ready(second["package_id"])["item_err_code"], "0");
  const json digital{{"orders",
                      {{{"order_id", order["order_id"]},
                        {"order_item_list", {order["items"][1]["order_item_id"]}}}}}};
  for (int i = 0; i < 2; ++i) {
    client.Fulfil("/sg/rest", "/order/digital/delivered", "digitalDeliveryReq", digital);
  }
  std::map<std::string, int> effects;
  for (const json& effect : client.ControlGet("/effects")) ++effects[effect["what"]];
  EXPECT_EQ(effects,
            (std::map<std::string, int>{{"packed", 2}, {"ready_to_ship", 2}, {"delivered", 2}}));
}

TEST_F(Fulfilment, ARepackedPackageIsGoneAndItsItemsCanBePackedAgain) {
  const json order = Order({{{"quantity", 1}}});
  const json id = Packed(order)[0]["package_id"];
  EXPECT_EQ(Repack(id)["item_err_code"], "0");
  EXPECT_EQ(Statuses(order), Words{"repacked"});
  EXPECT_EQ(Ready(id)["item_err_code"], "600002");
  const json again = Packed(order)[0];
  EXPECT_EQ(again["item_err_code"], "0");
  EXPECT_NE(again["package_id"], id);
}

TEST_F(Fulfilment, AnUnknownPackageIsNotFound) {
  EXPECT_EQ(Ready("FP12312321")["item_err_code"], "600001");
  EXPECT_EQ(Ready("FP000000000000000")["item_err_code"], "600001");
}

struct Refusal {
  const char* name;
  const char* kind;
  const char* status;
  const char* code;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.code; }

class NotPackable : public Fulfilment, public testing::WithParamInterface<Refusal> {};

TEST_P(NotPackable, SaysWhy) {
  const json order = Order({{{"kind", GetParam().kind}, {"status", GetParam().status}}});
  EXPECT_EQ(Packed(order)[0]["item_err_code"], GetParam().code);
  EXPECT_EQ(Statuses(order), Words{GetParam().status});
}

INSTANTIATE_TEST_SUITE_P(All, NotPackable,
                         testing::Values(Refusal{"Digital", "digital", "pending", "700030"},
                                         Refusal{"FulfilledByLazada", "fbl", "pending", "700027"},
                                         Refusal{"PickUp", "pickup", "pending", "700023"},
                                         Refusal{"PresaleBeforeFinalPayment", "presale", "unpaid",
                                                 "700031"},
                                         Refusal{"Unpaid", "local", "unpaid", "700026"},
                                         Refusal{"Cancelled", "local", "canceled", "700026"},
                                         Refusal{"Shipped", "local", "shipped", "700026"}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(Fulfilment, AChoiceItemAndAPaidPresaleArePacked) {
  EXPECT_EQ(Packed(Order({{{"kind", "choice"}}}))[0]["item_err_code"], "0");
  EXPECT_EQ(Packed(Order({{{"kind", "presale"}}}))[0]["item_err_code"], "0");
}

TEST_F(Fulfilment, WarehousesAndWaysOfShippingSplitAnOrder) {
  const json entries = Packed(
      Order({{{"warehouse", 0}}, {{"warehouse", 0}}, {{"warehouse", 1}}, {{"kind", "sof"}}}));
  std::set<std::string> packages;
  for (const json& entry : entries) packages.insert(entry["package_id"].get<std::string>());
  EXPECT_EQ(packages.size(), 3U);
  EXPECT_EQ(entries[0]["package_id"], entries[1]["package_id"]);
}

TEST_F(Fulfilment, AMixedBatchAnswersForEachItem) {
  const json entries = Packed(Order({{{"kind", "local"}}, {{"kind", "digital"}}}));
  EXPECT_EQ(entries[0]["item_err_code"], "0");
  EXPECT_EQ(entries[1]["item_err_code"], "700030");
}

TEST_F(Fulfilment, PartOfAnOrderCanBePacked) {
  const json order = Order({{{"quantity", 2}}});
  json request = PackRequest(order);
  request["pack_order_list"][0]["order_item_list"].erase(1);
  Pack(request);
  EXPECT_EQ(Statuses(order), (Words{"packed", "pending"}));
}

TEST_F(Fulfilment, UnknownOrdersAndItemsAreNamed) {
  const json order = Order({{{"quantity", 1}}});
  json request = PackRequest(order);
  request["pack_order_list"][0]["order_item_list"][0] = 5;
  EXPECT_EQ(Pack(request)["data"]["pack_order_list"][0]["order_item_list"][0]["item_err_code"],
            "700025");
  request["pack_order_list"][0]["order_id"] = "7";
  EXPECT_EQ(Pack(request)["data"]["pack_order_list"][0]["order_item_list"][0]["item_err_code"],
            "700021");
}

TEST_F(Fulfilment, IdsMayBeTextsAndQuotesSingle) {
  const json order = Order({{{"quantity", 1}}});
  std::string text = PackRequest(order).dump();
  std::replace(text.begin(), text.end(), '"', '\'');
  const json answer = client.Post("/sg/rest", "/order/fulfill/pack", {{"packReq", text}});
  EXPECT_EQ(answer["result"]["success"], true) << answer;
}

TEST_F(Fulfilment, AWrongRequestFailsAsAWholeBatch) {
  const json order = Order({{{"quantity", 1}}});
  json request = PackRequest(order);
  request["shipping_allocate_type"] = "NTFS";
  EXPECT_EQ(Pack(request)["success"], false);
  request = PackRequest(order);
  request["shipment_provider_code"] = "FM50";
  EXPECT_EQ(Pack(request)["error_code"], "700004") << "a local store must not name a carrier";
  request = PackRequest(order);
  request["pack_order_list"] = json(std::vector<json>(21, request["pack_order_list"][0]));
  EXPECT_EQ(Pack(request)["error_code"], "700022");
  request["pack_order_list"] = json::array();
  EXPECT_EQ(Pack(request)["error_code"], "700019");
  EXPECT_EQ(client.Post("/sg/rest", "/order/fulfill/pack", {{"packReq", "{"}})["result"]["success"],
            false);
  EXPECT_EQ(client.Post("/sg/rest", "/order/fulfill/pack", {})["code"], "MissingParameter");
  EXPECT_EQ(Statuses(order), Words{"pending"}) << "nothing of that took effect";
}

TEST_F(Fulfilment, OwnFleetIsReportedAfterReadyToShip) {
  const json order = Order({{{"kind", "sof"}}});
  const json entry = Packed(order)[0];
  EXPECT_EQ(entry["tracking_number"], nullptr);
  EXPECT_EQ(Deliver(entry["package_id"])["item_err_code"], "700000") << "not ready yet";
  Ready(entry["package_id"]);
  EXPECT_EQ(Deliver(entry["package_id"])["item_err_code"], "0");
  EXPECT_EQ(Statuses(order), Words{"delivered"});
}

TEST_F(Fulfilment, OwnFleetCanFail) {
  const json order = Order({{{"kind", "sof"}}});
  const json id = Packed(order)[0]["package_id"];
  Ready(id);
  EXPECT_EQ(
      Package("/order/package/sof/failed_delivery", "dbsFailedDeliveryReq", id)["item_err_code"],
      "0");
  EXPECT_EQ(Statuses(order), Words{"failed_delivery"});
}

TEST_F(Fulfilment, OtherParcelsHaveNoOwnFleet) {
  const json id = Packed(Order({{{"kind", "local"}}}))[0]["package_id"];
  Ready(id);
  EXPECT_EQ(Deliver(id)["item_err_code"], "700009");
}

TEST_F(Fulfilment, DigitalGoodsAreReportedAsSent) {
  const json order = Order({{{"kind", "digital"}}, {{"kind", "local"}}});
  const json request = {
      {"orders",
       {{{"order_id", order["order_id"]},
         {"order_item_list",
          {order["items"][0]["order_item_id"], order["items"][1]["order_item_id"]}}}}}};
  const json entries = client.Fulfil("/sg/rest", "/order/digital/delivered", "digitalDeliveryReq",
                                     request)["data"]["orders"][0]["order_item_list"];
  EXPECT_EQ(entries[0]["item_err_code"], "0");
  EXPECT_EQ(entries[1]["item_err_code"], "700020");
  EXPECT_EQ(Statuses(order), (Words{"delivered", "pending"}));
}

TEST_F(Fulfilment, ProvidersSayWhoChoosesTheCarrier) {
  const json order = Order({{{"kind", "local"}}});
  const json data =
      client.Fulfil("/sg/rest", "/order/shipment/providers/get", "getShipmentProvidersReq",
                    {{"orders", {{{"order_id", order["order_id"]}}}}})["data"];
  EXPECT_EQ(data["shipping_allocate_type"], "TFS");
  EXPECT_EQ(data["platform_default"], 1);
}

TEST_F(Fulfilment, ACrossBorderStoreMustNameTheTransitWarehouse) {
  sandbox::Options options = SmallMarket();
  options.cross_border = true;
  Client market(options);
  market.SignIn("owner.cb@sandbox.example");
  int64_t seller = 0;
  const json description = market.ControlGet("/");
  for (const json& store : description["stores"]) {
    if (store["cross_border"] == true && store["region"] == "sg") seller = store["seller_id"];
  }
  const json order = market.Control("/orders", {{"seller_id", seller}})["orders"][0];
  const auto pack = [&](const json& request) {
    return market.Fulfil("/sg/rest", "/order/fulfill/pack", "packReq", request);
  };
  json request = PackRequest(order);
  EXPECT_EQ(pack(request)["success"], false);
  request["shipping_allocate_type"] = "NTFS";
  EXPECT_EQ(pack(request)["error_code"], "700017");
  request["shipment_provider_code"] = "FM99";
  EXPECT_EQ(pack(request)["error_code"], "700016");
  request["shipment_provider_code"] = "FM50";
  EXPECT_EQ(pack(request)["data"]["pack_order_list"][0]["order_item_list"][0]["item_err_code"],
            "0");
}

TEST_F(Fulfilment, AnItemFaultIsMetByTheFirstItemOnly) {
  client.Control("/faults", {{"kind", "item_error"}, {"api", "/order/fulfill/pack"}});
  const json order = Order({{{"quantity", 2}}});
  const json entries = Packed(order);
  EXPECT_EQ(entries[0]["item_err_code"], "700024");
  EXPECT_EQ(entries[0]["retry"], true);
  EXPECT_EQ(entries[1]["item_err_code"], "0");
  EXPECT_EQ(Statuses(order), (Words{"pending", "packed"}));
}

TEST_F(Fulfilment, EffectsAreInTheJournal) {
  const json order = Order({{{"quantity", 2}}});
  const json id = Packed(order)[0]["package_id"];
  const json effects = client.ControlGet("/effects?api=/order/fulfill/pack");
  ASSERT_EQ(effects.size(), 2U);
  EXPECT_EQ(effects[0]["what"], "packed");
  EXPECT_EQ(effects[0]["order_id"], order["order_id"]);
  EXPECT_EQ(effects[0]["package_id"], id);
  EXPECT_EQ(client.ControlGet("/counters")["apis"]["/order/fulfill/pack"]["effects"], 1);
}

}  // namespace
}  // namespace sandbox_tests
