#include "adapters/regions.hpp"

namespace lazada::adapters {

const RegionAdapter& thailand() {
  static const RegionAdapter adapter{
      .id = "lazada.th",
      .region = "th",
      .name = "Lazada Thailand",
      .api_base = "https://api.lazada.co.th/rest",
      .storefront = "https://www.lazada.co.th",
      .seller_center = "https://sellercenter.lazada.co.th",
      .currency = "THB",
      .decimals = 2,
      .time_zone = "Asia/Bangkok",
      .utc_offset_minutes = 420,
      .languages = std::vector<std::string_view>{"th_TH", "en_US"},
      .uses_post_code = true,
      .has_wards = true,
      .has_tax_number = true,
      .has_branch_number = true,
  };
  return adapter;
}

}  // namespace lazada::adapters
