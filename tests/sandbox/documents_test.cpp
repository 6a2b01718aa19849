#include "sandbox/documents.hpp"

#include <Poco/Base64Decoder.h>
#include <Poco/URI.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "client.hpp"

namespace sandbox_tests {
namespace {

using nlohmann::json;

std::string FromBase64(const std::string& text) {
  std::istringstream in(text);
  Poco::Base64Decoder decoder(in);
  return {std::istreambuf_iterator<char>(decoder), {}};
}

size_t PagesIn(const std::string& pdf) {
  const std::regex page("/Type\\s*/Page[^s]");
  return static_cast<size_t>(
      std::distance(std::sregex_iterator(pdf.begin(), pdf.end(), page), std::sregex_iterator()));
}

class Documents : public testing::Test {
 protected:
  void SetUp() override { client.SignIn("owner.sg@sandbox.example"); }

  std::string PackedPackage(const std::string& kind = "local") {
    const json order = MakeOrder(client, "sg", {{{"kind", kind}, {"status", "packed"}}});
    return order["items"][0]["package_id"];
  }
  json Document(const std::string& type, const std::vector<std::string>& packages) {
    json request = {{"doc_type", type}, {"print_item_list", true}, {"packages", json::array()}};
    for (const std::string& id : packages) request["packages"].push_back({{"package_id", id}});
    return client.Fulfil("/sg/rest", "/order/package/document/get", "getDocumentReq", request);
  }
  Client client;
};

TEST_F(Documents, ThePdfLiesBehindTheLinkAndTheFileIsOnlyAFrame) {
  const json data = Document("PDF", {PackedPackage(), PackedPackage()})["data"];
  EXPECT_EQ(data["doc_type"], "PDF");
  EXPECT_EQ(FromBase64(data["file"]).rfind("<iframe src=\"/sg/oss/", 0), 0U);
  const Poco::URI link(data["pdf_url"].get<std::string>());
  EXPECT_EQ(link.getHost(), "127.0.0.1");
  const HttpAnswer pdf = client.Fetch(link.getPathAndQuery());
  EXPECT_EQ(pdf.status, 200);
  EXPECT_EQ(pdf.type, "application/pdf");
  EXPECT_EQ(pdf.body.rfind("%PDF", 0), 0U);
  EXPECT_EQ(PagesIn(pdf.body), 2U) << "one page for each package";
}

TEST_F(Documents, TheLinkDiesAfterTenMinutes) {
  const json data = Document("PDF", {PackedPackage()})["data"];
  const std::string link = Poco::URI(data["pdf_url"].get<std::string>()).getPathAndQuery();
  client.market.clock.Advance(10 * 60 * 1000 - 1);
  EXPECT_EQ(client.Fetch(link).status, 200);
  client.market.clock.Advance(1);
  EXPECT_EQ(client.Fetch(link).status, 403);
}

TEST_F(Documents, TheLinkNeedsItsSignature) {
  const json data = Document("PDF", {PackedPackage()})["data"];
  const std::string path = Poco::URI(data["pdf_url"].get<std::string>()).getPath();
  EXPECT_EQ(client.Fetch(path).status, 404);
  EXPECT_EQ(client.Fetch(path + "?Signature=guess").status, 404);
}

TEST_F(Documents, HtmlComesInTheFileItself) {
  const std::string package = PackedPackage();
  const json data = Document("HTML", {package})["data"];
  EXPECT_FALSE(data.contains("pdf_url"));
  EXPECT_NE(FromBase64(data["file"]).find(package), std::string::npos);
}

TEST_F(Documents, OwnFleetDissolvedAndUnknownPackagesHaveNone) {
  EXPECT_EQ(Document("PDF", {PackedPackage("sof")})["errorCode"], "50008");
  EXPECT_EQ(Document("PDF", {"FP000000000000001"})["errorCode"], "30012");
  const std::string package = PackedPackage();
  client.Fulfil("/sg/rest", "/order/package/repack", "rePackReq",
                {{"packages", {{{"package_id", package}}}}});
  EXPECT_EQ(Document("PDF", {package})["errorCode"], "700040");
  EXPECT_EQ(Document("DOCX", {package})["success"], false);
}

}  // namespace
}  // namespace sandbox_tests
