#include "vault/sha256.hpp"

#include <openssl/evp.h>

#include "failure.hpp"

namespace channel_host {
namespace {

void expect(int one) {
  if (one != 1) throw Failure(Exit::kDefect, "OpenSSL refused to compute a SHA-256.");
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  expect(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void Sha256::add(std::string_view bytes) {
  expect(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
  std::string digest(32, '\0');
  expect(
      EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr));
  expect(EVP_DigestInit_ex(context_.get(), nullptr, nullptr));  // the same digest again
  return digest;
}

std::string sha256(std::string_view bytes) {
  thread_local Sha256 digest;
  digest.add(bytes);
  return digest.finish();
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace channel_host
