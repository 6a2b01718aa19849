// Platform ship and labels from the command line.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;

class Shipments : public HostProgram {
 protected:
  void ready_orders(int count) {
    connected_store();
    expect_ok({"sku", "import", rules(), "--apply"});
    expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", std::to_string(count)}});
  }
  std::string rules() const {
    write_file(folder / "rules.csv",
               "platform,store,platform_sku,system_sku,quantity\nfake,,SKU-0,A,1\nfake,,SKU-1,B,1\n"
               "fake,,SKU-2,C,1\nfake,,SKU-3,D,1\n");
    return (folder / "rules.csv").string();
  }
  std::string first_order() const { return documents({"order", "list"})[0]["order_id"]; }
};

TEST_F(Shipments, dry_run_changes_nothing_here_or_there) {
  ready_orders(3);
  const auto report = documents({"shipment", "push", "shop", "--dry-run"})[0];
  EXPECT_EQ(report["items"].size(), 6U);
  EXPECT_EQ(report["items"][0]["outcome"], "planned");
  EXPECT_TRUE(documents({"shipment", "list"}).empty());
  EXPECT_EQ(documents({"order", "list", "--status", "pending"}).size(), 3U);
}

TEST_F(Shipments, B9_push_ships_what_is_ready_and_the_list_shows_it) {
  ready_orders(3);
  expect_ok({"shipment", "push", "shop"});
  EXPECT_EQ(documents({"order", "list", "--status", "ready_to_ship"}).size(), 3U);
  const auto listed = documents({"shipment", "list", "shop"});
  ASSERT_EQ(listed.size(), 6U);
  EXPECT_EQ(listed[0]["carrier"], "Fake Express");
  EXPECT_EQ(listed[0]["label"], "printable");
  const auto item = documents({"order", "list"})[0]["items"][0];
  EXPECT_EQ(item["tracking_number"].get<std::string>().substr(0, 2), "T-");
  EXPECT_EQ(item["status"], "ready_to_ship");
  const Finished again = run({"shipment", "push", "shop"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out, HasSubstr("No order of shop is ready"));
}

TEST_F(Shipments, B6_list_has_the_own_number_the_reference_tracking_and_remarks) {
  ready_orders(260);  // more items than the list reads at once
  const std::string remarked = documents({"order", "list", "--limit", "1"})[0]["number"];
  expect_ok({"order", "remark", remarked, "ฝากไว้ที่ป้อมยาม"});
  expect_ok({"shipment", "push", "shop"});
  std::size_t with_remark = 0;
  std::set<std::string> numbers;
  for (const auto& listed : documents({"shipment", "list"})) {
    EXPECT_EQ(listed["tracking_number"], "T-" + listed["order_id"].get<std::string>());
    EXPECT_EQ(listed["label"], "printable");
    numbers.insert(listed["number"]);
    if (listed["own_remarks"] == "ฝากไว้ที่ป้อมยาม") {
      ++with_remark;
      EXPECT_EQ(listed["number"], remarked);
    }
  }
  EXPECT_EQ(numbers.size(), 260U);
  EXPECT_EQ(with_remark, 2U) << "both items of the order";
}

TEST_F(Shipments, B6_push_has_the_own_number_the_reference_and_the_remarks) {
  ready_orders(510);  // more than are read at once
  const auto order = documents({"order", "list", "--limit", "1"})[0];
  const std::string number = order["number"], id = order["order_id"];
  expect_ok({"order", "remark", number, "ฝากไว้ที่ป้อมยาม"});
  std::map<std::string, std::string> numbers;
  const auto report = documents({"shipment", "push", "shop", "--dry-run"})[0];
  for (const auto& item : report["items"]) {
    numbers[item["order_id"]] = item["number"];
    EXPECT_EQ(item["own_remarks"], item["order_id"] == id ? "ฝากไว้ที่ป้อมยาม" : "");
  }
  EXPECT_EQ(numbers.size(), 510U);
  for (const auto& listed : documents({"order", "list"})) {
    EXPECT_EQ(numbers[listed["order_id"]], listed["number"]);
  }
  const Finished done = run({"shipment", "push", "shop", "--order", id});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, ::testing::ContainsRegex(number + " +" + id + " .*ฝากไว้ที่ป้อมยาม"));
}

TEST_F(Shipments, list_is_a_page_for_a_person_and_goes_on_by_cursor) {
  ready_orders(40);
  expect_ok({"shipment", "push", "shop"});
  const Documents all = documents({"shipment", "list"});
  ASSERT_EQ(all.size(), 80U);
  EXPECT_EQ(documents({"shipment", "list", "--limit", "0"}).size(), 0U);
  const Documents page = documents({"shipment", "list", "--limit", "30"});
  ASSERT_EQ(page.size(), 30U);
  EXPECT_EQ(page[29], all[29]);
  const Documents rest = documents({"shipment", "list", "--after", page[29]["cursor"]});
  ASSERT_EQ(rest.size(), 50U);
  EXPECT_EQ(rest[0], all[30]);
  const Finished shown = run({"shipment", "list", "shop"});
  EXPECT_EQ(std::count(shown.out.begin(), shown.out.end(), '\n'), 51) << "with its head";
  EXPECT_THAT(shown.err,
              HasSubstr("There are more: add --after " + all[49]["cursor"].get<std::string>()));
  const Finished everything = run({"shipment", "list", "shop", "--all"});
  EXPECT_EQ(std::count(everything.out.begin(), everything.out.end(), '\n'), 81);
  EXPECT_THAT(everything.err, ::testing::Not(HasSubstr("There are more")));
  EXPECT_EQ(run({"shipment", "list", "--after", "nonsense"}).exit_code, 5);
}

TEST_F(Shipments, named_orders_only_and_unknown_ones_are_told) {
  ready_orders(3);
  const auto report = documents({"shipment", "push", "shop", "--order", first_order()})[0];
  EXPECT_EQ(report["items"].size(), 2U);
  EXPECT_EQ(documents({"order", "list", "--status", "pending"}).size(), 2U);
  EXPECT_EQ(run({"shipment", "push", "shop", "--order", "1"}).exit_code, 3);
  EXPECT_EQ(run({"shipment", "push", "shop", "--goal", "delivered"}).exit_code, 2);
  EXPECT_EQ(run({"shipment", "push", "shop", "--goal", "moon"}).exit_code, 2);
}

TEST_F(Shipments, G6_killed_after_an_announced_change_the_next_push_gives_it_back) {
  ready_orders(3);
  const Finished killed = run({"shipment", "push", "shop"}, {{"FAKE_ABORT_AFTER", "2"}});
  EXPECT_EQ(killed.exit_code, 128 + 6);
  const auto report = documents({"shipment", "push", "shop"})[0];
  int already = 0;
  for (const auto& item : report["items"]) already += item["outcome"] == "already" ? 1 : 0;
  EXPECT_EQ(already, 2)
      << "the order whose change was announced and not recorded is only looked at";
  EXPECT_EQ(documents({"order", "list", "--status", "ready_to_ship"}).size(), 3U);
}

TEST_F(Shipments, B16_label_is_the_real_file_and_is_never_overwritten_unasked) {
  ready_orders(1);
  const std::string order = first_order(), out = (folder / "label.pdf").string();
  EXPECT_EQ(run({"shipment", "label", "shop", "--order", order, "--out", out}).exit_code, 6)
      << "nothing is packed yet";
  expect_ok({"shipment", "push", "shop"});
  expect_ok({"shipment", "label", "shop", "--order", order, "--out", out});
  EXPECT_EQ(read_file(out), "%PDF-1.4 fake");
  const Finished again = run({"shipment", "label", "shop", "--order", order, "--out", out});
  EXPECT_EQ(again.exit_code, 4);
  expect_ok({"shipment", "label", "shop", "--order", order, "--out", out, "--force"});
  EXPECT_EQ(run({"shipment", "label", "shop", "--order", "1", "--out", out}).exit_code, 4);
}

TEST_F(Shipments, B16_label_takes_the_place_of_no_device_pipe_or_folder) {
  ready_orders(1);
  expect_ok({"shipment", "push", "shop"});
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& out : {pipe.string(), folder.path().string()}) {
    const Finished done =
        run({"shipment", "label", "shop", "--order", first_order(), "--out", out, "--force"});
    EXPECT_EQ(done.exit_code, 13);
    EXPECT_THAT(done.err, HasSubstr("no plain file"));
  }
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST_F(Shipments, B16_label_that_is_not_the_described_file_is_not_written) {
  ready_orders(1);
  expect_ok({"shipment", "push", "shop"});
  const std::string out = (folder / "label.pdf").string();
  const Finished done = run({"shipment", "label", "shop", "--order", first_order(), "--out", out},
                            {{"FAKE_LABEL", "lie"}});
  EXPECT_EQ(done.exit_code, 36);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.path().filename().string().find("label.pdf"), std::string::npos);
  }
}

}  // namespace
}  // namespace host_test
