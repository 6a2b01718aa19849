// SKU mapping from the command line.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "host_program.hpp"

namespace host_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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

TEST_F(Skus, B19_import_for_all_stores_brings_the_orders_of_each_of_them_on_their_way) {
  connected_store();
  add_store("second", "bb");
  authorise("second", "seller-second");
  expect_ok({"order", "pull", "--all"}, {{"FAKE_ORDERS", "6"}});
  ASSERT_EQ(documents({"order", "list", "--unmapped"}).size(), 12U);
  std::string rows = kHeader;
  for (const char* sku : {"SKU-0", "SKU-1", "SKU-2", "SKU-3"}) {
    rows += "fake,," + std::string(sku) + ",OWN,1,\n";
  }
  EXPECT_EQ(documents({"sku", "import", csv(rows)})[0]["orders_mapped"], 0);
  EXPECT_EQ(documents({"order", "list", "--unmapped"}).size(), 12U) << "a preview maps nothing";
  EXPECT_EQ(documents({"sku", "import", csv(rows), "--apply"})[0]["orders_mapped"], 12);
  EXPECT_TRUE(documents({"order", "list", "--unmapped"}).empty());
  EXPECT_TRUE(documents({"sku", "unmapped"}).empty());
}

TEST_F(Skus, C1_listings_come_page_by_page_and_stay) {
  connected_store();
  EXPECT_EQ(documents({"sku", "list", "shop"}).size(), 5U);
  EXPECT_EQ(documents({"sku", "list", "shop", "--stored"}, {{"FAKE_STATUS", "11"}}).size(), 5U);
}

TEST_F(Skus, D2_products_are_downloaded_from_a_day_on) {
  connected_store();
  const std::string handed = (folder / "handed").string();
  expect_ok({"sku", "download", "shop"}, {{"FAKE_DOCUMENTS", handed}});
  EXPECT_THAT(read_file(handed), ::testing::Not(HasSubstr("updated_since")));
  const auto report = documents({"sku", "download", "--all", "--since", "2026-05-01"},
                                {{"FAKE_DOCUMENTS", handed}, {"FAKE_LISTINGS", "3"}})[0];
  EXPECT_THAT(read_file(handed), HasSubstr(R"("updated_since":"2026-05-01T00:00:00Z")"));
  EXPECT_EQ(report["listings"], 3);
  EXPECT_EQ(documents({"sku", "list", "shop", "--stored"}).size(), 5U) << "the others stay";
  const Finished wrong = run({"sku", "download", "shop", "--since", "soon"});
  EXPECT_EQ(wrong.exit_code, 5);
  EXPECT_THAT(wrong.err, HasSubstr("2026-01-31"));
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
  const std::string file = csv(std::string(kHeader) +
                               "fake,shop,SKU-0,A,1,\n"
                               "fake,nobody,SKU-1,A,1,\n"
                               "fake,,SKU-2,A,zero,\n"
                               "\"fake\",,\"SKU\n-3\",,1,\n"
                               "other,,SKU-4,A,1,\n");
  for (const bool apply : {false, true}) {
    std::vector<std::string> command = {"sku", "import", file};
    if (apply) command.emplace_back("--apply");
    const Finished done = run(command);
    EXPECT_EQ(done.exit_code, 5);
    EXPECT_THAT(done.out, HasSubstr("1 added, 0 changed, 0 removed, 0 unchanged, 4 refused."));
    EXPECT_THAT(done.err, HasSubstr("rules.csv:3: there is no store nobody"));
    EXPECT_THAT(done.err, HasSubstr("rules.csv:4: quantity is no whole number from 1 to 1000000: "
                                    "zero"));
    EXPECT_THAT(done.err, HasSubstr("rules.csv:5: system_sku"));
    EXPECT_THAT(done.err, HasSubstr("rules.csv:7: there is no platform other"));
    EXPECT_EQ(run({"sku", "export"}).out, kHeader);
  }
  const Finished done = run({"sku", "import", file, "--apply", "--skip-refused"});
  EXPECT_EQ(done.exit_code, 12) << "partly done";
  EXPECT_EQ(run({"sku", "export"}).out, std::string(kHeader) + "fake,shop,SKU-0,A,1,\n");
  EXPECT_EQ(run({"sku", "import", file, "--apply", "--skip-refused", "--replace"}).exit_code, 2);
}

TEST_F(Skus, C2_file_with_carriage_returns_alone_is_refused_rather_than_read_as_a_header) {
  connected_store();
  const Finished done =
      run({"sku", "import",
           csv("platform,store,platform_sku,system_sku,quantity,group\rfake,shop,SKU-0,A,1,\r")});
  EXPECT_EQ(done.exit_code, 5);
  EXPECT_THAT(done.err, HasSubstr("rules.csv:1: has line ends"));
}

TEST_F(Skus, C2_command_to_copy_quotes_the_name_of_the_file) {
  connected_store();
  const std::string file = (folder / "new rules; it's $HOME.csv").string();
  write_file(file, "platform,store,platform_sku,system_sku,quantity\nfake,,SKU-0,A,1\n");
  const Finished done = run({"sku", "import", file});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.err, HasSubstr(R"(/new rules; it'\''s $HOME.csv' --apply)"));
}

TEST_F(Skus, C2_preview_shows_what_import_changes_and_export_imports_to_the_same) {
  connected_store();
  const std::string file =
      csv("\xEF\xBB\xBFplatform;store;platform_sku;system_sku;quantity;group\r\n"
          "fake;;SKU-0;A;1;\r\n"
          "fake;shop;\"=HYPERLINK(\"\"x\"\")\";\"a;b\";2;\r\n"
          "fake;;SKU-1;'plain;1;combo\r\n");
  Finished done = run({"sku", "import", file});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("3 added, 0 changed, 0 removed, 0 unchanged, 0 refused."));
  EXPECT_THAT(done.err, HasSubstr("Nothing was changed yet."));
  EXPECT_EQ(run({"sku", "export"}).out, kHeader) << "a preview changes nothing";
  expect_ok({"sku", "import", file, "--apply"});
  const std::string exported = run({"sku", "export"}).out;
  EXPECT_THAT(exported, HasSubstr("\"'=HYPERLINK(\"\"x\"\")\"")) << "no spreadsheet may run it";
  done = run({"sku", "import", csv(exported), "--replace"});
  EXPECT_THAT(done.out, HasSubstr("0 added, 0 changed, 0 removed, 3 unchanged, 0 refused."));
  done = run({"sku", "import", csv(std::string(kHeader) + "fake,,SKU-0,B,1,\n"), "--apply"});
  EXPECT_THAT(done.out, HasSubstr("- fake SKU-0 -> 1 x A"));
  EXPECT_THAT(done.out, HasSubstr("1 added, 0 changed, 1 removed, 0 unchanged, 0 refused."));
  const auto shown =
      documents({"sku", "import", csv(std::string(kHeader) + "fake,,SKU-0,B,7,\n")})[0];
  EXPECT_EQ(shown["applied"], false);
  EXPECT_EQ(shown["changed"][0]["quantity_before"], 1);
  EXPECT_EQ(shown["changed"][0]["quantity"], 7);
}

TEST_F(Skus, C2_import_refuses_when_the_rules_were_changed_since_its_preview) {
  connected_store();
  expect_ok({"sku", "map", "shop", "SKU-0", "A"});
  const std::string file = csv(std::string(kHeader) + "fake,shop,SKU-0,B,1,\nfake,,SKU-1,C,1,\n");
  const std::string token = documents({"sku", "import", file})[0]["preview"];
  expect_ok({"sku", "map", "shop", "SKU-3", "Z"});  // does not matter to the file
  expect_ok({"sku", "map", "shop", "SKU-0", "OTHER"});
  const Finished done = run({"sku", "import", file, "--apply", "--expect", token});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("were changed since the preview"));
  EXPECT_THAT(done.err, HasSubstr("fake/shop SKU-0 -> 1 x A was removed"));
  EXPECT_THAT(done.err, HasSubstr("fake/shop SKU-0 -> 1 x OTHER was added"));
  EXPECT_THAT(done.err, Not(HasSubstr("SKU-3"))) << "what the file does not speak about";
  EXPECT_THAT(run({"sku", "export"}).out, HasSubstr("fake,shop,SKU-0,OTHER,1,\n"));
  const std::string again = documents({"sku", "import", file})[0]["preview"];
  expect_ok({"sku", "map", "shop", "SKU-3", "Y"});
  expect_ok({"sku", "import", file, "--apply", "--expect", again});
  EXPECT_THAT(run({"sku", "export"}).out, HasSubstr("fake,shop,SKU-0,B,1,\n"));
  EXPECT_EQ(run({"sku", "import", file, "--apply", "--expect", "rubbish"}).exit_code, 5);
  EXPECT_EQ(run({"sku", "import", file, "--expect", again}).exit_code, 2);
  const std::string last = documents({"sku", "import", file})[0]["preview"];
  csv(std::string(kHeader) + "fake,shop,SKU-0,X,1,\n");  // the same file, written anew
  EXPECT_THAT(run({"sku", "import", file, "--apply", "--expect", last}).err,
              HasSubstr("The file or the options are not those of the preview."));
}

TEST_F(Skus, C2_replace_removes_what_the_file_lacks_of_the_stores_that_it_names) {
  connected_store();
  add_store("second", "bb");
  expect_ok({"sku", "map", "shop", "OLD", "A"});
  expect_ok({"sku", "map", "second", "OLD", "A"});
  expect_ok({"sku", "import", csv(std::string(kHeader) + "fake,shop,SKU-0,B,1,\n"), "--apply"});
  EXPECT_THAT(run({"sku", "export"}).out, HasSubstr("fake,shop,OLD,A,1,\n")) << "rows stay";
  expect_ok({"sku", "import", csv(std::string(kHeader) + "fake,shop,SKU-0,B,1,\n"), "--apply",
             "--replace"});
  EXPECT_EQ(run({"sku", "export"}).out,
            std::string(kHeader) + "fake,second,OLD,A,1,\nfake,shop,SKU-0,B,1,\n");
}

TEST_F(Skus, C2_export_appears_whole_and_replaces_nothing_unasked) {
  connected_store();
  const std::string file = (folder / "out.csv").string();
  expect_ok({"sku", "map", "shop", "SKU-0", "A"});
  expect_ok({"sku", "export", "--out", file});
  EXPECT_EQ(read_file(file), std::string(kHeader) + "fake,shop,SKU-0,A,1,\n");
  expect_ok({"sku", "unmap", "shop", "SKU-0"});
  const Finished done = run({"sku", "export", "--out", file});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("exists; --force replaces it."));
  EXPECT_THAT(read_file(file), HasSubstr("SKU-0"));
  expect_ok({"sku", "export", "--out", file, "--force"});
  EXPECT_EQ(read_file(file), kHeader);
  EXPECT_EQ(run({"sku", "export", "--out", folder.path().string(), "--force"}).exit_code, 13);
}

TEST_F(Skus, C2_rules_are_searched_page_by_page) {
  connected_store();
  std::string text = kHeader;
  for (int n = 0; n < 25; ++n) {
    text += "fake,,Shirt-" + std::to_string(100 + n) + ",ART-" + std::to_string(n % 5) + ",1,\n";
  }
  expect_ok({"sku", "import", csv(text + "fake,shop,ขวด 👕,ART-1,2,\n"), "--apply"});
  std::vector<std::string> found;
  std::string after;
  for (int page = 0; page < 3; ++page) {
    std::vector<std::string> command = {"sku",     "rules", "--where", "contains=SHIRT",
                                        "--limit", "10"};
    if (!after.empty()) command.insert(command.end(), {"--after", after});
    for (const auto& rule : documents(command)) {
      found.push_back(rule["platform_sku"]);
      after = rule["cursor"];
    }
  }
  EXPECT_EQ(found.size(), 25U);
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), 25U);
  EXPECT_EQ(documents({"sku", "rules", "--where", "system-sku=ART-1"}).size(), 6U);
  EXPECT_EQ(documents({"sku", "rules", "--where", "store="}).size(), 25U);
  const auto own = documents({"sku", "rules", "--where", "store=shop", "--where", "contains=👕"});
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0]["platform_sku"], "ขวด 👕");
  const Finished wrong = run({"sku", "rules", "--where", "colour=red"});
  EXPECT_EQ(wrong.exit_code, 5);
  EXPECT_THAT(wrong.err, HasSubstr("one of platform, store"));
  EXPECT_EQ(run({"sku", "rules", "--after", "nonsense"}).exit_code, 5);
  EXPECT_EQ(run({"sku", "rules", "--where", "store=nobody"}).exit_code, 3);
}

TEST_F(Skus, C2_second_of_two_administrators_is_told_what_the_first_changed) {
  connected_store();
  expect_ok({"sku", "map", "shop", "SKU-0", "A", "--expect-version", "0"});
  const auto seen = documents({"sku", "rules"})[0]["version"];
  const std::string version = std::to_string(seen.get<std::int64_t>());
  expect_ok({"sku", "map", "shop", "SKU-1", "B"});  // another SKU does not matter
  expect_ok({"sku", "map", "shop", "SKU-0", "A", "--quantity", "3", "--expect-version", version});
  Finished done =
      run({"sku", "map", "shop", "SKU-0", "B", "--quantity", "2", "--expect-version", version});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("was changed meanwhile"));
  // Each change on a line of its own.
  EXPECT_THAT(done.err, HasSubstr("Since then:\n  fake/shop SKU-0 -> 1 x A became 3 x A at "));
  expect_ok({"sku", "map", "shop", "SKU-0", "A", "--quantity", "4"});
  done = run({"sku", "map", "shop", "SKU-0", "B", "--expect-version", version});
  EXPECT_THAT(done.err, HasSubstr("\n  fake/shop SKU-0 -> 3 x A became 4 x A at "));
  EXPECT_THAT(done.err, Not(HasSubstr("\\n")));
  EXPECT_EQ(run({"sku", "map", "shop", "SKU-0", "B", "--expect-version", "0"}).exit_code, 4);
  const std::string now =
      std::to_string(documents({"sku", "rules"})[0]["version"].get<std::int64_t>());
  expect_ok({"sku", "unmap", "shop", "SKU-0", "--expect-version", now});
  done = run({"sku", "map", "shop", "SKU-0", "B", "--expect-version", now});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("-> 4 x A was removed at "));
}

TEST_F(Skus, C2_two_imports_at_once_end_as_one_after_the_other) {
  connected_store();
  std::string rows = kHeader;
  for (int n = 0; n < 2000; ++n) rows += "fake,,S" + std::to_string(n) + ",OWN,1,\n";
  const std::string file = csv(rows);
  std::vector<Finished> done(3);
  std::vector<std::thread> threads;
  for (Finished& one : done) {
    threads.emplace_back([&] {
      one = run({"--json", "sku", "import", file, "--apply", "--replace"});
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::size_t added = 0;
  std::int64_t unchanged = 0;
  for (const Finished& one : done) {
    ASSERT_EQ(one.exit_code, 0) << one.err;
    const auto shown = nlohmann::json::parse(one.out);
    added += shown["added"].size();
    unchanged += shown["unchanged"].get<std::int64_t>();
  }
  EXPECT_EQ(added, 2000U);
  EXPECT_EQ(unchanged, 4000);
}

TEST_F(Skus, C1_listings_of_many_pages_are_each_shown_once) {
  connected_store();
  expect_ok({"sku", "download", "shop"}, {{"FAKE_LISTINGS", "1234"}});
  std::set<std::string> seen;
  for (const auto& listing : documents({"sku", "list", "shop", "--stored"})) {
    EXPECT_TRUE(seen.insert(listing["sku"]).second) << listing["sku"];
  }
  EXPECT_EQ(seen.size(), 1234U);
  EXPECT_EQ(documents({"sku", "unmapped"}).size(), 1234U);
}

TEST_F(Skus, C2_texts_that_cannot_be_exported_are_refused) {
  connected_store();
  for (const std::string& sku : {std::string("a\x01"), std::string("\xFF"), std::string(),
                                 std::string(1025, 'x'), std::string("\xC2\x9B")}) {
    EXPECT_EQ(run({"sku", "map", "shop", sku, "A"}).exit_code, 5) << sku;
    EXPECT_EQ(run({"sku", "unmap", "shop", sku}).exit_code, 5) << sku;
  }
  EXPECT_EQ(run({"sku", "rules", "--where", "contains=\xFF"}).exit_code, 5);
  expect_ok({"sku", "map", "shop", "=1+1\n\"قميص\"; 👕", "ร้าน, Áo"});
  const std::string exported = run({"sku", "export"}).out;
  const Finished done = run({"sku", "import", csv(exported), "--replace"});
  EXPECT_THAT(done.out, HasSubstr("0 added, 0 changed, 0 removed, 1 unchanged, 0 refused."));
}

TEST_F(Skus, C3_combo_is_made_and_removed_part_by_part) {
  connected_store();
  expect_ok({"sku", "map", "shop", "SKU-0", "SET", "--group", "g", "--quantity", "2"});
  expect_ok({"sku", "map", "shop", "SKU-1", "SET", "--group", "g"});
  EXPECT_EQ(run({"sku", "export"}).out,
            std::string(kHeader) + "fake,shop,SKU-0,SET,2,g\nfake,shop,SKU-1,SET,1,g\n");
  const Finished done = run({"sku", "map", "shop", "SKU-2", "OTHER", "--group", "g"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_THAT(done.err, HasSubstr("The combo g makes SET; one combo makes one system SKU."));
  expect_ok({"sku", "unmap", "shop", "SKU-0", "--group", "g"});
  EXPECT_EQ(run({"sku", "export"}).out, kHeader) << "a combo without one of its parts is another";
  EXPECT_EQ(run({"sku", "unmap", "shop", "SKU-0"}).exit_code, 3);
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
  expect_ok({"sku", "suggest", "shop", "--apply-exact"});
  EXPECT_EQ(run({"sku", "export"}).out, std::string(kHeader) + "fake,shop,SKU-1,SKU-1,1,\n");
}

TEST_F(Skus, C4_single_suggestions_are_accepted_and_equally_good_ones_left_to_a_person) {
  connected_store();
  write_file(folder / "articles.csv", "system_sku,name\nSKU-1,Kaffee\nX,Tee\n");
  expect_ok({"sku", "catalogue", "import", (folder / "articles.csv").string()});
  expect_ok({"sku", "download", "shop"});
  Finished done = run({"sku", "suggest", "shop", "--apply", "SKU-1", "--apply", "SKU-2"});
  EXPECT_EQ(done.exit_code, 3) << "SKU-2 has two of the same score";
  EXPECT_THAT(done.err, HasSubstr("SKU-2"));
  EXPECT_EQ(run({"sku", "export"}).out, kHeader);
  expect_ok({"sku", "suggest", "shop", "--apply", "SKU-1"});
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
