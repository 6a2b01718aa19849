#include "adapters/regions.hpp"

namespace lazada::adapters {

const RegionAdapter& philippines() {
  static const RegionAdapter adapter{
      .id = "lazada.ph",
      .region = "ph",
      .name = "Lazada Philippines",
      .api_base = "https://api.lazada.com.ph/rest",
      .storefront = "https://www.lazada.com.ph",
      .seller_center = "https://sellercenter.lazada.com.ph",
      .currency = "PHP",
      .decimals = 2,
      .time_zone = "Asia/Manila",
      .utc_offset_minutes = 480,
      .languages = std::vector<std::string_view>{"fil_PH", "en_US"},
      .uses_post_code = true,
      .has_wards = true,
      .has_tax_number = false,
      .has_branch_number = false,
  };
  return adapter;
}

}  // namespace lazada::adapters
