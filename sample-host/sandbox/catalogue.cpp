#include "sandbox/catalogue.hpp"

#include <array>
#include <cstdio>
#include <string_view>

#include "sandbox/random.hpp"
#include "sandbox/regions.hpp"

namespace sandbox {
namespace {

struct Good {
  std::string_view code;
  std::array<std::string_view, kRegionCount> names;  // sg (English), my, th, vn, id, ph
  int64_t dollars_hundredths;
  bool variants;
  bool digital;
};

constexpr std::array<Good, 12> kGoods = {{
    {"TSH",
     {"Cotton T-Shirt", "Baju-T Kapas", "เสื้อยืดผ้าฝ้าย", "Áo thun cotton", "Kaos Katun",
      "Kamisetang Bulak"},
     990,
     true,
     false},
    {"GFT",
     {"Game Voucher (e-mail delivery)", "Baucar Permainan (e-mel)", "บัตรเติมเกม (ส่งทางอีเมล)",
      "Thẻ nạp game (gửi qua email)", "Voucher Game (kirim via email)",
      "Game Voucher (ipapadala sa email)"},
     60,
     false,
     true},
    {"CUP",
     {"Ceramic Mug", "Cawan Seramik", "แก้วเซรามิก", "Cốc sứ", "Mug Keramik", "Tasang Seramika"},
     650,
     true,
     false},
    {"SHO",
     {"Running Shoes", "Kasut Larian", "รองเท้าวิ่ง", "Giày chạy bộ", "Sepatu Lari",
      "Sapatos Pantakbo"},
     4590,
     true,
     false},
    {"BAG",
     {"Canvas Backpack", "Beg Galas Kanvas", "กระเป๋าเป้ผ้าใบ", "Ba lô vải bố", "Ransel Kanvas",
      "Backpack na Kanbas"},
     2890,
     true,
     false},
    {"LMP",
     {"LED Desk Lamp", "Lampu Meja LED", "โคมไฟตั้งโต๊ะ LED", "Đèn bàn LED", "Lampu Meja LED",
      "Lamparang LED"},
     1875,
     false,
     false},
    {"CAB",
     {"USB-C Cable 2 m", "Kabel USB-C 2 m", "สายชาร์จ USB-C 2 ม.", "Cáp USB-C 2 m",
      "Kabel USB-C 2 m", "Kable na USB-C 2 m"},
     345,
     true,
     false},
    {"KTL",
     {"Electric Kettle 1.7 L", "Cerek Elektrik 1.7 L", "กาต้มน้ำไฟฟ้า 1.7 ล.", "Ấm siêu tốc 1,7 L",
      "Ketel Listrik 1,7 L", "De-kuryenteng Takure 1.7 L"},
     2260,
     false,
     false},
    {"SOA",
     {"Herbal Soap (3 pcs)", "Sabun Herba (3 biji)", "สบู่สมุนไพร (3 ก้อน)", "Xà phòng thảo mộc (3)",
      "Sabun Herbal (isi 3)", "Sabong Halaman (3 piraso)"},
     520,
     false,
     false},
    {"RIC",
     {"Jasmine Rice 5 kg", "Beras Wangi 5 kg", "ข้าวหอมมะลิ 5 กก.", "Gạo thơm 5 kg",
      "Beras Melati 5 kg", "Bigas na Jasmine 5 kg"},
     1440,
     false,
     false},
    {"WAR",
     {"Two-Door Wardrobe", "Almari Dua Pintu", "ตู้เสื้อผ้า 2 บาน", "Tủ quần áo 2 cánh",
      "Lemari Dua Pintu", "Aparador na May Dalawang Pinto"},
     15900,
     true,
     false},
    {"WAT",
     {"Steel Watch", "Jam Tangan Keluli", "นาฬิกาเหล็ก", "Đồng hồ thép", "Jam Tangan Baja",
      "Relong Bakal"},
     7999,
     true,
     false},
}};

struct Colour {
  std::string_view code;
  std::string_view name;
};
constexpr std::array<Colour, 5> kColours = {
    {{"BLK", "Black"}, {"WHT", "White"}, {"RED", "Red"}, {"NVY", "Navy"}, {"GRN", "Green"}}};
constexpr std::array<std::string_view, 4> kSizes = {"S", "M", "L", "XL"};
constexpr std::array<std::string_view, 6> kBrands = {"Kopi House",  "No Brand",     "Orchard Lane",
                                                     "Sunda & Co.", "Mekong Works", "Baybayin"};

int64_t Rounded(int64_t hundredths, const Region& region) {
  if (!region.whole_units) return hundredths;
  return (hundredths + 49999) / 50000 * 50000;  // five hundred whole units
}

std::string SellerSku(const Good& good, uint32_t product, const Colour& colour,
                      std::string_view size) {
  char text[64];
  if (!good.variants) {
    std::snprintf(text, sizeof text, "%.*s-%04u", static_cast<int>(good.code.size()),
                  good.code.data(), product + 1);
  } else {
    std::snprintf(text, sizeof text, "%.*s-%04u-%.*s-%.*s", static_cast<int>(good.code.size()),
                  good.code.data(), product + 1, static_cast<int>(colour.code.size()),
                  colour.code.data(), static_cast<int>(size.size()), size.data());
  }
  return text;
}

// Sellers write what they like into a SKU; a few of these stand in every larger shop.
std::string OddSellerSku(uint32_t product, const std::string& plain) {
  switch (product % 50) {
    case 17:
      return "=1+" + plain;
    case 27:
      return "ก-" + plain + " ใหม่";
    case 37:
      return plain + ",\"blue\"";
    default:
      return plain;
  }
}

void AddProduct(Catalogue& catalogue, size_t region_index, uint64_t seed, uint32_t index,
                bool listed, int64_t start_s, int64_t now_s) {
  const Region& region = Regions()[region_index];
  Random random(Mix(seed, index));
  const Good& good = listed ? kGoods[index % kGoods.size()] : kGoods[2 + index % 10];
  Product product;
  product.seed = random.Next();
  product.item_id = 200000000 + static_cast<int64_t>(region_index) * 100000000 +
                    static_cast<int64_t>(index) * 977 + static_cast<int64_t>(random.Below(900));
  const std::string number = " " + std::to_string(index / kGoods.size() + 1);
  product.name = std::string(good.names[region_index]) + number;
  product.name_en = std::string(good.names[0]) + number;
  product.brand = random.Pick(kBrands);
  product.category = 10000200 + static_cast<int64_t>(index % kGoods.size());
  const auto life = static_cast<uint64_t>(now_s - start_s > 1 ? now_s - start_s : 1);
  product.created_s = start_s + static_cast<int64_t>(random.Below(life));
  product.updated_s =
      product.created_s +
      static_cast<int64_t>(random.Below(static_cast<uint64_t>(now_s - product.created_s + 1)));
  product.digital = good.digital;
  switch (index < 10 ? 0 : index % 23) {
    case 11:
      product.status = "InActive";
      break;
    case 13:
      product.status = "Pending QC";
      break;
    case 17:
      product.status = "Suspended";
      product.sub_status = "Live Reject";
      break;
    case 19:
      product.status = "Deleted";
      break;
    default:
      product.status = "Active";
  }
  product.first_sku = static_cast<uint32_t>(catalogue.skus.size());
  product.sku_count = good.variants ? 2 + static_cast<uint32_t>(random.Below(3)) : 1;
  const auto colour_from = random.Below(kColours.size());
  for (uint32_t v = 0; v < product.sku_count; ++v) {
    const Colour& colour = kColours[(colour_from + v / 2) % kColours.size()];
    const std::string_view size = kSizes[(v + index) % kSizes.size()];
    Sku sku;
    sku.product = static_cast<uint32_t>(catalogue.products.size());
    sku.sku_id = 300000000 + product.item_id * 3 + v * 11;
    sku.seller_sku = listed ? OddSellerSku(index, SellerSku(good, index, colour, size))
                            : "OLD-" + SellerSku(good, index, colour, size);
    // Two listings of one seller may carry the same seller SKU; only the SKU id tells them apart.
    if (index == 41 && v == 0 && catalogue.products.size() > 40) {
      sku.seller_sku = catalogue.skus[catalogue.products[40].first_sku].seller_sku;
    }
    sku.shop_sku = std::to_string(product.item_id) + "_" + std::string(region.shop_sku_tag) + "-" +
                   std::to_string(sku.sku_id);
    if (good.variants) {
      sku.colour = colour.name;
      sku.size = size;
    }
    const int64_t dollars = good.dollars_hundredths + static_cast<int64_t>(v) * 40 +
                            static_cast<int64_t>(index / kGoods.size() % 7) * 15;
    sku.price = Rounded(dollars * region.price_scale, region);
    if (random.Chance(20)) sku.special_price = Rounded(sku.price * 9 / 10, region);
    sku.sellable = static_cast<int64_t>(random.Below(400));
    sku.withhold = static_cast<int64_t>(random.Below(4));
    sku.occupy = static_cast<int64_t>(random.Below(9));
    sku.active = product.status == "Active" && !(product.sku_count > 2 && v == 2 && index % 9 == 0);
    catalogue.skus.push_back(std::move(sku));
  }
  catalogue.products.push_back(std::move(product));
}

}  // namespace

std::string Sku::Variation() const {
  if (colour.empty()) return {};
  return "Color family:" + colour + ", Size:" + size;
}

Catalogue MakeCatalogue(size_t region, uint64_t seed, uint32_t products, int64_t start_s,
                        int64_t now_s) {
  Catalogue catalogue;
  for (uint32_t i = 0; i < products; ++i) {
    AddProduct(catalogue, region, seed, i, true, start_s, now_s);
  }
  catalogue.listed_products = static_cast<uint32_t>(catalogue.products.size());
  catalogue.listed_skus = static_cast<uint32_t>(catalogue.skus.size());
  const uint32_t retired = 2 + products / 20;
  for (uint32_t i = 0; i < retired; ++i) {
    AddProduct(catalogue, region, seed, products + i, false, start_s, now_s);
  }
  for (const Product& product : catalogue.products) {
    if (product.digital) {
      catalogue.digital_sku = product.first_sku;
      break;
    }
  }
  return catalogue;
}

}  // namespace sandbox
