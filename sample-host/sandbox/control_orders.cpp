// Orders made and moved by hand.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "sandbox/control_api.hpp"
#include "sandbox/fulfilment.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/order_json.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

constexpr Bounds kUnits{1, 99};  // of an order

// Leaves room for the ids of its items.
int64_t OrderId(ControlBody& body) {
  int64_t id = 0;
  body.Require("order_id");
  body.Take("order_id", id, {1, 999999999999999999});
  return id;
}

// The catalogue's SKU of this name, or the first one that no listing has.
uint32_t SkuNamed(const Shop& shop, const std::string& seller_sku) {
  const auto& skus = shop.catalogue.skus;
  const auto at = std::find_if(skus.begin(), skus.end(),
                               [&](const Sku& sku) { return sku.seller_sku == seller_sku; });
  if (at != skus.end()) return static_cast<uint32_t>(at - skus.begin());
  return shop.catalogue.listed_skus;
}

struct WantedItem {
  Item item;
  ItemDetails details;
};

struct WantedOrder {
  std::optional<int64_t> id;
  int64_t created_s = 0, updated_s = 0, late_s = 0;
  std::vector<WantedItem> items;
  OrderDetails details;
};

void ReadItem(const Shop& shop, const json& wanted, const std::string& place, int64_t updated_s,
              std::vector<WantedItem>& items) {
  WantedItem one;
  ControlBody body(wanted, place);
  std::string kind(Word(shop.cross_border ? Kind::kCrossBorder : Kind::kLocal));
  std::string status = "pending";
  std::optional<std::string> seller_sku;
  std::optional<int64_t> price;
  size_t quantity = 1;
  body.Take("kind", kind);
  body.Take("status", status);
  body.Take("seller_sku", seller_sku);
  body.TakeMoney("price", price);
  body.Take("quantity", quantity, kUnits);
  body.Take("warehouse", one.item.warehouse, {0, 1});
  body.Take("name", one.details.name);
  body.Take("shop_sku", one.details.shop_sku);
  body.Take("variation", one.details.variation);
  body.Take("reason", one.details.reason);
  body.Done();
  if (!KindOf(kind)) body.Refuse("kind", "a way of shipping such as local, digital or sof");
  if (!StatusOf(status)) body.Refuse("status", "an item's status such as pending or canceled");
  one.item.kind = *KindOf(kind);
  one.item.status = *StatusOf(status);
  one.item.updated_s = updated_s;
  if (seller_sku) {
    one.item.sku = SkuNamed(shop, *seller_sku);
    if (shop.catalogue.skus[one.item.sku].seller_sku != *seller_sku) {
      one.details.seller_sku = seller_sku;
      if (!one.details.shop_sku) {
        one.details.shop_sku = "999_" + std::string(shop.venue().shop_sku_tag) + "-999";
      }
    }
  }
  one.item.price = price.value_or(shop.catalogue.skus[one.item.sku].price);
  for (size_t i = 0; i < quantity; ++i) items.push_back(one);
}

void ReadTexts(ControlBody& body, const char* name, const std::vector<const char*>& members,
               std::map<std::string, std::string>& into) {
  const json* wanted = body.Find(name);
  if (wanted == nullptr) return;
  ControlBody texts(*wanted, name);
  for (const char* member : members) {
    std::optional<std::string> text;
    texts.Take(member, text);
    if (text) into[member] = *text;
  }
  texts.Done();
}

// Takes the order's members of a body, which may be the whole request.
WantedOrder ReadOrder(const Shop& shop, ControlBody& body, int64_t now_s, int64_t late_s) {
  WantedOrder order;
  std::optional<int64_t> created_s, updated_s;
  body.TakeTime("created_at", created_s);
  body.TakeTime("updated_at", updated_s);
  order.created_s = created_s.value_or(now_s);
  order.updated_s = updated_s.value_or(std::max(order.created_s, now_s));
  order.late_s = late_s;
  body.Take("visible_after_s", order.late_s, kWaitS);
  if (body.Has("order_id")) order.id = OrderId(body);
  ReadTexts(body, "buyer", {"name", "phone", "email", "tax_code", "tax_branch"},
            order.details.buyer);
  ReadTexts(
      body, "address",
      {"address1", "address3", "address4", "address5", "district", "city", "post_code", "country"},
      order.details.address);
  body.Take("payment_method", order.details.payment_method);
  body.Take("remarks", order.details.remarks);
  body.Take("buyer_note", order.details.buyer_note);
  body.TakeMoney("voucher_seller", order.details.voucher_seller);
  body.TakeMoney("voucher_platform", order.details.voucher_platform);
  body.TakeMoney("shipping_fee", order.details.shipping_fee);
  const json one_item = json::array({json::object()});
  const json* items = body.TakeList("items");
  for (const json& item : items != nullptr ? *items : one_item) {
    const std::string place = "items[" + std::to_string(order.items.size()) + "]";
    ReadItem(shop, item, place, order.updated_s, order.items);
  }
  if (order.items.empty() || order.items.size() > static_cast<size_t>(kUnits.most)) {
    throw ControlError("an order has 1 to 99 units; this one has " +
                       std::to_string(order.items.size()));
  }
  return order;
}

json Describe(const Shop& shop, uint32_t row) {
  const Order& order = shop.orders.At(row);
  json items = json::array();
  for (size_t k = 0; k < order.item_count; ++k) {
    const Item& item = shop.orders.ItemAt(order, k);
    const ItemDetails* said = shop.orders.DetailsOf(order, k);
    const std::string& sku = said != nullptr && said->seller_sku
                                 ? *said->seller_sku
                                 : shop.catalogue.skus[item.sku].seller_sku;
    json entry = {{"order_item_id", Shop::ItemId(order, k)},
                  {"status", Word(item.status)},
                  {"kind", Word(item.kind)},
                  {"seller_sku", sku},
                  {"package_id", nullptr},
                  {"tracking_number", nullptr}};
    if (item.package != 0) {
      const Package& package = shop.packages[item.package - 1];
      entry["package_id"] = Shop::PackageId(package);
      entry["tracking_number"] = shop.TrackingNumber(package);
    }
    items.push_back(std::move(entry));
  }
  return {{"order_id", order.id},
          {"seller_id", shop.seller_id},
          {"created_s", order.created_s},
          {"updated_s", order.updated_s},
          {"buyer_name", BuyerOf(shop, row).name},
          {"items", items}};
}

// The row of the order that the body names.
uint32_t RowNamed(const Shop& shop, int64_t id) {
  const auto row = shop.orders.Find(id);
  if (!row) throw ControlError("the store has no order " + std::to_string(id));
  return *row;
}

uint32_t AddOrder(Shop& shop, const WantedOrder& wanted) {
  const int64_t id = wanted.id ? *wanted.id : shop.NextMadeOrderId();
  if (shop.orders.Find(id)) {
    throw ControlError("the store already has an order " + std::to_string(id));
  }
  std::vector<Item> items;
  for (const WantedItem& one : wanted.items) items.push_back(one.item);
  const uint32_t row = shop.orders.Add(id, wanted.created_s, wanted.updated_s, items,
                                       wanted.late_s > 0 ? wanted.updated_s + wanted.late_s : 0);
  const Order order = shop.orders.At(row);
  for (size_t k = 0; k < wanted.items.size(); ++k) {
    shop.orders.MakeDetails(order, k) = wanted.items[k].details;
  }
  shop.orders.MakeDetails(row) = wanted.details;
  AddMissingPackages(shop, row, 0);
  return row;
}

}  // namespace

json CreateOrders(Marketplace& market, const json& request) {
  ControlBody body(request, "orders");
  Shop& shop = NamedShop(market, body);
  const int64_t now_s = market.clock.NowSeconds();
  const int64_t late_s = market.settings.Get().late_rows_s;
  size_t copies = 1;
  body.Take("copies", copies, {1, kCount.most});
  const json* list = body.TakeList("orders");
  const std::unique_lock lock(shop.mutex);
  std::vector<WantedOrder> wanted;  // all are read before the first is made
  if (list == nullptr) wanted.push_back(ReadOrder(shop, body, now_s, late_s));
  body.Done();
  for (size_t i = 0; list != nullptr && i < list->size(); ++i) {
    ControlBody one((*list)[i], "orders[" + std::to_string(i) + "]");
    wanted.push_back(ReadOrder(shop, one, now_s, late_s));
    one.Done();
  }
  json made = json::array();
  for (size_t i = 0; i < copies; ++i) {
    for (const WantedOrder& order : wanted) made.push_back(Describe(shop, AddOrder(shop, order)));
  }
  return {{"orders", made}};
}

json ShowOrder(Marketplace& market, const json& request) {
  ControlBody body(request, "orders");
  const Shop& shop = NamedShop(market, body);
  const int64_t id = OrderId(body);
  const std::shared_lock lock(shop.mutex);
  return Describe(shop, RowNamed(shop, id));
}

json TouchOrders(Marketplace& market, const json& request) {
  ControlBody body(request, "orders/touch");
  Shop& shop = NamedShop(market, body);
  std::optional<int64_t> at_s, id;
  int64_t late_s = market.settings.Get().late_rows_s;
  size_t count = 1;
  body.TakeTime("at", at_s);
  body.Take("visible_after_s", late_s, kWaitS);
  if (body.Has("order_id")) id = OrderId(body);
  body.Take("count", count, kCount);
  body.Done();
  const std::unique_lock lock(shop.mutex);
  std::vector<uint32_t> rows;
  if (id) {
    rows.push_back(RowNamed(shop, *id));
  } else {
    count = std::min(count, shop.orders.size());
    for (uint32_t row = 0; row < count; ++row) rows.push_back(row);
  }
  const int64_t now_s = at_s.value_or(market.clock.NowSeconds());
  for (const uint32_t row : rows) shop.Touch(row, now_s, late_s);
  return {{"touched", rows.size()}};
}

json MoveItemStatuses(Marketplace& market, const json& request) {
  ControlBody body(request, "items/status");
  Shop& shop = NamedShop(market, body);
  std::string word;
  std::optional<std::string> reason;
  body.Require("status");
  body.Take("status", word);
  const auto status = StatusOf(word);
  if (!status) body.Refuse("status", "an item's status such as pending or canceled");
  body.Take("reason", reason);
  const int64_t order_id = OrderId(body);
  const json* ids = body.TakeList("order_item_ids");
  body.Done();
  const int64_t now_s = market.clock.NowSeconds();
  const std::unique_lock lock(shop.mutex);
  const uint32_t row = RowNamed(shop, order_id);
  const Order order = shop.orders.At(row);
  std::vector<size_t> items;
  if (ids == nullptr) {
    for (size_t k = 0; k < order.item_count; ++k) items.push_back(k);
  } else {
    for (const json& id : *ids) {
      const auto k = Shop::ItemIndex(order, id.is_number_integer() ? id.get<int64_t>() : 0);
      if (!k) body.Refuse("order_item_ids", "ids of the order's items, as numbers");
      items.push_back(*k);
    }
  }
  for (const size_t k : items) {
    Item& item = shop.orders.ItemAt(order, k);
    item.status = *status;
    item.updated_s = now_s;
    if (reason) shop.orders.MakeDetails(order, k).reason = reason;
    if (item.package != 0 && *status == Status::kCanceled) {
      // What lies in the same parcel is cancelled too.
      Package& package = shop.packages[item.package - 1];
      package.state = PackageState::kCancelled;
      for (const size_t other : MoveItems(shop, package, Status::kCanceled)) {
        shop.orders.ItemAt(order, other).updated_s = now_s;
      }
    }
  }
  AddMissingPackages(shop, row, 0);
  shop.Touch(row, now_s, market.settings.Get().late_rows_s);
  return Describe(shop, row);
}

}  // namespace sandbox
