// HTTPS with an own authority that lives as long as the process.
#pragma once

#include <Poco/Net/Context.h>

#include <string>

namespace sandbox {

// Makes a certificate authority and a server certificate for 127.0.0.1 and localhost. Nothing is
// written to disk. Throws std::runtime_error with OpenSSL's words.
class Certificate {
 public:
  Certificate();
  const std::string& AuthorityPem() const { return authority_pem_; }
  Poco::Net::Context::Ptr ServerContext() const { return context_; }

 private:
  std::string authority_pem_;
  Poco::Net::Context::Ptr context_;
};

}  // namespace sandbox
