// A keyed hash by which a sealed text can be found by whoever knows it, and guessed by nobody who
// has only the database.
#ifndef SAMPLE_HOST_VAULT_BLIND_INDEX_HPP_
#define SAMPLE_HOST_VAULT_BLIND_INDEX_HPP_

#include <cstdint>
#include <memory>
#include <string_view>

#include "vault/cipher.hpp"

struct evp_mac_ctx_st;

namespace channel_host {

// One thread at a time.
class BlindIndex {
 public:
  // Texts of different purposes have different hashes.
  BlindIndex(const Cipher& cipher, std::string_view purpose);
  // The first 64 bits of HMAC-SHA-256.
  std::int64_t hash(std::string_view text) const;

 private:
  std::shared_ptr<evp_mac_ctx_st> context_;
};

}  // namespace channel_host

#endif  // SAMPLE_HOST_VAULT_BLIND_INDEX_HPP_
