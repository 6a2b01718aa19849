// One signature of an /orders/get request: sorted, keyed context reused, against the obvious way.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <map>
#include <string>

#include "plugin/open_platform/sign.hpp"

namespace {

using lazada::open_platform::Parameter;

const std::vector<Parameter> kParameters{{"update_after", "2026-05-01T08:00:00+07:00"},
                                         {"sort_by", "updated_at"},
                                         {"sort_direction", "ASC"},
                                         {"limit", "100"},
                                         {"offset", "0"},
                                         {"app_key", "500100"},
                                         {"sign_method", "sha256"},
                                         {"timestamp", "1777600000000"},
                                         {"access_token", std::string(62, '5')}};
const std::string kSecret(32, 's');

std::string plainly(const std::string& path) {
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : kParameters) sorted[name] = value;
  std::string text = path;
  for (const auto& [name, value] : sorted) text += name + value;
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789ABCDEF"[mac[i] >> 4];
    hex += "0123456789ABCDEF"[mac[i] & 15];
  }
  return hex;
}

void Sign(benchmark::State& state) {
  const lazada::open_platform::Signer signer{lazada::open_platform::Secret(kSecret)};
  if (signer.sign("/orders/get", kParameters) != plainly("/orders/get")) {
    state.SkipWithError("the two ways disagree");
  }
  for (auto _ : state) benchmark::DoNotOptimize(signer.sign("/orders/get", kParameters));
}
BENCHMARK(Sign);

void SignWithMapAndOneShotHmac(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(plainly("/orders/get"));
}
BENCHMARK(SignWithMapAndOneShotHmac);

}  // namespace
