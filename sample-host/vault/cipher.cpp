#include "vault/cipher.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <memory>
#include <utility>

#include "failure.hpp"

namespace channel_host {
namespace {

// Layout: version 1 | nonce 12 | tag 16 | ciphertext.
constexpr char kVersion = 1;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kHeadSize = 1 + kNonceSize + kTagSize;

EVP_CIPHER_CTX* thread_context() {
  thread_local std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  return context.get();
}

// Fetched once: EVP_aes_256_gcm() would be looked up anew at every use.
const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

unsigned char* raw(char* p) { return reinterpret_cast<unsigned char*>(p); }
const unsigned char* raw(const char* p) { return reinterpret_cast<const unsigned char*>(p); }

[[noreturn]] void fail_sealing() {
  throw Failure(Exit::kDefect, "OpenSSL refused to encrypt (AES-256-GCM).");
}

}  // namespace

Cipher::Cipher(std::string key) : key_(std::move(key)) {
  if (key_.size() != kKeySize) throw Failure(Exit::kKeyFile, "The key must have 32 bytes.");
}

Cipher::~Cipher() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string Cipher::seal(std::string_view plain, std::string_view place) const {
  std::string out(kHeadSize + plain.size(), '\0');
  out[0] = kVersion;
  char* nonce = out.data() + 1;
  char* tag = nonce + kNonceSize;
  char* text = tag + kTagSize;
  EVP_CIPHER_CTX* c = thread_context();
  int n = 0;
  if (RAND_bytes(raw(nonce), kNonceSize) != 1 ||
      EVP_EncryptInit_ex(c, aes_256_gcm(), nullptr, raw(key_.data()), raw(nonce)) != 1 ||
      EVP_EncryptUpdate(c, nullptr, &n, raw(place.data()), static_cast<int>(place.size())) != 1 ||
      EVP_EncryptUpdate(c, raw(text), &n, raw(plain.data()), static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(c, raw(text) + n, &n) != 1 ||
      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, kTagSize, tag) != 1) {
    fail_sealing();
  }
  return out;
}

std::string Cipher::open(std::string_view sealed, std::string_view place) const {
  EVP_CIPHER_CTX* c = thread_context();
  const bool shaped = sealed.size() >= kHeadSize && sealed[0] == kVersion;
  std::string plain(shaped ? sealed.size() - kHeadSize : 0, '\0');
  int n = 0;
  bool good = shaped;
  if (good) {
    const char* nonce = sealed.data() + 1;
    std::string tag(sealed.substr(1 + kNonceSize, kTagSize));
    const char* text = sealed.data() + kHeadSize;
    good =
        EVP_DecryptInit_ex(c, aes_256_gcm(), nullptr, raw(key_.data()), raw(nonce)) == 1 &&
        EVP_DecryptUpdate(c, nullptr, &n, raw(place.data()), static_cast<int>(place.size())) == 1 &&
        EVP_DecryptUpdate(c, raw(plain.data()), &n, raw(text), static_cast<int>(plain.size())) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(c, raw(plain.data()) + n, &n) == 1;
  }
  if (!good) {
    throw Failure(Exit::kKeyFile, "The encrypted entry " + std::string(place) +
                                      " does not open with this key file: it was changed, or it "
                                      "belongs to another installation.");
  }
  return plain;
}

std::string Cipher::derive_key(std::string_view purpose) const {
  std::string derived(kKeySize, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), raw(purpose.data()),
           purpose.size(), raw(derived.data()), &size) == nullptr) {
    fail_sealing();
  }
  return derived;
}

}  // namespace channel_host
