// What an administrator does with SKUs: listings, rules, the unmapped, suggestions, the catalogue.
#ifndef SAMPLE_HOST_MAPPING_MAPPING_SERVICE_HPP_
#define SAMPLE_HOST_MAPPING_MAPPING_SERVICE_HPP_

#include <functional>
#include <string>
#include <vector>

#include "channels/store_channel.hpp"
#include "installation.hpp"
#include "mapping/listing_table.hpp"
#include "mapping/rule_changes.hpp"

namespace channel_host {

// Reads a mapping file against the platforms and stores of this tenant; nothing is stored.
struct RuleImport {
  std::vector<LineError> errors;  // when there are any, nothing may be applied
  RuleChanges changes;
};
RuleImport read_import(Installation& installation, const std::filesystem::path& file,
                       bool replace_all);

struct RuleEffect {
  std::int64_t orders = 0;            // orders that were mapped anew
  std::vector<std::string> deferred;  // why orders of a store wait for their next pull
};
// Stores the changes at once and maps the orders they touch.
RuleEffect apply_changes(Installation& installation, const RuleChanges& changes);

// One platform SKU; store empty: every store of the platform.  Without `add` the new rule takes
// the place of all rules of the platform SKU.
RuleChanges plan_mapping(Installation& installation, const SkuRule& rule, bool add);
// Throws Failure (kNotFound) when there is no rule.
RuleChanges plan_unmapping(Installation& installation, const std::string& platform,
                           const std::string& store, const std::string& platform_sku);

struct UnmappedSku {
  std::string store;
  std::string sku;
  std::string name;
  std::string former_sku;  // before the seller renamed it; else empty
  std::int64_t waiting_orders = 0;
  std::int64_t waiting_items = 0;
  bool listed = false;
};
// Most waiting orders first; listings that nobody has ordered yet come last.  store empty: all.
std::vector<UnmappedSku> unmapped_skus(Installation& installation, const std::string& store);

struct Suggestion {
  std::string platform_sku;
  std::string name;
  std::string system_sku;
  int score = 0;      // 0 to 100
  std::string match;  // as in chapi.map-result/1
};
// Pairs of unmapped SKUs and system SKUs; nothing is applied.
std::vector<Suggestion> suggest_mapping(Installation& installation, const std::string& store);

// Columns system_sku,name,barcode; all or nothing.  Returns the errors.
std::vector<LineError> import_catalogue(Installation& installation,
                                        const std::filesystem::path& file, std::int64_t* rows);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_MAPPING_SERVICE_HPP_
