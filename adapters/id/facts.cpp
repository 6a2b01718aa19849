#include "adapters/regions.hpp"

namespace lazada::adapters {

const RegionAdapter& indonesia() {
  static const RegionAdapter adapter{
      .id = "lazada.id",
      .region = "id",
      .name = "Lazada Indonesia",
      .api_base = "https://api.lazada.co.id/rest",
      .storefront = "https://www.lazada.co.id",
      .seller_center = "https://sellercenter.lazada.co.id",
      .currency = "IDR",
      .decimals = 0,
      .time_zone = "Asia/Jakarta",
      .utc_offset_minutes = 420,
      .languages = std::vector<std::string_view>{"id_ID", "en_US"},
      .uses_post_code = false,
      .has_wards = true,
      .has_tax_number = false,
      .has_branch_number = false,
  };
  return adapter;
}

}  // namespace lazada::adapters
