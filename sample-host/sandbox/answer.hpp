// What a call is answered with: the envelope of the open platform.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sandbox/clock.hpp"

namespace sandbox {

struct Answer {
  int http_status = 200;
  std::string content_type = "application/json;charset=UTF-8";
  std::string body;
  std::string code = "0";  // the platform's code, for the journal
  bool effect = false;     // whether the marketplace changed
  std::string location;    // of a redirect
  std::string set_cookie;
};

// A refusal. It is answered with HTTP 200, as the platform does.
class ApiError : public std::runtime_error {
 public:
  ApiError(std::string_view type, std::string_view code, const std::string& message)
      : std::runtime_error(message), type_(type), code_(code) {}
  const std::string& type() const { return type_; }
  const std::string& code() const { return code_; }

 private:
  std::string type_;
  std::string code_;
};

// Caller and gateway errors carry the type ISV, back-end errors ISP.
ApiError GatewayError(std::string_view code, const std::string& message);
ApiError BusinessError(std::string_view code, const std::string& message);
ApiError MissingParameter(std::string_view name);

// A new id in the platform's form; unique within the process. Any thread.
std::string NewRequestId(const Clock& clock);

// {"data":…,"code":"0","request_id":…}; `data` is JSON text.
Answer DataAnswer(std::string_view data, std::string_view request_id);
// {"result":…,"code":"0","request_id":…}, the form of the fulfilment calls.
Answer ResultAnswer(const nlohmann::json& result, std::string_view request_id);
Answer ErrorAnswer(const ApiError& error, std::string_view request_id);
Answer HtmlAnswer(std::string body, int http_status = 200);
Answer JsonAnswer(const nlohmann::json& document, int http_status = 200);

}  // namespace sandbox
