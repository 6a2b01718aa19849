// AES-256-GCM for what lies in the database: tokens, the application secret, buyer data.
#ifndef SAMPLE_HOST_VAULT_CIPHER_HPP_
#define SAMPLE_HOST_VAULT_CIPHER_HPP_

#include <memory>
#include <string>
#include <string_view>

namespace channel_host {

// [any thread] after construction.
class Cipher {
 public:
  static constexpr std::size_t kKeySize = 32;

  explicit Cipher(std::string key);  // 32 bytes
  ~Cipher();
  Cipher(const Cipher&) = delete;
  Cipher& operator=(const Cipher&) = delete;

  // `place` names where the text belongs (table and key); a sealed text that is moved to
  // another place no longer opens.
  std::string seal(std::string_view plain, std::string_view place) const;
  // Throws Failure (kKeyFile) when the bytes were changed or sealed with another key.
  std::string open(std::string_view sealed, std::string_view place) const;
  // Another key of 32 bytes, for this purpose only.
  std::string derive_key(std::string_view purpose) const;

 private:
  struct Sealers;
  std::string key_;
  std::unique_ptr<Sealers> sealers_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_VAULT_CIPHER_HPP_
