#include "plugin/open_platform/sites.hpp"

#include <string_view>

namespace lazada::open_platform {
namespace {

// One host serves tokens and the authorisation page of all regions.
constexpr std::string_view kAuth = "https://auth.lazada.com/rest";
constexpr std::string_view kAuthorizePage = "https://auth.lazada.com/oauth/authorize";

}  // namespace

Sites sites_of(const Config& config, const adapters::RegionAdapter& adapter) {
  Sites sites;
  if (config.sandbox.empty()) {
    sites.api = parse_endpoint(adapter.api_base.value, "The region's address");
    sites.auth = parse_endpoint(kAuth, "The token address");
    sites.authorize_page = kAuthorizePage;
    sites.file_origins = {
        parse_endpoint(adapter.seller_center.value, "The Seller Center address").origin,
        sites.api.origin};
    return sites;
  }
  constexpr std::string_view kWhat = "The channel configuration's \"sandbox\"";
  const std::string region(adapter.region.value);
  sites.api = parse_endpoint(config.sandbox + "/" + region + "/rest", kWhat);
  sites.auth = parse_endpoint(config.sandbox + "/auth/rest", kWhat);
  sites.authorize_page = config.sandbox + "/auth/oauth/authorize";
  sites.file_origins = {sites.api.origin};
  return sites;
}

std::vector<std::string> hosts_of(const adapters::RegionAdapter& adapter) {
  const Sites sites = sites_of(Config{}, adapter);
  return {sites.api.origin.host, sites.auth.origin.host, sites.file_origins.front().host};
}

}  // namespace lazada::open_platform
