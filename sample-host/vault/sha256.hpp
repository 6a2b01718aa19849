// SHA-256.  One object for one text, on one thread.
#ifndef SAMPLE_HOST_VAULT_SHA256_HPP_
#define SAMPLE_HOST_VAULT_SHA256_HPP_

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace channel_host {

class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string finish();  // the 32 raw bytes; the object starts anew

 private:
  std::shared_ptr<evp_md_ctx_st> context_;
};

std::string sha256(std::string_view bytes);  // 32 raw bytes
std::string hex(std::string_view bytes);     // lower case

}  // namespace channel_host

#endif  // SAMPLE_HOST_VAULT_SHA256_HPP_
