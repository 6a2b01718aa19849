// SKU mapping from the command line.
#include <gmock/gmock.h>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;

class Skus : public HostProgram {
 protected:
  std::string csv(const std::string& text) const {
    write_file(folder / "rules.csv", text);
    return (folder / "rules.csv").string();
  }
  static constexpr const char* kHeader = "platform,store,platform_sku,system_sku,quantity,group\n";
};

TEST_F(Skus, B19_unmapped_line_blocks_no_pull_and_goes_on_when_it_is_mapped) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "6"}});
  EXPECT_EQ(documents({"order", "list", "--unmapped"}).size(), 6U);
  const Finished refused = run({"shipment", "push", "shop", "--order",
                                documents({"order", "list"})[0]["order_id"], "--dry-run"});
  EXPECT_EQ(refused.exit_code, 6);
  EXPECT_THAT(refused.out, HasSubstr("unmapped_sku"));
  for (const char* sku : {"SKU-0", "SKU-1", "SKU-2", "SKU-3"}) {
    expect_ok({"sku", "map", "shop", sku, std::string("OWN-") + sku});
  }
  EXPECT_TRUE(documents({"order", "list", "--unmapped"}).empty());
  const auto item = documents({"order", "list"})[0]["items"][0];
  EXPECT_EQ(item["mapping"]["state"], "mapped");
  EXPECT_EQ(item["mapping"]["components"][0]["system_sku"],
            "OWN-" + item["sku"].get<std::string>());
  expect_ok({"sku", "unmap", "shop", "SKU-1"});
  EXPECT_FALSE(documents({"order", "list", "--unmapped"}).empty());
}

TEST_F(Skus, B19_orders_that_arrive_later_are_mapped_on_arrival) {
  connected_store();
  expect_ok({"sku", "map", "shop", "SKU-0", "A", "--quantity", "3", "--all-stores"});
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "1"}});
  const auto item = documents({"order", "list"})[0]["items"][0];
  EXPECT_EQ(item["mapping"]["components"][0]["quantity"], 3);
}

TEST_F(Skus, C1_listings_come_page_by_page_and_stay) {
  connected_store();
  EXPECT_EQ(documents({"sku", "list", "shop"}).size(), 5U);
  EXPECT_EQ(documents({"sku", "list", "shop", "--stored"}, {{"FAKE_STATUS", "11"}}).size(), 5U);
}

TEST_F(Skus, D3_download_that_failed_goes_on_where_it_was) {
  connected_store();
  const Finished failed = run({"sku", "download", "shop"}, {{"FAKE_LIST", "down"}});
  EXPECT_NE(failed.exit_code, 0);
  EXPECT_THAT(failed.err, HasSubstr("Page 2 is down."));
  EXPECT_EQ(documents({"sku", "list", "shop", "--stored"}).size(), 2U) << "the first page stays";
  const auto report = documents({"sku", "download", "shop"})[0];
  EXPECT_EQ(report["resumed"], true);
  EXPECT_EQ(report["result"], "complete");
  EXPECT_EQ(report["products"], 5);
  EXPECT_EQ(documents({"sku", "list", "shop", "--stored"}).size(), 5U);
  EXPECT_EQ(documents({"sku", "download", "shop"})[0]["resumed"], false);
}

TEST_F(Skus, D3_place_that_the_module_no_longer_knows_starts_the_download_again) {
  connected_store();
  run({"sku", "download", "shop"}, {{"FAKE_LIST", "down"}});
  const auto report = documents({"sku", "download", "--all"}, {{"FAKE_LIST", "forgets"}})[0];
  EXPECT_EQ(report["resumed"], false);
  EXPECT_EQ(report["listings"], 5);
  const Finished done = run({"sku", "download", "shop"}, {{"FAKE_LIST", "forgets_all"}});
  EXPECT_NE(done.exit_code, 0) << "it does not begin again without end";
}

// C5: a renamed SKU has no rule any more and is listed as unmapped with the name it had.
TEST_F(Skus, C5_renamed_sku_appears_unmapped_with_its_former_name) {
  connected_store();
  expect_ok({"sku", "download", "shop"});
  for (const char* sku : {"SKU-0", "SKU-1", "SKU-2", "SKU-3", "SKU-4"}) {
    expect_ok({"sku", "map", "shop", sku, "OWN"});
  }
  EXPECT_TRUE(documents({"sku", "unmapped"}).empty());
  const auto report = documents({"sku", "download", "shop"}, {{"FAKE_LIST", "renamed"}})[0];
  EXPECT_EQ(report["added"], 1);
  EXPECT_EQ(report["gone"], 2);
  const auto skus = documents({"sku", "unmapped"});
  ASSERT_EQ(skus.size(), 1U);
  EXPECT_EQ(skus[0]["sku"], "SKU-1B");
  EXPECT_EQ(skus[0]["former_sku"], "SKU-1");
}

TEST_F(Skus, C2_import_is_all_or_nothing_with_line_numbers) {
  connected_store();
  const Finished done = run({"sku", "import",
                             csv(std::string(kHeader) + "fake,shop,SKU-0,A,1,\n"
                                                        "fake,nobody,SKU-1,A,1,\n"
                                                        "fake,,SKU-2,A,zero,\n"
                                                        "\"fake\",,\"SKU\n-3\",,1,\n"
                                                        "other,,SKU-4,A,1,\n")});
  EXPECT_EQ(done.exit_code, 5);
  EXPECT_THAT(done.err, HasSubstr("rules.csv:3: there is no store nobody"));
  EXPECT_THAT(done.err, HasSubstr("rules.csv:4: quantity"));
  EXPECT_THAT(done.err, HasSubstr("rules.csv:5: system_sku"));
  EXPECT_THAT(done.err, HasSubstr("rules.csv:7: there is no platform other"));
  EXPECT_EQ(run({"sku", "export"}).out, kHeader);
}

TEST_F(Skus, C2_file_with_carriage_returns_alone_is_refused_rather_than_read_as_a_header) {
  connected_store();
  const Finished done =
      run({"sku", "import",
           csv("platform,store,platform_sku,system_sku,quantity,group\rfake,shop,SKU-0,A,1,\r")});
  EXPECT_EQ(done.exit_code, 5);
  EXPECT_THAT(done.err, HasSubstr("rules.csv:1: has line ends"));
}

TEST_F(Skus, C2_import_shows_what_it_changes_and_export_imports_to_the_same) {
  connected_store();
  const std::string file =
      csv("\xEF\xBB\xBFplatform;store;platform_sku;system_sku;quantity;group\r\n"
          "fake;;SKU-0;A;1;\r\n"
          "fake;shop;\"=HYPERLINK(\"\"x\"\")\";\"a;b\";2;\r\n"
          "fake;;SKU-1;'plain;1;combo\r\n");
  Finished done = run({"sku", "import", file, "--dry-run"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("3 added, 0 changed, 0 removed, 0 unchanged."));
  EXPECT_EQ(run({"sku", "export"}).out, kHeader) << "a dry run changes nothing";
  expect_ok({"sku", "import", file});
  const std::string exported = run({"sku", "export"}).out;
  EXPECT_THAT(exported, HasSubstr("\"'=HYPERLINK(\"\"x\"\")\"")) << "no spreadsheet may run it";
  done = run({"sku", "import", csv(exported), "--replace"});
  EXPECT_THAT(done.out, HasSubstr("0 added, 0 changed, 0 removed, 3 unchanged."));
  done = run({"sku", "import", csv(std::string(kHeader) + "fake,,SKU-0,B,1,\n")});
  EXPECT_THAT(done.out, HasSubstr("- fake SKU-0 -> 1 x A"));
  EXPECT_THAT(done.out, HasSubstr("1 added, 0 changed, 1 removed, 0 unchanged."));
}

TEST_F(Skus, C3_bundle_is_several_rows_of_one_platform_sku) {
  connected_store();
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "1"}});
  expect_ok({"sku", "map", "shop", "SKU-0", "CUP"});
  expect_ok({"sku", "map", "shop", "SKU-0", "SPOON", "--quantity", "2", "--add"});
  const auto components = documents({"order", "list"})[0]["items"][0]["mapping"]["components"];
  ASSERT_EQ(components.size(), 2U);
  EXPECT_EQ(components[1]["quantity"], 2);
}

TEST_F(Skus, C4_suggestions_are_applied_only_by_a_yes) {
  connected_store();
  EXPECT_EQ(run({"sku", "suggest", "shop"}).exit_code, 6) << "no system SKUs yet";
  write_file(folder / "articles.csv", "system_sku,name,barcode\nSKU-1,Kaffee,400\nX,Tee,\n");
  expect_ok({"sku", "catalogue", "import", (folder / "articles.csv").string()});
  expect_ok({"sku", "list", "shop"});
  const auto suggestions = documents({"sku", "suggest", "shop"});
  ASSERT_EQ(suggestions.size(), 10U);
  EXPECT_EQ(suggestions[0]["score"], 100);
  EXPECT_EQ(run({"sku", "export"}).out, kHeader);
  expect_ok({"sku", "suggest", "shop", "--accept-exact"});
  EXPECT_EQ(run({"sku", "export"}).out, std::string(kHeader) + "fake,shop,SKU-1,SKU-1,1,\n");
}

TEST_F(Skus, C5_unmapped_list_begins_with_the_most_waiting_orders) {
  connected_store();
  expect_ok({"sku", "list", "shop"});
  expect_ok({"order", "pull", "shop"}, {{"FAKE_ORDERS", "9"}});
  const auto skus = documents({"sku", "unmapped"});
  ASSERT_EQ(skus.size(), 5U);
  EXPECT_EQ(skus[0]["waiting_orders"], 6);
  EXPECT_EQ(skus[4]["sku"], "SKU-4");
  EXPECT_EQ(skus[4]["waiting_orders"], 0) << "listed, not ordered yet";
}

}  // namespace
}  // namespace host_test
