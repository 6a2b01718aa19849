#include "plugin/flow/documents.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "plugin/flow/fulfilment_calls.hpp"
#include "plugin/open_platform/small_json.hpp"

namespace lazada::flow {
namespace {

using nlohmann::json;
using open_platform::Error;

struct DocumentRequest {
  bool pdf = true;
  std::vector<std::string> packages;
};

[[noreturn]] void refuse(const std::string& message) {
  throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid", message);
}

DocumentRequest read_request(std::string_view text) {
  const json object = open_platform::parse_small(text);
  if (!object.is_object() || object.value("schema", json()) != "chapi.document-request/1") {
    refuse("The request is not a chapi.document-request/1 document.");
  }
  if (object.value("kind", json()) != "shipping_label") {
    refuse("The only kind of document is \"shipping_label\".");
  }
  DocumentRequest request;
  const json format = object.value("format", json("pdf"));
  if (format != "pdf" && format != "html") refuse("The format must be \"pdf\" or \"html\".");
  request.pdf = format == "pdf";
  const json packages = object.value("packages", json());
  if (!packages.is_array() || packages.empty() || packages.size() > kEntriesPerCall) {
    refuse("\"packages\" must be a list of 1 to " + std::to_string(kEntriesPerCall) +
           " package ids.");
  }
  for (const json& id : packages) {
    if (!id.is_string() || id.get_ref<const std::string&>().empty()) {
      refuse("A package id must be text.");
    }
    request.packages.push_back(id.get<std::string>());
  }
  return request;
}

[[noreturn]] void not_the_file(const LabelAnswer& answer, const std::string& message) {
  Error error(CHAPI_BAD_RESPONSE, "label_unreadable", message);
  error.retryable = true;
  error.request_id = answer.request_id;
  error.call = "/order/package/document/get";
  throw error;
}

std::string decode_base64(const LabelAnswer& answer) {
  std::string text = answer.file;
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return c == '\n' || c == '\r' || c == ' '; }),
             text.end());
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = text.empty() || text.size() % 4 != 0
                       ? -1
                       : EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                         reinterpret_cast<const unsigned char*>(text.data()),
                                         static_cast<int>(text.size()));
  if (size < 0) not_the_file(answer, "The label that Lazada sent is not base64.");
  // EVP_DecodeBlock counts the padding as bytes.
  const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string sha256(const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw Error(CHAPI_INTERNAL, "digest_failed", "OpenSSL could not compute a SHA-256.");
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

}  // namespace

std::string get_document(open_platform::Client& client, const adapters::RegionAdapter&,
                         const Config&, const chapi::module::Log&, const chapi::module::Call& call,
                         std::string_view text, const chapi::module::DocumentSink& sink) {
  const DocumentRequest request = read_request(text);
  const LabelAnswer answer =
      read_label_answer(client.send(label_request(request.packages, request.pdf), call));
  if (!answer.success) throw label_error(answer);

  std::string bytes;
  if (request.pdf) {
    if (answer.pdf_url.empty()) {
      not_the_file(answer, "Lazada named no address of the PDF; ask again, or for \"html\".");
    }
    bytes = client.download(answer.pdf_url, call);
    if (!std::string_view(bytes).starts_with("%PDF")) {
      not_the_file(answer, "What lies behind Lazada's link is no PDF; ask for the label again.");
    }
  } else {
    bytes = decode_base64(answer);
    if (bytes.find('<') == std::string::npos) {
      not_the_file(answer, "The label that Lazada sent is no HTML.");
    }
  }
  call.check();
  sink.write(bytes);
  return json{{"schema", "chapi.document-result/1"},
              {"media_type", request.pdf ? "application/pdf" : "text/html"},
              {"size", bytes.size()},
              {"sha256", sha256(bytes)}}
      .dump();
}

}  // namespace lazada::flow
