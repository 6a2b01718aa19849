#include "sandbox/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace sandbox {
namespace {

std::string Digest(std::string_view secret, std::string_view text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &length);
  return Hex({reinterpret_cast<const char*>(mac), length}, true);
}

std::string BaseString(std::string_view path, const Parameters& parameters, bool with_empty) {
  std::string text(path);
  for (const auto& [name, value] : parameters) {
    if (name == "sign" || (value.empty() && !with_empty)) continue;
    text += name;
    text += value;
  }
  return text;
}

bool Same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string Hex(std::string_view bytes, bool upper_case) {
  const char* digits = upper_case ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::string Sign(std::string_view secret, std::string_view path, const Parameters& parameters) {
  return Digest(secret, BaseString(path, parameters, true));
}

bool SignatureMatches(std::string_view secret, std::string_view path, const Parameters& parameters,
                      std::string_view given) {
  if (Same(Digest(secret, BaseString(path, parameters, true)), given)) return true;
  const bool has_empty = std::any_of(parameters.begin(), parameters.end(),
                                     [](const auto& p) { return p.second.empty(); });
  return has_empty && Same(Digest(secret, BaseString(path, parameters, false)), given);
}

}  // namespace sandbox
