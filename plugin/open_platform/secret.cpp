#include "plugin/open_platform/secret.hpp"

#include <openssl/crypto.h>

namespace lazada::open_platform {

void Secret::wipe() noexcept {
  if (!text_.empty()) OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace lazada::open_platform
