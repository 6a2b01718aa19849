#include "sandbox/answer.hpp"

#include <atomic>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "sandbox/json_text.hpp"

namespace sandbox {
namespace {

// Replaces broken UTF-8 instead of throwing: a hostile parameter may be quoted in an answer.
std::string Dump(const nlohmann::json& document) {
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

ApiError GatewayError(std::string_view code, const std::string& message) {
  return {"ISV", code, message};
}

ApiError BusinessError(std::string_view code, const std::string& message) {
  return {"ISP", code, message};
}

ApiError MissingParameter(std::string_view name) {
  return GatewayError("MissingParameter",
                      "The input parameter \"" + std::string(name) +
                          "\" that is mandatory for processing this request is not supplied");
}

std::string NewRequestId(const Clock& clock) {
  static std::atomic<unsigned> counter{0};
  char text[48];
  std::snprintf(text, sizeof text, "212a6a5a%013lld%04u", static_cast<long long>(clock.NowMs()),
                counter.fetch_add(1, std::memory_order_relaxed) % 10000U);
  return text;
}

Answer DataAnswer(std::string_view data, std::string_view request_id) {
  Answer answer;
  answer.body.reserve(data.size() + 80);
  answer.body += "{\"data\":";
  answer.body += data;
  answer.body += ",\"code\":\"0\",\"request_id\":";
  AppendQuoted(answer.body, request_id);
  answer.body += '}';
  return answer;
}

Answer ResultAnswer(const nlohmann::json& result, std::string_view request_id) {
  Answer answer;
  answer.body = Dump({{"result", result}, {"code", "0"}, {"request_id", request_id}});
  return answer;
}

Answer ErrorAnswer(const ApiError& error, std::string_view request_id) {
  nlohmann::json document = {
      {"type", error.type()}, {"code", error.code()}, {"message", error.what()}};
  // The gateway refuses an unknown key before it gives the call an id.
  if (error.code() != "InvalidAppKey") document["request_id"] = request_id;
  Answer answer;
  answer.body = Dump(document);
  answer.code = error.code();
  return answer;
}

Answer HtmlAnswer(std::string body, int http_status) {
  Answer answer;
  answer.http_status = http_status;
  answer.content_type = "text/html;charset=UTF-8";
  answer.body = std::move(body);
  return answer;
}

Answer JsonAnswer(const nlohmann::json& document, int http_status) {
  Answer answer;
  answer.http_status = http_status;
  answer.body = Dump(document);
  return answer;
}

}  // namespace sandbox
