// Signs requests as Lazada asks: HMAC-SHA256 over the path and the sorted raw parameters.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/open_platform/client.hpp"
#include "plugin/open_platform/secret.hpp"

namespace lazada::open_platform {

// One application secret.  Any thread.
class Signer {
 public:
  explicit Signer(const Secret& app_secret);
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  // `parameters` are all that the request carries, in query and form together, in any order and
  // without "sign".  Returns 64 upper-case hexadecimal digits.
  std::string sign(std::string_view path, const std::vector<Parameter>& parameters) const;

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace lazada::open_platform
