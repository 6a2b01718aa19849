#include "sandbox/buyers.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "sandbox/random.hpp"
#include "sandbox/regions.hpp"

namespace sandbox {
namespace {

struct Place {
  std::string_view address3;
  std::string_view address4;
  std::string_view city;
  std::string_view post_code;
};

struct Tongue {
  std::array<std::string_view, 6> given;
  std::array<std::string_view, 6> family;
  bool family_first;
  std::array<std::string_view, 4> streets;
  std::array<Place, 4> places;
};

constexpr std::array<Tongue, kRegionCount> kTongues = {{
    {{"Wei Ling", "Jun Hao", "Priya", "Nur Aisyah", "Marcus", "Xin Yi"},
     {"Tan", "Lim", "Nair", "Rahman", "Lee", "Ng"},
     true,
     {"Leonie Hill Road, #13-01", "Toa Payoh Lorong 4, #08-221", "Jurong West Street 52, #11-04",
      "Changi Village Road, #01-59"},
     {{{"Singapore", "Singapore", "Singapore", "239195"},
       {"Singapore", "Singapore", "Singapore", "310075"},
       {"Singapore", "Singapore", "Singapore", "640528"},
       {"Singapore", "Singapore", "Singapore", "500001"}}}},
    {{"Siti", "Ahmad", "Mei Fong", "Kavitha", "Farid", "Aina"},
     {"binti Hassan", "bin Abdullah", "Wong", "a/p Raman", "bin Osman", "binti Yusof"},
     false,
     {"Jalan Ampang, Blok C-12-3", "Jalan SS 2/24", "Lorong Selamat 7", "Jalan Tebrau 88"},
     {{{"Wp Kuala Lumpur", "Kuala Lumpur", "Kuala Lumpur", "50450"},
       {"Selangor", "Petaling Jaya", "Petaling Jaya", "47300"},
       {"Penang", "Georgetown", "Georgetown", "10400"},
       {"Johor", "Johor Bahru", "Johor Bahru", "80250"}}}},
    {{"สมชาย", "กนกวรรณ", "ณัฐพล", "ปิยะดา", "วิชัย", "สุภาพร"},
     {"ใจดี", "ศรีสุข", "วงศ์ใหญ่", "ทองคำ", "แสงจันทร์", "บุญมี"},
     false,
     {"ถนนกาญจนาภิเษก ซอย 5", "ถนนสุขุมวิท ซอย 71", "หมู่ 4 ถนนห้วยแก้ว", "ถนนมิตรภาพ"},
     {{{"นนทบุรี/ Nonthaburi", "บางใหญ่/ Bang Yai", "บางใหญ่/ Bang Yai", "11140"},
       {"กรุงเทพมหานคร/ Bangkok", "วัฒนา/ Watthana", "วัฒนา/ Watthana", "10110"},
       {"เชียงใหม่/ Chiang Mai", "เมืองเชียงใหม่/ Mueang Chiang Mai", "เมืองเชียงใหม่/ Mueang Chiang Mai",
        "50300"},
       {"นครราชสีมา/ Nakhon Ratchasima", "ปากช่อง/ Pak Chong", "ปากช่อง/ Pak Chong", "30130"}}}},
    {{"Thị Hương", "Văn Minh", "Thu Thảo", "Quốc Bảo", "Ngọc Ánh", "Đức Anh"},
     {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng"},
     true,
     {"Số 12 ngõ 45 đường Láng", "Đường Nguyễn Huệ", "Thôn Đông, đường liên xã", "Đường 3 Tháng 2"},
     {{{"Hà Nội", "Quận Đống Đa", "Phường Láng Thượng", "100000"},
       {"Hồ Chí Minh", "Quận 1", "Phường Bến Nghé", "700000"},
       {"Bắc Ninh", "Huyện Tiên Du", "Xã Phật Tích", "220000"},
       {"Cần Thơ", "Quận Ninh Kiều", "Phường Xuân Khánh", "900000"}}}},
    {{"Dewi", "Budi", "Rizky", "Putri", "Agus", "Sri Wahyuni"},
     {"Lestari", "Santoso", "Pratama", "Anggraini", "Hidayat", "Siregar"},
     false,
     {"Jl. Sudirman Kav. 52-53", "Jl. Diponegoro No. 18 RT 03/RW 07", "Perum Griya Asri Blok D4",
      "Jl. Gatot Subroto Gg. Melati"},
     {{{"DKI Jakarta", "Kota Jakarta Selatan", "Kebayoran Baru", ""},
       {"Jawa Barat", "Kota Bandung", "Coblong", ""},
       {"Jawa Timur", "Kab. Sidoarjo", "Waru", ""},
       {"Sumatera Utara", "Kota Medan", "Medan Petisah", ""}}}},
    {{"Maria Luisa", "Jose", "Andrea", "Mark Anthony", "Grace", "Paolo"},
     {"Dela Cruz", "Santos", "Reyes", "Bautista", "Villanueva", "Peñaflorida"},
     false,
     {"Blk 5 Lot 12 Mabini St.", "Unit 1804, Ayala Ave.", "Purok 3, Sitio Malinis",
      "221 Katipunan Ave."},
     {{{"Metro Manila~Makati", "Makati City", "Poblacion", "1210"},
       {"Cebu", "Cebu City", "Lahug", "6000"},
       {"Cavite", "Imus City", "Anabu I-A", "4103"},
       {"Metro Manila~Quezon City", "Quezon City", "Loyola Heights", "1108"}}}},
}};

// Names that break spreadsheets, terminals and careless parsers.
constexpr std::array<std::string_view, 8> kNastyNames = {
    "=HYPERLINK(\"http://127.0.0.1/x\",\"click\")",
    "Zoë 🧸🎉 O'Neil",
    "‮نور الهدى محمد‬",
    "Robert \"Bobby\" \\Tables\\; DROP TABLE orders;--",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Null",
    "👨‍👩‍👧‍👦 family",
    "line one\nline two\ttab"};

Address MakeAddress(size_t region, Random& random, const std::string& name) {
  const Tongue& tongue = kTongues[region];
  const Place& place = random.Pick(tongue.places);
  Address address;
  address.first_name = name;
  address.phone = std::string(Regions()[region].phone_prefix) + "8" + random.Digits(8);
  address.address1 =
      std::to_string(1 + random.Below(400)) + " " + std::string(random.Pick(tongue.streets));
  address.address3 = place.address3;
  address.address4 = place.address4;
  address.city = place.city;
  address.district = place.address4;
  address.post_code = place.post_code;
  // Seen both ways: the post code, or a third level where the venue has one.
  address.address5 = place.post_code.empty() ? place.city : place.post_code;
  if (region == 3) address.address5 = place.city;
  address.country = Regions()[region].country;
  return address;
}

// The places where a UTF-8 text may be cut.
std::vector<size_t> CharacterStarts(const std::string& text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
  }
  return starts;
}

}  // namespace

Buyer MakeBuyer(size_t region, uint64_t seed) {
  Random random(seed);
  const Tongue& tongue = kTongues[region];
  Buyer buyer;
  buyer.id = 300000000000LL + static_cast<int64_t>(random.Below(900000000));
  const bool nasty = random.Below(16) == 5;
  const std::string given(random.Pick(tongue.given));
  const std::string family(random.Pick(tongue.family));
  const std::string_view nasty_name = random.Pick(kNastyNames);
  if (nasty) {
    buyer.name = nasty_name;
  } else {
    buyer.name = tongue.family_first ? family + " " + given : given + " " + family;
  }
  buyer.email = "buyer" + std::to_string(buyer.id % 1000000000) + "@mail.example";
  buyer.shipping = MakeAddress(region, random, buyer.name);
  // A gift is billed elsewhere.
  buyer.billing = random.Chance(15) ? MakeAddress(region, random, buyer.name) : buyer.shipping;
  if (Regions()[region].has_tax_code && random.Chance(10)) {
    buyer.tax_code = random.Digits(region == 3 ? 10 : 13);
    if (Regions()[region].has_tax_branch) buyer.tax_branch = "0000" + random.Digits(1);
  }
  return buyer;
}

std::string MaskText(const std::string& text) {
  const std::vector<size_t> starts = CharacterStarts(text);
  if (starts.size() < 3) return text.empty() ? text : std::string(starts.size(), '*');
  return text.substr(0, starts[1]) + std::string(starts.size() - 2, '*') +
         text.substr(starts.back());
}

std::string MaskPhone(const std::string& phone) {
  if (phone.size() < 5) return std::string(phone.size(), '*');
  return phone.substr(0, 2) + std::string(phone.size() - 4, '*') + phone.substr(phone.size() - 2);
}

void Mask(Buyer& buyer) {
  buyer.name = MaskText(buyer.name);
  for (Address* address : {&buyer.shipping, &buyer.billing}) {
    address->phone = MaskPhone(address->phone);
    address->address1 = MaskText(address->address1);
    address->address3 = MaskText(address->address3);
    address->address4 = MaskText(address->address4);
    address->address5 = MaskText(address->address5);
  }
}

}  // namespace sandbox
