#include "adapters/regions.hpp"

namespace lazada::adapters {

const RegionAdapter& vietnam() {
  static const RegionAdapter adapter{
      .id = "lazada.vn",
      .region = "vn",
      .name = "Lazada Vietnam",
      .api_base = "https://api.lazada.vn/rest",
      .storefront = "https://www.lazada.vn",
      .seller_center = "https://sellercenter.lazada.vn",
      .currency = "VND",
      .decimals = 0,
      .time_zone = "Asia/Ho_Chi_Minh",
      .utc_offset_minutes = 420,
      .languages = std::vector<std::string_view>{"vi_VN", "en_US"},
      .uses_post_code = true,
      .has_wards = true,
      .has_tax_number = true,
      .has_branch_number = false,
  };
  return adapter;
}

}  // namespace lazada::adapters
