#include "adapters/regions.hpp"

namespace lazada::adapters {

const RegionAdapter& singapore() {
  static const RegionAdapter adapter{
      .id = "lazada.sg",
      .region = "sg",
      .name = "Lazada Singapore",
      .api_base = "https://api.lazada.sg/rest",
      .storefront = "https://www.lazada.sg",
      .seller_center = "https://sellercenter.lazada.sg",
      .currency = "SGD",
      .decimals = 2,
      .time_zone = "Asia/Singapore",
      .utc_offset_minutes = 480,
      .languages = std::vector<std::string_view>{"en_SG", "en_US"},
      .uses_post_code = true,
      .has_wards = false,
      .has_tax_number = false,
      .has_branch_number = false,
  };
  return adapter;
}

}  // namespace lazada::adapters
