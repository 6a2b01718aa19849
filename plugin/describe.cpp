#include "plugin/describe.hpp"

#include <chapi/ext/documents.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "config_schema.hpp"  // config.schema.json, written by the build
#include "plugin/open_platform/sites.hpp"

namespace lazada {

std::string describe(const adapters::RegionAdapter& adapter) {
  nlohmann::json languages = nlohmann::json::array();
  for (const std::string_view language : adapter.languages.value) languages.push_back(language);
  const nlohmann::json document = {
      {"schema", "chapi.adapter-description/1"},
      {"adapter", adapter.id.value},
      {"platform", "lazada"},
      {"region", adapter.region.value},
      {"name", adapter.name.value},
      {"version", LAZADA_VERSION},
      {"currency", adapter.currency.value},
      {"decimals", adapter.decimals.value},
      {"time_zone", adapter.time_zone.value},
      {"utc_offset_minutes", adapter.utc_offset_minutes.value},
      {"languages", std::move(languages)},
      {"sites",
       {{"storefront", adapter.storefront.value}, {"seller_center", adapter.seller_center.value}}},
      {"capabilities", {"authorize", "pull_orders", "push_shipment", "map_sku"}},
      {"extensions", {CHAPI_EXT_DOCUMENTS}},
      {"hosts", open_platform::hosts_of(adapter)},
      {"config_schema", nlohmann::json::parse(kConfigSchema)}};
  return document.dump();
}

}  // namespace lazada
