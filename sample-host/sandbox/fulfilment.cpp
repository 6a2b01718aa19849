#include "sandbox/fulfilment.hpp"

#include <map>
#include <utility>

namespace sandbox {
namespace {

Outcome Refused(std::string_view code, std::string_view message, bool retry = false) {
  return {std::string(code), std::string(message), retry};
}

bool Packable(Status status) {
  return status == Status::kPending || status == Status::kRepacked || status == Status::kTopack;
}

uint32_t IndexOf(const Shop& shop, const Package& package) {
  return static_cast<uint32_t>(&package - shop.packages.data()) + 1;
}

// The refusal for a package that is not there any more, or success.
Outcome CheckPackage(const Package* package) {
  if (package == nullptr) return Refused("600001", "package not found");
  if (package->state == PackageState::kDissolved || package->state == PackageState::kCancelled) {
    return Refused("600002", "package already cancelled");
  }
  return {};
}

}  // namespace

Outcome CheckPack(const Item& item, bool again) {
  switch (item.kind) {
    case Kind::kDigital:
      return Refused("700030", "digital or service item not allow to pack");
    case Kind::kFulfilledByLazada:
      return Refused("700027", "FBL order not allow to pack");
    case Kind::kPickUp:
      return Refused("700023", "pick up in store item not allow to pack");
    case Kind::kPresale:
      if (item.status == Status::kUnpaid) return Refused("700031", "item not ready to fulfil");
      break;
    default:
      break;
  }
  if (again && (item.status == Status::kPacked || item.status == Status::kReadyToShip)) return {};
  if (!Packable(item.status)) return Refused("700026", "item current status not allow to pack");
  return {};
}

void Pack(Shop& shop, uint32_t row, const std::vector<size_t>& items, uint8_t carrier) {
  const Order order = shop.orders.At(row);
  std::map<std::pair<Kind, uint8_t>, uint32_t> packages;
  for (const size_t k : items) {
    Item& item = shop.orders.ItemAt(order, k);
    uint32_t& package = packages[{item.kind, item.warehouse}];
    if (package == 0) package = shop.AddPackage(row, item.kind, carrier);
    item.package = package;
    item.status = Status::kPacked;
  }
}

std::vector<size_t> MoveItems(Shop& shop, const Package& package, Status status) {
  const Order order = shop.orders.At(package.order);
  const uint32_t index = IndexOf(shop, package);
  std::vector<size_t> moved;
  for (size_t k = 0; k < order.item_count; ++k) {
    Item& item = shop.orders.ItemAt(order, k);
    if (item.package != index) continue;
    item.status = status;
    moved.push_back(k);
  }
  return moved;
}

Outcome MakeReady(Shop& shop, std::string_view package_id, bool pending, bool again) {
  Package* package = shop.FindPackage(package_id);
  const Outcome found = CheckPackage(package);
  if (!found.ok()) return found;
  const bool repeated = again && package->state == PackageState::kReadyToShip;
  if (package->state != PackageState::kPacked && !repeated) {
    return Refused("700000", "package current status not allow to ready to ship");
  }
  package->state = PackageState::kReadyToShip;
  MoveItems(shop, *package, pending ? Status::kReadyToShipPending : Status::kReadyToShip);
  return {};
}

Outcome Repack(Shop& shop, std::string_view package_id) {
  Package* package = shop.FindPackage(package_id);
  const Outcome found = CheckPackage(package);
  if (!found.ok()) return found;
  if (package->state != PackageState::kPacked) {
    return Refused("700000", "package current status not allow to repack");
  }
  package->state = PackageState::kDissolved;
  const std::vector<size_t> moved = MoveItems(shop, *package, Status::kRepacked);
  const Order order = shop.orders.At(package->order);
  for (const size_t k : moved) shop.orders.ItemAt(order, k).package = 0;
  return {};
}

Outcome ReportOwnFleet(Shop& shop, std::string_view package_id, bool delivered, bool again) {
  Package* package = shop.FindPackage(package_id);
  const Outcome found = CheckPackage(package);
  if (!found.ok()) return found;
  if (package->kind != Kind::kOwnFleet) {
    return Refused("700009", "operation not support for non DBS order");
  }
  const Order order = shop.orders.At(package->order);
  const uint32_t index = IndexOf(shop, *package);
  for (size_t k = 0; k < order.item_count; ++k) {
    const Item& item = shop.orders.ItemAt(order, k);
    const bool repeated =
        again && (item.status == Status::kDelivered || item.status == Status::kFailedDelivery);
    if (item.package == index && item.status != Status::kReadyToShip &&
        item.status != Status::kShipped && !repeated) {
      return Refused("700000", "package current status not allow this operation");
    }
  }
  MoveItems(shop, *package, delivered ? Status::kDelivered : Status::kFailedDelivery);
  return {};
}

Outcome DeliverDigitalItem(Shop& shop, const Order& order, size_t k, bool again) {
  Item& item = shop.orders.ItemAt(order, k);
  if (item.kind != Kind::kDigital) {
    return Refused("700020", "order item not found or not belong to digital");
  }
  if (item.status != Status::kPending && !(again && item.status == Status::kDelivered)) {
    return Refused("700000", "item current status not allow this operation");
  }
  item.status = Status::kDelivered;
  return {};
}

}  // namespace sandbox
