#include "vault/blind_index.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <array>
#include <cstring>
#include <string>

#include "failure.hpp"

namespace channel_host {
namespace {

[[noreturn]] void fail_hashing() {
  throw Failure(Exit::kDefect, "OpenSSL refused to hash (HMAC-SHA-256).");
}

}  // namespace

BlindIndex::BlindIndex(const Cipher& cipher, std::string_view purpose) {
  static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  context_.reset(EVP_MAC_CTX_new(mac), &EVP_MAC_CTX_free);
  const std::string key = cipher.derive_key(purpose);
  char digest[] = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  if (context_ == nullptr ||
      EVP_MAC_init(context_.get(), reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                   parameters.data()) != 1) {
    fail_hashing();
  }
}

std::int64_t BlindIndex::hash(std::string_view text) const {
  std::array<unsigned char, 32> out{};
  std::size_t size = 0;
  // Without a key the context begins anew with the one it has.
  if (EVP_MAC_init(context_.get(), nullptr, 0, nullptr) != 1 ||
      EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size()) != 1 ||
      EVP_MAC_final(context_.get(), out.data(), &size, out.size()) != 1) {
    fail_hashing();
  }
  std::int64_t first = 0;
  std::memcpy(&first, out.data(), sizeof first);
  return first;
}

}  // namespace channel_host
