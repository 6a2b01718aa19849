// What an administrator does with SKUs: the unmapped, suggestions, the catalogue.
#ifndef SAMPLE_HOST_MAPPING_MAPPING_SERVICE_HPP_
#define SAMPLE_HOST_MAPPING_MAPPING_SERVICE_HPP_

#include <filesystem>
#include <string>
#include <vector>

#include "installation.hpp"
#include "mapping/csv_text.hpp"

namespace channel_host {

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
// Pairs of unmapped SKUs and system SKUs, best first; nothing is applied.
std::vector<Suggestion> suggest_mapping(Installation& installation, const std::string& store);
// The best suggestion of each platform SKU, of those with at least `least_score`; where two are
// equally good a person must choose, and there is none.
std::vector<Suggestion> best_suggestions(const std::vector<Suggestion>& suggestions,
                                         int least_score);

// Columns system_sku,name,barcode; all or nothing.  Returns the errors.
std::vector<LineError> import_catalogue(Installation& installation,
                                        const std::filesystem::path& file, std::int64_t* rows);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_MAPPING_SERVICE_HPP_
