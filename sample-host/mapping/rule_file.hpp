// Mapping rules as CSV text: platform,store,platform_sku,system_sku,quantity,group.
#ifndef SAMPLE_HOST_MAPPING_RULE_FILE_HPP_
#define SAMPLE_HOST_MAPPING_RULE_FILE_HPP_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/csv_text.hpp"
#include "mapping/sku_rule.hpp"

namespace channel_host {

struct RuleFile {
  std::vector<SkuRule> rules;
  std::vector<LineError> refused;  // in the order of the lines
};

// Where the rows may belong: empty when (platform, store) is right, else what is wrong with it.
using PlaceCheck =
    std::function<std::string(const std::string& platform, const std::string& store)>;

// A refused row takes the other rows of its platform SKU or combo along: half a bundle would ship
// half of what was bought.
RuleFile read_rule_file(std::string_view text, const PlaceCheck& check);

std::string rule_file_header();
std::string rule_file_line(const SkuRule& rule);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_RULE_FILE_HPP_
