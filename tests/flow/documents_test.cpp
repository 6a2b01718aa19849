// Feature B16: the label's real bytes.
#include "plugin/flow/documents.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fulfilment_client.hpp"
#include "support/ports.hpp"
#include "support/schema.hpp"

namespace flow_test {
namespace {

using chapi::module::Error;
using nlohmann::json;

constexpr const char* kLink = "https://sellercenter.lazada.sg/oss/label";

class Documents : public testing::Test {
 protected:
  json get(const json& members = {}) {
    json request{
        {"schema", "chapi.document-request/1"}, {"kind", "shipping_label"}, {"packages", {"FP1"}}};
    request.update(members.is_null() ? json::object() : members);
    chapi_document_sink sink{
        sizeof sink, &bytes_, [](void* ctx, const void* bytes, std::size_t size) -> chapi_status {
          static_cast<std::string*>(ctx)->append(static_cast<const char*>(bytes), size);
          return CHAPI_OK;
        }};
    const chapi::module::Host ports(memory_.host.raw());
    const chapi::module::Call call(nullptr, ports.clock());
    if (members.is_null()) {
      EXPECT_TRUE(test_support::fits("document-request", request.dump()));
    }
    const std::string result = lazada::flow::get_document(
        client_, *lazada::adapters::find("lazada.sg"), config_, ports.log(), call, request.dump(),
        chapi::module::DocumentSink(&sink));
    EXPECT_TRUE(test_support::fits("document-result", result)) << result;
    return json::parse(result);
  }

  void expect_error(const char* reason, const json& members = {}) {
    try {
      get(members);
      ADD_FAILURE() << "no error where " << reason << " was due";
    } catch (const Error& error) {
      EXPECT_EQ(error.reason, reason) << error.message;
      EXPECT_EQ(error.effect, CHAPI_EFFECT_NONE);
    }
    EXPECT_TRUE(bytes_.empty()) << "bytes were handed out with an error";
  }

  test_support::MemoryHost memory_;
  lazada::Config config_;
  FulfilmentClient client_;
  std::string bytes_;
};

TEST_F(Documents, B16_ThePdfIsTheFileBehindTheLink) {
  client_.files[kLink] = "%PDF-1.4 label";
  const json result = get();
  EXPECT_EQ(bytes_, "%PDF-1.4 label");
  EXPECT_EQ(result["media_type"], "application/pdf");
  EXPECT_EQ(result["size"], 14);
  // printf '%%PDF-1.4 label' | sha256sum
  EXPECT_EQ(result["sha256"], "740f21956bcc8605884aa515b2871a62eb84196dce2248760bbea7449cdc70c9");
}

TEST_F(Documents, B16_TheFrameAroundThePdfIsNeverHandedOutAsOne) {
  client_.files[kLink] = "<iframe src=\"/oss\"></iframe>";
  expect_error("label_unreadable");
  client_.files[kLink] = "";
  expect_error("label_unreadable");
}

TEST_F(Documents, B16_HtmlIsDecoded) {
  const json result = get({{"format", "html"}});
  EXPECT_EQ(bytes_, "<b>label</b>\n");
  EXPECT_EQ(result["media_type"], "text/html");
}

TEST_F(Documents, B16_APackageWithoutALabelIsExplained) {
  client_.without_label = {"FP1"};
  expect_error("nothing_to_print");
}

TEST_F(Documents, B16_RefusesRequestsItCannotRead) {
  expect_error("request_invalid", {{"kind", "invoice"}});
  expect_error("request_invalid", {{"format", "docx"}});
  expect_error("request_invalid", {{"packages", json::array()}});
  expect_error("request_invalid", {{"packages", {7}}});
  EXPECT_EQ(client_.calls(), 0);
}

}  // namespace
}  // namespace flow_test
