#include "support/sandbox.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/Timespan.h>
#include <Poco/URI.h>

#include <map>
#include <regex>
#include <stdexcept>

namespace test_support {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

struct Answer {
  int status = 0;
  std::string location;
  std::string body;
};

Answer request(const std::string& url, const std::string& method, const std::string& type = {},
               const std::string& body = {}) {
  const Poco::URI uri(url);
  Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
  session.setTimeout(Poco::Timespan(60, 0));
  HTTPRequest ask(method, uri.getPathAndQuery(), HTTPRequest::HTTP_1_1);
  if (method == HTTPRequest::HTTP_POST) {
    ask.setContentType(type);
    ask.setContentLength64(static_cast<Poco::Int64>(body.size()));
  }
  session.sendRequest(ask) << body;
  HTTPResponse response;
  std::istream& in = session.receiveResponse(response);
  Answer answer;
  Poco::StreamCopier::copyToString(in, answer.body);
  answer.status = response.getStatus();
  answer.location = response.get("Location", "");
  return answer;
}

nlohmann::json checked(const std::string& url, const Answer& answer) {
  if (answer.status != 200) {
    throw std::runtime_error(url + ": HTTP " + std::to_string(answer.status) + " " + answer.body);
  }
  return nlohmann::json::parse(answer.body);
}

std::string attribute(const std::string& tag, const std::string& name) {
  std::smatch found;
  const std::regex pattern("\\s" + name + "\\s*=\\s*\"([^\"]*)\"");
  if (!std::regex_search(tag, found, pattern)) return {};
  return std::regex_replace(found[1].str(), std::regex("&amp;"), "&");
}

// The first form of a page, filled in the way a seller does.
struct Form {
  std::string action;
  std::map<std::string, std::string> fields;
};

Form fill_in(const std::string& page, const std::string& region, const std::string& login,
             const std::string& password) {
  Form form;
  std::smatch found;
  if (!std::regex_search(page, found, std::regex("<form[^>]*>"))) {
    throw std::runtime_error("the page has no form: " + page.substr(0, 400));
  }
  form.action = attribute(found.str(), "action");
  const std::regex control("<(input|select|button)[^>]*>");
  for (std::sregex_iterator at(page.begin(), page.end(), control), end; at != end; ++at) {
    const std::string tag = at->str();
    const std::string name = attribute(tag, "name");
    if (name.empty()) continue;
    if (attribute(tag, "type") == "password") {
      form.fields[name] = password;
    } else if (name == "login" || name == "account") {
      form.fields[name] = login;
    } else if (name == "site" || name == "country") {
      form.fields[name] = region;
    } else {
      form.fields.emplace(name, attribute(tag, "value"));
    }
  }
  return form;
}

std::string encoded(const std::map<std::string, std::string>& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += name + '=';
    Poco::URI::encode(value, ":/?#[]@!$&'()*+,;= ", text);
  }
  return text;
}

}  // namespace

Sandbox::Sandbox(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{SANDBOX_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  process_ = std::make_unique<Background>(command);
  ready_ = nlohmann::json::parse(process_->line(std::chrono::seconds(120)));
  url_ = ready_.at("http").get<std::string>();
}

nlohmann::json Sandbox::get(const std::string& path) const {
  return checked(path, request(url_ + path, HTTPRequest::HTTP_GET));
}

nlohmann::json Sandbox::post(const std::string& path, const nlohmann::json& body) const {
  return checked(path,
                 request(url_ + path, HTTPRequest::HTTP_POST, "application/json", body.dump()));
}

std::string Sandbox::authorise_in_browser(const std::string& authorize_url,
                                          const std::string& region,
                                          const std::string& login) const {
  Poco::URI here(authorize_url);
  Answer answer = request(authorize_url, HTTPRequest::HTTP_GET);
  for (int page = 0; page < 5; ++page) {
    if (answer.status == 302) {
      Poco::URI next(here);
      next.resolve(answer.location);
      if (next.getAuthority() != here.getAuthority()) return next.toString();
      here = next;
      answer = request(here.toString(), HTTPRequest::HTTP_GET);
      continue;
    }
    if (answer.status != 200) {
      throw std::runtime_error("HTTP " + std::to_string(answer.status) + ": " + answer.body);
    }
    const Form form = fill_in(answer.body, region, login, ready_.at("password"));
    here.resolve(form.action);
    answer = request(here.toString(), HTTPRequest::HTTP_POST, "application/x-www-form-urlencoded",
                     encoded(form.fields));
  }
  throw std::runtime_error("the authorisation pages do not end: " + answer.body.substr(0, 400));
}

}  // namespace test_support
