// An administrator's work with orders from the command line: review, change, process, freeze, void,
// mark, ship.
#include <gmock/gmock.h>

#include <algorithm>

#include "host_program.hpp"

namespace host_test {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class OrderWork : public HostProgram {
 protected:
  // Three mapped orders, SO-000001 to SO-000003.
  void ready_orders(const Environment& environment = {}) {
    connected_store();
    map_skus();
    pull(environment);
  }
  void map_skus() const {
    write_file(folder / "rules.csv",
               "platform,store,platform_sku,system_sku,quantity\nfake,,SKU-0,A,1\nfake,,SKU-1,B,2\n"
               "fake,,SKU-2,C,1\nfake,,SKU-3,D,1\n");
    expect_ok({"sku", "import", (folder / "rules.csv").string(), "--apply"});
  }
  void pull(Environment environment = {}) const {
    environment.emplace("FAKE_ORDERS", "3");
    expect_ok({"order", "pull", "shop"}, environment);
  }
  json order(const std::vector<std::string>& command) const {
    std::vector<std::string> line = {"order"};
    line.insert(line.end(), command.begin(), command.end());
    return documents(line)[0];
  }
  Finished run_order(const std::vector<std::string>& command) const {
    std::vector<std::string> line = {"order"};
    line.insert(line.end(), command.begin(), command.end());
    return run(line);
  }
  std::vector<std::string> tab(const std::string& name) const {
    std::vector<std::string> numbers;
    for (const json& one : documents({"order", "list", "--tab", name})) {
      numbers.push_back(one["number"]);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }
};

TEST_F(OrderWork, B6_B7_order_goes_its_way_and_the_timeline_tells_who_did_what) {
  ready_orders();
  EXPECT_THAT(tab("pending"), ElementsAre("SO-000001", "SO-000002", "SO-000003"));
  EXPECT_EQ(order({"process", "SO-000001", "--actor", "somchai"})["state"], "processed");
  EXPECT_EQ(order({"mark-shipped", "SO-000001"})["tab"], "marked-shipped");
  EXPECT_EQ(order({"freeze", "SO-000002", "--reason", "address?"})["tab"], "frozen");
  EXPECT_EQ(run_order({"void", "SO-000003"}).exit_code, 2) << "a reason is needed";
  EXPECT_EQ(order({"void", "SO-000003", "--reason", "bought twice"})["state"], "void");
  const json counts = order({"counts"});
  EXPECT_EQ(counts, (json{{"all", 3},
                          {"pending", 0},
                          {"processed", 0},
                          {"marked-shipped", 1},
                          {"frozen", 1},
                          {"void", 1},
                          {"attention", 1}}))
      << "void here but waiting there needs attention";
  EXPECT_EQ(order({"unfreeze", "SO-000002"})["tab"], "pending") << "where it was";

  const auto told = documents({"order", "timeline", "SO-000001"});
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0]["act"], "arrived");
  EXPECT_EQ(told[1]["act"], "process");
  EXPECT_EQ(told[1]["actor"], "somchai");
  EXPECT_EQ(told[1]["before"], "pending");
  EXPECT_EQ(told[1]["after"], "processed");
  EXPECT_EQ(told[2]["act"], "mark-shipped");
  const auto voided = documents({"order", "timeline", "SO-000003"});
  EXPECT_EQ(voided.back()["reason"], "bought twice");
}

TEST_F(OrderWork, B7_wrong_state_is_refused_with_the_allowed_ones_and_changes_nothing) {
  ready_orders();
  const Finished mark = run_order({"mark-shipped", "SO-000001"});
  EXPECT_EQ(mark.exit_code, 6);
  EXPECT_THAT(mark.err, AllOf(HasSubstr("SO-000001"), HasSubstr("when it is processed"),
                              HasSubstr("order process")));
  EXPECT_EQ(run_order({"unfreeze", "SO-000001"}).exit_code, 6);
  EXPECT_EQ(run_order({"process", "SO-000099"}).exit_code, 3);
  EXPECT_EQ(run_order({"process", "nonsense"}).exit_code, 3);
  EXPECT_EQ(order({"show", "SO-000001"})["version"], 1);
}

TEST_F(OrderWork, B6_system_order_is_changed_while_the_channel_order_stays) {
  ready_orders();
  const json before = order({"show", "SO-000001"});
  ASSERT_EQ(before["system_order"]["lines"].size(), 2U);
  order({"line", "add", "SO-000001", "--sku", "GIFT", "--quantity", "2", "--actor", "noi"});
  order({"line", "set", "SO-000001", "--sku", "A", "--quantity", "5"});
  order({"line", "remove", "SO-000001", "--sku", "B"});
  order({"address", "SO-000001", "--name", "Trần Thị Bích", "--line", "12 Lê Lợi", "--line",
         "Tầng 3"});
  order({"remark", "SO-000001", "ส่งก่อนเที่ยง 🎁 שלום"});
  const json after = order({"show", "SO-000001"});
  EXPECT_EQ(after["items"], before["items"]);
  EXPECT_EQ(after["shipping_address"], before["shipping_address"]);
  json lines;
  for (const json& line : after["system_order"]["lines"]) {
    lines[line["system_sku"].get<std::string>()] = line["quantity"];
  }
  EXPECT_EQ(lines, (json{{"A", 5}, {"GIFT", 2}}));
  EXPECT_EQ(after["system_order"]["address"]["name"], "Trần Thị Bích");
  EXPECT_EQ(after["system_order"]["address"]["phone"], "SECRET-PHONE") << "not named, so it stays";
  EXPECT_EQ(after["own_remarks"], "ส่งก่อนเที่ยง 🎁 שלום");
  const auto told = documents({"order", "timeline", "SO-000001"});
  ASSERT_EQ(told.size(), 6U);
  EXPECT_EQ(told[1]["actor"], "noi");
  EXPECT_EQ(told[1]["before"]["quantity"], 0);
  EXPECT_EQ(told[1]["after"]["quantity"], 2);
  EXPECT_EQ(told[3]["after"]["quantity"], 0);
  EXPECT_EQ(told[4]["before"]["name"], "Buyer SECRET-NAME");
  EXPECT_EQ(told[4]["after"]["name"], "Trần Thị Bích");
  EXPECT_EQ(documents({"order", "list", "--where", "recipient=TRẦN THỊ BÍCH"}).size(), 1U)
      << "found by the name it now has";
  // A new version of the marketplace leaves what people changed.
  pull({{"FAKE_MOVED", "3"}});
  EXPECT_EQ(order({"show", "SO-000001"})["own_remarks"], "ส่งก่อนเที่ยง 🎁 שלום");
  EXPECT_EQ(documents({"order", "list", "--where", "recipient=trần thị bích"}).size(), 1U);
}

TEST_F(OrderWork, B6_changes_are_refused_where_they_make_no_sense) {
  ready_orders();
  const Finished line = run_order({"line", "set", "SO-000001", "--sku", "Z", "--quantity", "1"});
  EXPECT_EQ(line.exit_code, 3);
  EXPECT_THAT(line.err, HasSubstr("its lines are A, B"));
  for (const char* quantity : {"0", "-1", "1000001"}) {
    EXPECT_EQ(
        run_order({"line", "add", "SO-000001", "--sku", "A", "--quantity", quantity}).exit_code, 5)
        << quantity;
  }
  EXPECT_EQ(run_order({"line", "add", "SO-000001", "--sku", ""}).exit_code, 5);
  EXPECT_EQ(run_order({"line", "add", "SO-000001", "--sku", "A\x1b"}).exit_code, 5);
  EXPECT_EQ(run_order({"address", "SO-000001"}).exit_code, 2);
  order({"process", "SO-000001"});
  const Finished late = run_order({"line", "add", "SO-000001", "--sku", "A"});
  EXPECT_EQ(late.exit_code, 6);
  EXPECT_THAT(late.err, HasSubstr("when it is pending"));
  order({"reopen", "SO-000001"});
  EXPECT_EQ(order({"line", "add", "SO-000001", "--sku", "A"})["state"], "pending");
  order({"remark", "SO-000001", ""});
}

TEST_F(OrderWork, remark_of_a_megabyte_is_refused_with_the_limit) {
  ready_orders();
  const Finished large =
      run({"order", "remark", "SO-000001", "-"}, {}, std::string(1'000'000, 'x'));
  EXPECT_EQ(large.exit_code, 5);
  EXPECT_THAT(large.err, HasSubstr("at most 65536"));
  EXPECT_EQ(run({"order", "remark", "SO-000001", "-"}, {}, std::string(65'536, 'x')).exit_code, 0);
  EXPECT_EQ(run_order({"remark", "SO-000001", "beep\x07"}).exit_code, 5);
}

TEST_F(OrderWork, of_two_administrators_the_second_is_told_what_changed) {
  ready_orders();
  const std::string seen = order({"show", "SO-000001"})["version"].dump();
  order({"void", "SO-000001", "--reason", "sold out", "--actor", "noi"});
  const Finished second = run_order({"process", "SO-000001", "--version", seen});
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, AllOf(HasSubstr("noi: void"), HasSubstr("sold out")));
  const std::string after_pull = order({"show", "SO-000002"})["version"].dump();
  pull({{"FAKE_MOVED", "3"}});
  const Finished behind = run_order({"freeze", "SO-000002", "--version", after_pull});
  EXPECT_EQ(behind.exit_code, 4) << "the marketplace changes orders too";
  EXPECT_THAT(behind.err, HasSubstr("new-version"));
}

TEST_F(OrderWork, B6_review_names_every_reason_and_processing_is_refused_with_all_of_them) {
  connected_store();
  pull({{"FAKE_PATCH", R"({"cancel_requested":true,"shipping_address":{"masked":["name"]}})"},
        {"FAKE_ITEMS", R"([{"fulfilment":"seller_fleet"},{"status":"unpaid"}])"}});
  order({"freeze", "SO-000001"});
  const json review = order({"review", "SO-000001"});
  std::vector<std::string> codes;
  for (const json& reason : review["reasons"]) codes.push_back(reason["code"]);
  EXPECT_THAT(codes, UnorderedElementsAre("frozen", "unpaid", "cancel_requested", "unmapped_sku",
                                          "unmapped_sku", "masked_recipient"));
  EXPECT_EQ(review["may_process"], false);
  order({"unfreeze", "SO-000001"});
  const Finished refused = run_order({"process", "SO-000001"});
  EXPECT_EQ(refused.exit_code, 6);
  for (const char* code : {"unpaid", "cancel_requested", "unmapped_sku", "masked_recipient"}) {
    EXPECT_THAT(refused.err, HasSubstr(code));
  }
  // A person reads the recipient elsewhere and enters it.
  order({"address", "SO-000001", "--name", "Somchai"});
  EXPECT_THAT(run_order({"review", "SO-000001"}).out, Not(HasSubstr("masked_recipient")));
}

TEST_F(OrderWork, B19_unmapped_order_waits_and_goes_on_by_itself_when_the_mapping_arrives) {
  connected_store();
  pull();
  EXPECT_EQ(run_order({"process", "SO-000001"}).exit_code, 6);
  EXPECT_THAT(run({"shipment", "push", "shop"}).out, HasSubstr("No order of shop is ready"));
  EXPECT_THAT(tab("attention"), ElementsAre("SO-000001", "SO-000002", "SO-000003"));
  map_skus();
  EXPECT_THAT(tab("attention"), ElementsAre());
  EXPECT_EQ(order({"review", "SO-000001"})["may_process"], true);
  EXPECT_EQ(order({"process", "SO-000001"})["state"], "processed");
}

TEST_F(OrderWork, B9_mark_shipped_never_calls_the_marketplace_and_platform_ship_does) {
  ready_orders();
  const std::string calls = (folder / "calls").string();
  EXPECT_EQ(run({"order", "process", "SO-000001"}, {{"FAKE_DOCUMENTS", calls}}).exit_code, 0);
  EXPECT_EQ(run({"order", "mark-shipped", "SO-000001"}, {{"FAKE_DOCUMENTS", calls}}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(calls)) << "the module was not even opened";
  EXPECT_EQ(order({"show", "SO-000001"})["status"], "pending") << "the marketplace knows nothing";
  expect_ok({"shipment", "push", "shop"}, {{"FAKE_DOCUMENTS", calls}});
  EXPECT_THAT(read_file(calls), HasSubstr("chapi.push-request/1"));
  EXPECT_EQ(order({"show", "SO-000001"})["status"], "pending") << "marked ones are left alone";
  const json pushed = order({"show", "SO-000002"});
  EXPECT_EQ(pushed["status"], "ready_to_ship");
  EXPECT_EQ(pushed["tab"], "processed") << "it has moved on";
  EXPECT_EQ(pushed["host_status"], "awaiting_delivery");
  EXPECT_EQ(documents({"order", "timeline", "SO-000002"}).back()["act"], "platform-ship");
  const auto refused = run({"--json", "shipment", "push", "shop", "--order", "SO-000001"});
  EXPECT_EQ(refused.exit_code, 6);
  EXPECT_EQ(json::parse(refused.out)["items"][0]["reason"], "marked_shipped");
}

TEST_F(OrderWork, B7_frozen_and_void_orders_are_not_shipped_even_by_name) {
  ready_orders();
  order({"freeze", "SO-000001"});
  order({"void", "SO-000002", "--reason", "x"});
  const auto report = documents({"shipment", "push", "shop"})[0];
  EXPECT_EQ(report["orders"], 1);
  for (const auto& [name, reason] :
       std::map<std::string, std::string>{{"SO-000001", "frozen"}, {"SO-000002", "void"}}) {
    const auto refused = run({"--json", "shipment", "push", "shop", "--order", name});
    EXPECT_EQ(refused.exit_code, 6);
    EXPECT_EQ(json::parse(refused.out)["items"][0]["reason"], reason);
  }
}

TEST_F(OrderWork, G6_B7_order_held_back_after_an_interrupted_push_is_looked_up_and_not_shipped) {
  ready_orders();
  const std::string calls = (folder / "calls").string();
  const auto interrupted_push = [&] {
    EXPECT_EQ(run({"shipment", "push", "shop"}, {{"FAKE_ABORT_AFTER", "1"}}).exit_code, 128 + 6);
  };
  interrupted_push();
  order({"freeze", "SO-000001"});
  interrupted_push();
  order({"void", "SO-000002", "--reason", "x"});
  interrupted_push();
  order({"process", "SO-000003"});
  order({"mark-shipped", "SO-000003"});
  // By name or not: the module learns of the open change, and of no order to be shipped.
  for (const std::vector<std::string>& push :
       {std::vector<std::string>{"shipment", "push", "shop", "--order", "SO-000003"},
        {"shipment", "push", "shop"}}) {
    run(push, {{"FAKE_DOCUMENTS", calls}});
  }
  int requests = 0;
  std::istringstream lines(read_file(calls));
  for (std::string line; std::getline(lines, line);) {
    const json document = json::parse(line);
    if (document.value("schema", "") != "chapi.push-request/1") continue;
    ++requests;
    EXPECT_TRUE(document["orders"].empty()) << document;
    EXPECT_EQ(document["open_intents"].size(), 1U);
  }
  EXPECT_EQ(requests, 1) << "settled by the first, so the second has nothing to do";
  for (const char* name : {"SO-000001", "SO-000002", "SO-000003"}) {
    EXPECT_EQ(order({"show", name})["status"], "pending") << name << " went no further";
  }
}

TEST_F(OrderWork, B10_where_the_marketplace_leads_its_status_moves_the_order) {
  ready_orders();
  pull({{"FAKE_MOVED", "2"}});
  const json moved = order({"show", "SO-000001"});
  EXPECT_EQ(moved["tab"], "processed");
  EXPECT_EQ(moved["host_status"], "in_transit");
  const auto told = documents({"order", "timeline", "SO-000001"});
  EXPECT_EQ(told.back()["actor"], "marketplace");
  EXPECT_EQ(told.back()["after"], "processed");
  const Finished reopen = run_order({"reopen", "SO-000001"});
  EXPECT_EQ(reopen.exit_code, 6);
  EXPECT_THAT(reopen.err, HasSubstr("the marketplace leads it"));
}

TEST_F(OrderWork, B10_where_the_host_leads_nothing_moves_and_nothing_is_pushed_by_itself) {
  connected_store();
  map_skus();
  pull({{"FAKE_ORDERS", "1"}});
  expect_ok({"store", "edit", "shop", "--owner", "host"});
  pull();
  EXPECT_EQ(order({"show", "SO-000001"})["owner"], "marketplace") << "fixed when it arrived";
  EXPECT_EQ(order({"show", "SO-000002"})["owner"], "host");
  pull({{"FAKE_MOVED", "3"}});
  const json stays = order({"show", "SO-000002"});
  EXPECT_EQ(stays["status"], "shipped") << "what the marketplace says is shown";
  EXPECT_EQ(stays["tab"], "pending");
  EXPECT_EQ(stays["host_status"], "not_delivered");
  EXPECT_EQ(order({"show", "SO-000001"})["tab"], "processed");
}

TEST_F(OrderWork, B10_order_that_the_host_leads_is_pushed_only_by_name) {
  connected_store();
  map_skus();
  expect_ok({"store", "edit", "shop", "--owner", "host"});
  pull();
  EXPECT_THAT(run({"shipment", "push", "shop"}).out, HasSubstr("No order of shop is ready"));
  expect_ok({"shipment", "push", "shop", "--order", "SO-000001"});
  EXPECT_EQ(order({"show", "SO-000001"})["host_status"], "awaiting_delivery");
  order({"process", "SO-000002"});
  EXPECT_EQ(order({"mark-shipped", "SO-000002"})["host_status"], "in_transit");
  EXPECT_EQ(order({"show", "SO-000002"})["status"], "pending") << "not told to the marketplace";
}

TEST_F(OrderWork, B15_customer_and_shipping_fee_of_the_store_flow_into_the_sales_order) {
  connected_store();
  map_skus();
  const Environment fee = {
      {"FAKE_PATCH",
       R"({"totals":{"items":"20.00","shipping":"3.50","discount":"0.00","paid":"23.50"}})"}};
  pull({{"FAKE_ORDERS", "1"}, *fee.begin()});
  expect_ok({"store", "edit", "shop", "--customer", "C-1000", "--include-shipping", "yes"});
  pull({{"FAKE_ORDERS", "2"}, *fee.begin()});
  const json without = order({"show", "SO-000001"})["system_order"];
  EXPECT_EQ(without["customer_id"], "");
  EXPECT_EQ(without["totals"], (json{{"goods", "20.00"}, {"total", "20.00"}, {"currency", "SGD"}}));
  const json with = order({"show", "SO-000002"})["system_order"];
  EXPECT_EQ(with["customer_id"], "C-1000");
  EXPECT_EQ(
      with["totals"],
      (json{{"goods", "20.00"}, {"shipping", "3.50"}, {"total", "23.50"}, {"currency", "SGD"}}));
  json quantities;
  for (const json& line : with["lines"]) {
    quantities[line["system_sku"].get<std::string>()] = line["quantity"];
  }
  EXPECT_EQ(quantities, (json{{"B", 2}, {"C", 1}})) << "each piece times the rule's quantity";
}

TEST_F(OrderWork, B4_administrator_changes_the_status_table_and_it_stays_total) {
  ready_orders();
  EXPECT_EQ(documents({"order", "status-table", "list"}).size(), 14U);
  expect_ok({"order", "status-table", "set", "pending", "awaiting_delivery"});
  EXPECT_EQ(order({"show", "SO-000001"})["host_status"], "awaiting_delivery");
  EXPECT_EQ(documents({"order", "list", "--where", "host-status=awaiting_delivery"}).size(), 3U);
  EXPECT_TRUE(documents({"order", "list", "--where", "host-status=not_delivered"}).empty());
  const Finished wrong = run_order({"status-table", "set", "pending", "gone"});
  EXPECT_EQ(wrong.exit_code, 5);
  EXPECT_THAT(wrong.err, HasSubstr("awaiting_payment, not_delivered"));
  EXPECT_EQ(run_order({"status-table", "set", "sent", "lost"}).exit_code, 5);
  EXPECT_EQ(documents({"order", "status-table", "list", "--tenant", "other"})[1]["changed"], false)
      << "each company has its own";
  expect_ok({"order", "status-table", "reset"});
  EXPECT_EQ(order({"show", "SO-000001"})["host_status"], "not_delivered");
}

TEST_F(OrderWork, B5_masked_recipient_is_shown_as_masked_and_never_found) {
  ready_orders({{"FAKE_PATCH", R"({"shipping_address":{"name":"S***i","phone":"08****5678",)"
                               R"("masked":["name","phone"]}})"}});
  EXPECT_THAT(run_order({"show", "SO-000001"}).out, HasSubstr("Masked by the marketplace"));
  const Finished search = run_order({"list", "--where", "recipient=S***i"});
  EXPECT_EQ(search.exit_code, 5);
  EXPECT_TRUE(documents({"order", "list", "--where", "phone=0812345678"}).empty());
}

TEST_F(OrderWork, B8_list_pages_by_cursor_and_refuses_unknown_words) {
  connected_store();
  pull({{"FAKE_ORDERS", "60"}});
  const Finished person = run_order({"list"});
  EXPECT_EQ(std::count(person.out.begin(), person.out.end(), '\n'), 51) << "a head and 50 orders";
  EXPECT_THAT(person.err, HasSubstr("--after"));
  const auto first = documents({"order", "list", "--limit", "25"});
  ASSERT_EQ(first.size(), 25U);
  const auto rest = documents({"order", "list", "--after", first.back()["cursor"]});
  EXPECT_EQ(rest.size(), 35U);
  EXPECT_EQ(documents({"order", "list"}).size(), 60U);
  for (const char* wrong : {"colour=red", "status=sent", "store", "own-number=1"}) {
    EXPECT_EQ(run_order({"list", "--where", wrong}).exit_code, 5) << wrong;
  }
  EXPECT_EQ(run_order({"list", "--status", "sent"}).exit_code, 5);
  EXPECT_EQ(run_order({"list", "--tab", "done"}).exit_code, 5);
  EXPECT_EQ(run_order({"list", "--where", "store=nobody"}).exit_code, 3);
  EXPECT_EQ(run_order({"list", "--after", "x"}).exit_code, 5);
  EXPECT_EQ(documents({"order", "list", "--where", "recipient=buyer secret-name", "--where",
                       "sku=SKU-1", "--limit", "5"})
                .size(),
            5U);
  const std::string id = first[0]["order_id"];
  EXPECT_EQ(documents({"order", "list", "--where", "number=" + id + ",77"}).size(), 1U);
}

TEST_F(OrderWork, B6_tracking_numbers_of_all_packages_stand_in_the_list) {
  ready_orders({{"FAKE_ITEMS", R"([{"tracking_number":"T-1"},{"tracking_number":"T-2"}])"}});
  EXPECT_THAT(run_order({"list", "--limit", "1"}).out, HasSubstr("T-1, T-2"));
}

TEST_F(OrderWork, B17_order_of_many_kinds_shows_each_part_with_its_way_and_ships_its_own) {
  ready_orders({{"FAKE_ITEMS", R"([{"fulfilment":"marketplace","warehouse":"LZD"},{}])"}});
  const json shown = order({"show", "SO-000001"});
  ASSERT_EQ(shown["parts"].size(), 2U);
  EXPECT_EQ(shown["parts"][0]["way"], "marketplace");
  EXPECT_EQ(shown["parts"][0]["warehouse"], "LZD");
  EXPECT_EQ(shown["parts"][1]["way"], "pack_here");
  const auto report = documents({"shipment", "push", "shop"})[0];
  EXPECT_EQ(report["items"].size(), 3U) << "one part of each order";
  EXPECT_EQ(order({"show", "SO-000001"})["items"][0]["status"], "pending");
}

}  // namespace
}  // namespace host_test
