// Every document that the host hands to a module fits the published schema.
#include <fstream>
#include <set>

#include "host_program.hpp"
#include "support/schema.hpp"

namespace host_test {
namespace {

class HandedOver : public HostProgram {
 protected:
  std::string file() const { return (folder / "documents.txt").string(); }
  Environment watched(Environment more = {}) const {
    more["FAKE_DOCUMENTS"] = file();
    return more;
  }
};

TEST_F(HandedOver, documents_of_the_whole_job_fit_their_schemas) {
  set_up_plugin();
  add_store("shop");
  expect_ok({"store", "authorize", "shop"}, watched());
  expect_ok({"store", "authorize", "shop", "--code", "code-seller-shop", "--yes"}, watched());
  expect_ok({"store", "verify", "shop"}, watched());
  expect_ok({"store", "refresh", "shop"}, watched());
  expect_ok({"order", "pull", "shop"}, watched());
  expect_ok({"order", "pull", "shop"}, watched());
  expect_ok({"sku", "list", "shop"}, watched());
  for (const std::string sku : {"SKU-0", "SKU-1", "SKU-2", "SKU-3"}) {
    expect_ok({"sku", "map", "shop", sku, sku}, watched());
  }
  expect_ok({"sku", "suggest", "shop"}, watched());
  expect_ok({"shipment", "push", "shop", "--dry-run"}, watched());
  EXPECT_NE(run({"shipment", "push", "shop"}, watched({{"FAKE_ABORT_AFTER", "1"}})).exit_code, 0);
  expect_ok({"shipment", "push", "shop"}, watched());
  const std::string order = documents({"order", "list"})[0]["order_id"];
  expect_ok(
      {"shipment", "label", "shop", "--order", order, "--out", (folder / "label.pdf").string()},
      watched());

  std::set<std::string> met;
  bool gave_intents_back = false;
  std::ifstream lines(file());
  for (std::string line; std::getline(lines, line);) {
    const auto document = nlohmann::json::parse(line);
    const std::string schema = document.at("schema");
    const std::string name = schema.substr(schema.find('.') + 1, schema.find('/') - 6);
    EXPECT_TRUE(test_support::fits(name, line)) << name;
    met.insert(document.contains("action") ? name + " " + document["action"].get<std::string>()
                                           : name);
    gave_intents_back |= !document.value("open_intents", nlohmann::json::array()).empty();
  }
  for (const char* needed :
       {"channel-config", "authorize-request begin", "authorize-request finish",
        "authorize-request accept", "authorize-request check", "authorize-request refresh",
        "pull-request", "push-request", "map-request list", "map-request resolve",
        "map-request suggest", "document-request"}) {
    EXPECT_TRUE(met.contains(needed)) << needed;
  }
  EXPECT_TRUE(gave_intents_back);
}

}  // namespace
}  // namespace host_test
