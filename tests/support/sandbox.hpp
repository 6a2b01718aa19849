// The real lazada-sandbox, started for a test.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace test_support {

class Sandbox {
 public:
  explicit Sandbox(const std::vector<std::string>& arguments = {});

  const std::string& url() const { return url_; }         // http://127.0.0.1:PORT
  const nlohmann::json& ready() const { return ready_; }  // its first line

  // Any address below url(); throws unless the status is 200.
  nlohmann::json get(const std::string& path) const;
  nlohmann::json post(const std::string& path, const nlohmann::json& body) const;

  // Plays the seller in the browser: opens the URL, signs in, authorises, and returns the
  // address that the browser is sent back to.
  std::string authorise_in_browser(const std::string& authorize_url, const std::string& region,
                                   const std::string& login) const;

  Background& process() { return *process_; }

 private:
  std::unique_ptr<Background> process_;
  std::string url_;
  nlohmann::json ready_;
};

}  // namespace test_support
