#include "plugin/open_platform/random_text.hpp"

#include <openssl/rand.h>

#include <string_view>

#include "plugin/open_platform/client.hpp"

namespace lazada::open_platform {

std::string random_text(std::size_t bytes) {
  std::string random(bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(bytes)) != 1) {
    throw Error(CHAPI_INTERNAL, "no_random", "OpenSSL has no random numbers.");
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : random) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0x0F];
  }
  return text;
}

}  // namespace lazada::open_platform
