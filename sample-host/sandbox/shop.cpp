#include "sandbox/shop.hpp"

#include <charconv>
#include <cstdio>

#include "sandbox/random.hpp"

namespace sandbox {
namespace {

constexpr int64_t kOrderStep = 10000000;       // room for 99 item ids and a five-digit tail
constexpr int64_t kMadeFrom = 10000000000000;  // behind a million generated orders
constexpr int64_t kPackageStep = 1000;

int64_t OrderBase(const Shop& shop) {
  return static_cast<int64_t>(shop.region + 2) * 200000000000000 +
         static_cast<int64_t>(shop.number) * 20000000000000;
}

int64_t PackageBase(const Shop& shop) {
  return static_cast<int64_t>(shop.region * 10 + shop.number + 1) * 1000000000000;
}

}  // namespace

Shop::Shop(size_t region_index, unsigned number_in_region, bool is_cross_border,
           uint64_t market_seed)
    : region(region_index),
      number(number_in_region),
      cross_border(is_cross_border),
      seed(Mix(market_seed, region_index * 100 + number_in_region)) {
  const std::string code(venue().code);
  const std::string upper(venue().upper_code);
  seller_id = 100200000 + static_cast<int64_t>(region) * 1000000 + number * 1111;
  user_id = 300400000000 + static_cast<int64_t>(region) * 1000000 + number * 1117;
  short_code = upper + "4SBX" + std::to_string(number) + "K";
  if (cross_border) {
    name = "Pearl River Trading " + upper;
    company = "Pearl River Trading Ltd.";
    owner_login = "owner.cb@sandbox.example";
    clerk_login = "clerk.cb@sandbox.example";
  } else {
    const std::string serial = number == 0 ? "" : std::to_string(number + 1);
    name = "Harbour Goods " + upper + (serial.empty() ? "" : " " + serial);
    company = "Harbour Goods " + std::string(venue().country) + " Pte.";
    owner_login = "owner" + serial + "." + code + "@sandbox.example";
    clerk_login = "clerk" + serial + "." + code + "@sandbox.example";
  }
}

uint64_t Shop::SeedOf(const Order& order) const {
  return Mix(seed, static_cast<uint64_t>(order.id));
}

int64_t Shop::GeneratedOrderId(uint32_t n) const {
  return OrderBase(*this) + n * kOrderStep + static_cast<int64_t>(Mix(seed, n) % 100000);
}

int64_t Shop::NextMadeOrderId() {
  const uint32_t n = made_orders++;
  return OrderBase(*this) + kMadeFrom + n * kOrderStep +
         static_cast<int64_t>(Mix(seed, n + 7777777ULL) % 100000);
}

std::optional<size_t> Shop::ItemIndex(const Order& order, int64_t item_id) {
  const int64_t distance = item_id - order.id;
  if (distance <= 0 || distance % 100000 != 0) return std::nullopt;
  const auto k = static_cast<size_t>(distance / 100000 - 1);
  if (k >= order.item_count) return std::nullopt;
  return k;
}

void Shop::Touch(uint32_t row, int64_t now_s, int64_t late_s) {
  orders.Touch(row, now_s, late_s > 0 ? now_s + late_s : 0);
}

uint32_t Shop::AddPackage(uint32_t order_row, Kind kind, uint8_t carrier) {
  Package package;
  const auto n = static_cast<int64_t>(packages.size());
  package.number = PackageBase(*this) + n * kPackageStep +
                   static_cast<int64_t>(Mix(seed, static_cast<uint64_t>(n) + 99) % 1000);
  package.order = order_row;
  package.kind = kind;
  package.carrier = carrier;
  packages.push_back(package);
  return static_cast<uint32_t>(packages.size());
}

std::string Shop::PackageId(const Package& package) {
  char text[32];
  std::snprintf(text, sizeof text, "FP%015lld", static_cast<long long>(package.number));
  return text;
}

Package* Shop::FindPackage(std::string_view id) {
  if (id.size() != 17 || id.substr(0, 2) != "FP") return nullptr;
  int64_t digits = 0;
  const auto read = std::from_chars(id.data() + 2, id.data() + id.size(), digits);
  if (read.ec != std::errc() || read.ptr != id.data() + id.size()) return nullptr;
  const int64_t n = (digits - PackageBase(*this)) / kPackageStep;
  if (digits < PackageBase(*this) || n >= static_cast<int64_t>(packages.size())) return nullptr;
  Package& package = packages[static_cast<size_t>(n)];
  return package.number == digits ? &package : nullptr;
}

std::string Shop::TrackingNumber(const Package& package) const {
  if (package.kind == Kind::kOwnFleet) return {};
  char text[32];
  std::snprintf(
      text, sizeof text, "%s%010lld", std::string(venue().tracking_prefix).c_str(),
      static_cast<long long>(Mix(seed, static_cast<uint64_t>(package.number)) % 10000000000ULL));
  return text;
}

std::string Shop::CarrierName(const Package& package) const {
  if (package.kind == Kind::kOwnFleet) return "Seller Own Fleet";
  if (package.kind == Kind::kCrossBorder) return package.carrier == 0 ? "LGS-FM50" : "LGS-FM49";
  return std::string(venue().carriers[package.carrier]);
}

}  // namespace sandbox
