// Orders made and moved by hand.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sandbox/control_api.hpp"
#include "sandbox/dates.hpp"
#include "sandbox/fulfilment.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/order_json.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

// "12.50" or 12.5 in hundredths.
int64_t MoneyIn(const json& value) {
  double amount = 0;
  if (value.is_number()) {
    amount = value.get<double>();
  } else {
    const auto& text = value.get_ref<const std::string&>();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
      throw ControlError("\"" + text + "\" is not an amount");
    }
  }
  return std::llround(amount * 100);
}

int64_t TimeIn(const json& request, const char* name, int64_t fallback) {
  const auto at = request.find(name);
  if (at == request.end()) return fallback;
  if (at->is_number()) return at->get<int64_t>();
  const auto time = ParseIsoTime(at->get<std::string>(), true);
  if (!time) throw ControlError(std::string("\"") + name + "\" is a time or epoch seconds");
  return *time;
}

void TakeText(const json& request, const char* name, std::optional<std::string>& into) {
  const auto at = request.find(name);
  if (at != request.end()) into = at->get<std::string>();
}

void TakeMoney(const json& request, const char* name, std::optional<int64_t>& into) {
  const auto at = request.find(name);
  if (at != request.end()) into = MoneyIn(*at);
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

void ReadItem(const Shop& shop, const json& wanted, int64_t updated_s,
              std::vector<WantedItem>& items) {
  WantedItem one;
  const Kind fallback = shop.cross_border ? Kind::kCrossBorder : Kind::kLocal;
  const std::string kind = wanted.value("kind", std::string(Word(fallback)));
  const std::string status = wanted.value("status", "pending");
  if (!KindOf(kind)) throw ControlError("unknown kind \"" + kind + "\"");
  if (!StatusOf(status)) throw ControlError("unknown status \"" + status + "\"");
  one.item.kind = *KindOf(kind);
  one.item.status = *StatusOf(status);
  one.item.warehouse = wanted.value("warehouse", uint8_t{0});
  one.item.updated_s = updated_s;
  if (wanted.contains("seller_sku")) {
    const auto name = wanted["seller_sku"].get<std::string>();
    one.item.sku = SkuNamed(shop, name);
    if (shop.catalogue.skus[one.item.sku].seller_sku != name) {
      one.details.seller_sku = name;
      one.details.shop_sku = "999_" + std::string(shop.venue().shop_sku_tag) + "-999";
    }
  }
  TakeText(wanted, "name", one.details.name);
  TakeText(wanted, "shop_sku", one.details.shop_sku);
  TakeText(wanted, "variation", one.details.variation);
  TakeText(wanted, "reason", one.details.reason);
  one.item.price =
      wanted.contains("price") ? MoneyIn(wanted["price"]) : shop.catalogue.skus[one.item.sku].price;
  const auto quantity = wanted.value("quantity", size_t{1});
  for (size_t i = 0; i < quantity; ++i) items.push_back(one);
}

void TakeTexts(const json& wanted, const char* name, std::map<std::string, std::string>& into) {
  const auto at = wanted.find(name);
  if (at != wanted.end()) into = at->get<std::map<std::string, std::string>>();
}

OrderDetails ReadDetails(const json& wanted) {
  OrderDetails details;
  TakeTexts(wanted, "buyer", details.buyer);
  TakeTexts(wanted, "address", details.address);
  TakeText(wanted, "payment_method", details.payment_method);
  TakeText(wanted, "remarks", details.remarks);
  TakeText(wanted, "buyer_note", details.buyer_note);
  TakeMoney(wanted, "voucher_seller", details.voucher_seller);
  TakeMoney(wanted, "voucher_platform", details.voucher_platform);
  TakeMoney(wanted, "shipping_fee", details.shipping_fee);
  return details;
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

uint32_t RowNamed(const Shop& shop, const json& request) {
  const auto id = request.at("order_id").get<int64_t>();
  const auto row = shop.orders.Find(id);
  if (!row) throw ControlError("the store has no order " + std::to_string(id));
  return *row;
}

uint32_t CreateOne(Shop& shop, const json& wanted, int64_t now_s, int64_t late_s) {
  const int64_t created_s = TimeIn(wanted, "created_at", now_s);
  const int64_t updated_s = TimeIn(wanted, "updated_at", std::max(created_s, now_s));
  std::vector<WantedItem> wanted_items;
  for (const json& item : wanted.value("items", json::array({json::object()}))) {
    ReadItem(shop, item, updated_s, wanted_items);
  }
  if (wanted_items.empty() || wanted_items.size() > 99) {
    throw ControlError("an order has 1 to 99 units");
  }
  const int64_t id =
      wanted.contains("order_id") ? wanted["order_id"].get<int64_t>() : shop.NextMadeOrderId();
  if (shop.orders.Find(id)) {
    throw ControlError("the store already has an order " + std::to_string(id));
  }
  std::vector<Item> items;
  for (const WantedItem& one : wanted_items) items.push_back(one.item);
  const uint32_t row =
      shop.orders.Add(id, created_s, updated_s, items, late_s > 0 ? updated_s + late_s : 0);
  const Order order = shop.orders.At(row);
  for (size_t k = 0; k < wanted_items.size(); ++k) {
    shop.orders.MakeDetails(order, k) = wanted_items[k].details;
  }
  shop.orders.MakeDetails(row) = ReadDetails(wanted);
  AddMissingPackages(shop, row, 0);
  return row;
}

}  // namespace

json CreateOrders(Marketplace& market, const json& request) {
  Shop& shop = NamedShop(market, request);
  const int64_t now_s = market.clock.NowSeconds();
  const int64_t late_s = market.settings.Get().late_rows_s;
  const json list = request.value("orders", json::array({request}));
  const auto copies = request.value("copies", size_t{1});
  const std::unique_lock lock(shop.mutex);
  json made = json::array();
  for (size_t i = 0; i < copies; ++i) {
    for (const json& wanted : list) {
      const int64_t late = wanted.value("visible_after_s", late_s);
      made.push_back(Describe(shop, CreateOne(shop, wanted, now_s, late)));
    }
  }
  return {{"orders", made}};
}

json ShowOrder(Marketplace& market, const json& request) {
  const Shop& shop = NamedShop(market, request);
  const std::shared_lock lock(shop.mutex);
  return Describe(shop, RowNamed(shop, request));
}

json TouchOrders(Marketplace& market, const json& request) {
  Shop& shop = NamedShop(market, request);
  const int64_t now_s = TimeIn(request, "at", market.clock.NowSeconds());
  const int64_t late_s = request.value("visible_after_s", market.settings.Get().late_rows_s);
  const std::unique_lock lock(shop.mutex);
  std::vector<uint32_t> rows;
  if (request.contains("order_id")) {
    rows.push_back(RowNamed(shop, request));
  } else {
    const auto count = std::min(request.value("count", size_t{1}), shop.orders.size());
    for (uint32_t row = 0; row < count; ++row) rows.push_back(row);
  }
  for (const uint32_t row : rows) shop.Touch(row, now_s, late_s);
  return {{"touched", rows.size()}};
}

json MoveItemStatuses(Marketplace& market, const json& request) {
  Shop& shop = NamedShop(market, request);
  const auto word = request.at("status").get<std::string>();
  const auto status = StatusOf(word);
  if (!status) throw ControlError("unknown status \"" + word + "\"");
  const int64_t now_s = market.clock.NowSeconds();
  const std::unique_lock lock(shop.mutex);
  const uint32_t row = RowNamed(shop, request);
  const Order order = shop.orders.At(row);
  std::vector<size_t> items;
  for (const json& id : request.value("order_item_ids", json::array())) {
    const auto k = Shop::ItemIndex(order, id.get<int64_t>());
    if (!k) throw ControlError("the order has no item " + id.dump());
    items.push_back(*k);
  }
  if (!request.contains("order_item_ids")) {
    for (size_t k = 0; k < order.item_count; ++k) items.push_back(k);
  }
  for (const size_t k : items) {
    Item& item = shop.orders.ItemAt(order, k);
    item.status = *status;
    item.updated_s = now_s;
    if (request.contains("reason")) {
      shop.orders.MakeDetails(order, k).reason = request["reason"].get<std::string>();
    }
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
