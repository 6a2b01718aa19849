#include "vault/cipher.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

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

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// How many forks led to this process.  A child has the same random numbers as its parent, which
// must not be used twice.
int forks_before() {
  static std::atomic<int> forks{0};
  static const int registered = pthread_atfork(nullptr, nullptr, [] { ++forks; });
  if (registered != 0) fail_sealing();
  return forks.load(std::memory_order_relaxed);
}

// Random numbers for nonces, drawn many at once: one draw costs half as much as sealing an order.
class Nonces {
 public:
  // Writes a nonce that was never handed out before.
  void take(char* to) {
    const int forks = forks_before();
    if (left_ == 0 || forks != forks_) {
      if (RAND_bytes(bytes_.data(), static_cast<int>(bytes_.size())) != 1) fail_sealing();
      left_ = bytes_.size() / kNonceSize;
      forks_ = forks;
    }
    --left_;
    std::copy_n(bytes_.data() + left_ * kNonceSize, kNonceSize, raw(to));
  }

 private:
  std::array<unsigned char, 32 * kNonceSize> bytes_{};
  std::size_t left_ = 0;
  int forks_ = 0;
};

}  // namespace

// Contexts that know the key and that no thread uses at the moment: setting the key anew for
// every text costs a quarter of sealing an order.
struct Cipher::Sealers {
  struct Sealer {
    std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context{EVP_CIPHER_CTX_new()};
    Nonces nonces;
  };
  std::mutex mutex;
  std::vector<std::unique_ptr<Sealer>> idle;

  std::unique_ptr<Sealer> take(const std::string& key) {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto sealer = std::move(idle.back());
        idle.pop_back();
        return sealer;
      }
    }
    auto sealer = std::make_unique<Sealer>();
    if (EVP_EncryptInit_ex(sealer->context.get(), aes_256_gcm(), nullptr, raw(key.data()),
                           nullptr) != 1) {
      fail_sealing();
    }
    return sealer;
  }

  void give_back(std::unique_ptr<Sealer> sealer) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(sealer));
  }
};

Cipher::Cipher(std::string key) : key_(std::move(key)), sealers_(std::make_unique<Sealers>()) {
  if (key_.size() != kKeySize) throw Failure(Exit::kKeyFile, "The key must have 32 bytes.");
}

Cipher::~Cipher() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string Cipher::seal(std::string_view plain, std::string_view place) const {
  std::string out(kHeadSize + plain.size(), '\0');
  out[0] = kVersion;
  char* nonce = out.data() + 1;
  char* tag = nonce + kNonceSize;
  char* text = tag + kTagSize;
  auto sealer = sealers_->take(key_);
  sealer->nonces.take(nonce);
  EVP_CIPHER_CTX* c = sealer->context.get();
  int n = 0;
  if (EVP_EncryptInit_ex(c, nullptr, nullptr, nullptr, raw(nonce)) != 1 ||
      EVP_EncryptUpdate(c, nullptr, &n, raw(place.data()), static_cast<int>(place.size())) != 1 ||
      EVP_EncryptUpdate(c, raw(text), &n, raw(plain.data()), static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(c, raw(text) + n, &n) != 1 ||
      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, kTagSize, tag) != 1) {
    fail_sealing();
  }
  sealers_->give_back(std::move(sealer));
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
