#include "plugin/open_platform/sign.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace lazada::open_platform {
namespace {

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

[[noreturn]] void fail() {
  throw Error(CHAPI_INTERNAL, "signing_failed", "OpenSSL could not compute HMAC-SHA256.");
}

}  // namespace

// Keyed contexts that no thread uses at the moment.  A context is keyed once and initialised
// again for every message; copying a finished one would give a wrong signature silently.
struct Signer::Contexts {
  std::unique_ptr<EVP_MAC, FreeMac> mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  Secret key;
  std::mutex mutex;
  std::vector<Context> idle;

  Context take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        Context context = std::move(idle.back());
        idle.pop_back();
        return context;
      }
    }
    Context context(EVP_MAC_CTX_new(mac.get()));
    char digest[] = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    const auto* bytes = reinterpret_cast<const unsigned char*>(key.reveal().data());
    if (!context ||
        EVP_MAC_init(context.get(), bytes, key.reveal().size(), parameters.data()) != 1) {
      fail();
    }
    return context;
  }

  void give_back(Context context) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(context));
  }
};

Signer::Signer(const Secret& app_secret) : contexts_(std::make_unique<Contexts>()) {
  contexts_->key = app_secret;
  if (!contexts_->mac) fail();
}

Signer::~Signer() = default;

std::string Signer::sign(std::string_view path, const std::vector<Parameter>& parameters) const {
  std::vector<const Parameter*> sorted;
  sorted.reserve(parameters.size());
  std::size_t size = path.size();
  for (const Parameter& p : parameters) {
    sorted.push_back(&p);
    size += p.name.size() + p.value.size();
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Parameter* a, const Parameter* b) { return a->name < b->name; });
  std::string text;
  text.reserve(size);
  text += path;
  for (const Parameter* p : sorted) {
    text += p->name;
    text += p->value;
  }

  Context context = contexts_->take();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  std::size_t digest_size = 0;
  if (EVP_MAC_init(context.get(), nullptr, 0, nullptr) != 1 ||
      EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size()) != 1 ||
      EVP_MAC_final(context.get(), digest.data(), &digest_size, digest.size()) != 1) {
    fail();
  }
  contexts_->give_back(std::move(context));

  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string hex(digest_size * 2, '\0');
  for (std::size_t i = 0; i < digest_size; ++i) {
    hex[2 * i] = kDigits[digest[i] >> 4];
    hex[2 * i + 1] = kDigits[digest[i] & 0x0F];
  }
  return hex;
}

}  // namespace lazada::open_platform
