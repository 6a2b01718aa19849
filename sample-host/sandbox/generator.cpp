#include "sandbox/generator.hpp"

#include <algorithm>
#include <array>

#include "sandbox/random.hpp"

namespace sandbox {
namespace {

// How the items of an order differ from each other.
enum class Blend : uint8_t { kNone, kStatuses, kWarehouses, kDigital, kFulfilled };

struct Scene {
  Kind kind;
  Status status;
  Blend blend = Blend::kNone;
};

// What a merchant meets first stands first, so that small shops show it too; behind row 40 stands
// what is common.
constexpr std::array<Scene, 64> kScenes = {{
    {Kind::kLocal, Status::kPending},
    {Kind::kLocal, Status::kPending},
    {Kind::kOwnFleet, Status::kPending},
    {Kind::kDigital, Status::kPending},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kFulfilledByLazada, Status::kPending},
    {Kind::kLocal, Status::kPending, Blend::kWarehouses},
    {Kind::kPickUp, Status::kPending},
    {Kind::kPresale, Status::kUnpaid},
    {Kind::kLocal, Status::kPending, Blend::kStatuses},
    {Kind::kLocal, Status::kShipped},
    {Kind::kChoice, Status::kPending},
    {Kind::kLocal, Status::kPacked},
    {Kind::kLocal, Status::kReadyToShip},
    {Kind::kLocal, Status::kCanceled},
    {Kind::kLocal, Status::kUnpaid},
    {Kind::kOwnFleet, Status::kReadyToShip},
    {Kind::kDigital, Status::kDelivered},
    {Kind::kLocal, Status::kConfirmed},
    {Kind::kLocal, Status::kReturned},
    {Kind::kLocal, Status::kRepacked},
    {Kind::kLocal, Status::kReadyToShipPending},
    {Kind::kFulfilledByLazada, Status::kShipped},
    {Kind::kLocal, Status::kFailed},
    {Kind::kLocal, Status::kFailedDelivery},
    {Kind::kLocal, Status::kShippedBack},
    {Kind::kLocal, Status::kShippedBackSuccess},
    {Kind::kLocal, Status::kShippedBackFailed},
    {Kind::kLocal, Status::kLost},
    {Kind::kLocal, Status::kLostBy3pl},
    {Kind::kLocal, Status::kDamagedBy3pl},
    {Kind::kLocal, Status::kPackageScrapped},
    {Kind::kLocal, Status::kTopack},
    {Kind::kLocal, Status::kToship},
    {Kind::kLocal, Status::kShipping},
    {Kind::kOwnFleet, Status::kPacked},
    {Kind::kPresale, Status::kPending},
    {Kind::kLocal, Status::kPending, Blend::kDigital},
    {Kind::kLocal, Status::kPending, Blend::kFulfilled},
    {Kind::kLocal, Status::kDelivered, Blend::kStatuses},
    {Kind::kLocal, Status::kPending},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kLocal, Status::kShipped},
    {Kind::kLocal, Status::kConfirmed},
    {Kind::kLocal, Status::kReadyToShip},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kLocal, Status::kPending},
    {Kind::kLocal, Status::kShipped},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kLocal, Status::kCanceled},
    {Kind::kLocal, Status::kPending},
    {Kind::kLocal, Status::kConfirmed},
    {Kind::kOwnFleet, Status::kDelivered},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kLocal, Status::kReadyToShip},
    {Kind::kLocal, Status::kShipped},
    {Kind::kLocal, Status::kPending},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kFulfilledByLazada, Status::kDelivered},
    {Kind::kLocal, Status::kConfirmed},
    {Kind::kLocal, Status::kShipped},
    {Kind::kLocal, Status::kDelivered},
    {Kind::kLocal, Status::kPending},
    {Kind::kDigital, Status::kConfirmed},
}};

constexpr std::array<uint16_t, 8> kUnits = {2, 1, 3, 1, 4, 3, 2, 4};  // 2.5 an order

Kind KindIn(const Shop& shop, Kind kind) {
  return shop.cross_border && kind == Kind::kLocal ? Kind::kCrossBorder : kind;
}

// Campaign peaks: twenty orders in a second now and then, and once in ten thousand orders more
// than a page of them.
uint32_t SameSecondAs(uint32_t n, uint32_t count) {
  if (count > 1000 && n % 10000 >= 700 && n % 10000 < 830) return n - n % 10000 + 700;
  return n / 20 % 8 == 3 ? n - n % 20 : n;
}

Item MakeItem(const Shop& shop, Kind kind, uint32_t sku, Status status, int64_t updated_s) {
  Item item;
  item.sku = sku;
  item.price = shop.catalogue.skus[sku].price;
  item.kind = kind;
  item.status = status;
  item.updated_s = updated_s;
  return item;
}

uint32_t PickSku(const Shop& shop, Random& random, uint32_t n, Kind kind) {
  const Catalogue& goods = shop.catalogue;
  if (kind == Kind::kDigital) return goods.digital_sku;
  const auto all = static_cast<uint32_t>(goods.skus.size());
  // Some orders hold goods that no listing has any more.
  if ((n % 64 == 1 || random.Below(60) == 0) && all > goods.listed_skus) {
    return goods.listed_skus + static_cast<uint32_t>(random.Below(all - goods.listed_skus));
  }
  return static_cast<uint32_t>(random.Below(goods.listed_skus));
}

std::vector<Item> MakeItems(const Shop& shop, Random& random, uint32_t n, const Scene& scene,
                            int64_t updated_s) {
  const Kind kind = KindIn(shop, scene.kind);
  const size_t units = scene.blend == Blend::kNone ? kUnits[n % kUnits.size()] : 3;
  std::vector<Item> items;
  uint32_t sku = PickSku(shop, random, n, kind);
  for (size_t k = 0; k < units; ++k) {
    // One row per unit: a quantity of two is two equal rows.
    if (k > 0 && !(k == 1 && units > 1) && random.Chance(60)) sku = PickSku(shop, random, n, kind);
    items.push_back(MakeItem(shop, kind, sku, scene.status, updated_s));
  }
  switch (scene.blend) {
    case Blend::kStatuses:
      items[1].status = Status::kCanceled;
      items[2].status = Status::kShipped;
      break;
    case Blend::kWarehouses:
      items[2].warehouse = 1;
      break;
    case Blend::kDigital:
      items[2] =
          MakeItem(shop, Kind::kDigital, shop.catalogue.digital_sku, scene.status, updated_s);
      break;
    case Blend::kFulfilled:
      items[2].kind = Kind::kFulfilledByLazada;
      break;
    case Blend::kNone:
      break;
  }
  return items;
}

}  // namespace

bool HasPackage(Status status) {
  switch (status) {
    case Status::kUnpaid:
    case Status::kPending:
    case Status::kTopack:
    case Status::kRepacked:
    case Status::kCanceled:
      return false;
    default:
      return true;
  }
}

void AddMissingPackages(Shop& shop, uint32_t row, uint8_t carrier) {
  const Order order = shop.orders.At(row);
  for (size_t k = 0; k < order.item_count; ++k) {
    Item& item = shop.orders.ItemAt(order, k);
    if (item.package != 0 || !HasPackage(item.status) || item.kind == Kind::kDigital ||
        item.kind == Kind::kPickUp) {
      continue;
    }
    const uint32_t package = shop.AddPackage(row, item.kind, carrier);
    if (item.status != Status::kPacked && item.status != Status::kToship) {
      shop.packages[package - 1].state = PackageState::kReadyToShip;
    }
    for (size_t j = k; j < order.item_count; ++j) {
      Item& other = shop.orders.ItemAt(order, j);
      if (other.status == item.status && other.kind == item.kind &&
          other.warehouse == item.warehouse) {
        other.package = package;
      }
    }
  }
}

void GenerateOrders(Shop& shop, uint32_t count, int64_t from_s, int64_t to_s) {
  shop.orders.Reserve(count, count * 5 / 2 + 16);
  const int64_t span = std::max<int64_t>(to_s - from_s, 1);
  for (uint32_t n = 0; n < count; ++n) {
    Random random(Mix(shop.seed, n + 1000003ULL));
    const Scene& scene = kScenes[n % kScenes.size()];
    const int64_t updated_s =
        from_s + span * static_cast<int64_t>(SameSecondAs(n, count)) / static_cast<int64_t>(count);
    const bool young = scene.status == Status::kPending || scene.status == Status::kUnpaid;
    const int64_t created_s =
        updated_s - static_cast<int64_t>(random.Below(young ? 3600 : 5 * 86400));
    const uint32_t row = shop.orders.Add(shop.GeneratedOrderId(n), created_s, updated_s,
                                         MakeItems(shop, random, n, scene, updated_s));
    AddMissingPackages(shop, row, static_cast<uint8_t>(random.Below(2)));
  }
}

}  // namespace sandbox
