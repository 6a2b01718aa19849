#include "adapters/regions.hpp"

namespace lazada::adapters {

const RegionAdapter& malaysia() {
  static const RegionAdapter adapter{
      .id = "lazada.my",
      .region = "my",
      .name = "Lazada Malaysia",
      .api_base = "https://api.lazada.com.my/rest",
      .storefront = "https://www.lazada.com.my",
      .seller_center = "https://sellercenter.lazada.com.my",
      .currency = "MYR",
      .decimals = 2,
      .time_zone = "Asia/Kuala_Lumpur",
      .utc_offset_minutes = 480,
      .languages = std::vector<std::string_view>{"ms_MY", "en_US"},
      .uses_post_code = true,
      .has_wards = false,
      .has_tax_number = false,
      .has_branch_number = false,
  };
  return adapter;
}

}  // namespace lazada::adapters
