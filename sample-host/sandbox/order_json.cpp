#include "sandbox/order_json.hpp"

#include <algorithm>
#include <array>

#include "sandbox/json_text.hpp"
#include "sandbox/random.hpp"

namespace sandbox {
namespace {

// Cancel and return reasons come in the venue's language.
constexpr std::array<std::array<std::string_view, 2>, kRegionCount> kReasons = {{
    {"Change of mind", "Out of Stock"},
    {"Tukar fikiran", "Kehabisan stok"},
    {"เปลี่ยนใจ", "สินค้าหมด"},
    {"Thay đổi ý định", "Hết hàng"},
    {"Berubah pikiran", "Stok habis"},
    {"Nagbago ang isip", "Ubos na ang stock"},
}};
constexpr std::array<std::string_view, 5> kInitiators = {
    "cancellation-customer", "cancellation-seller", "cancellation-internal", "system-cancel",
    "cancellation-failed Delivery"};

int64_t Share(int64_t amount, int64_t percent, bool whole_units) {
  const int64_t share = amount * percent / 100;
  return whole_units ? share / 100 * 100 : share;
}

// Splits `total` over the items by price; the first one takes what is left.
void Spread(std::vector<ItemSums>& sums, int64_t total, bool whole_units,
            int64_t ItemSums::*member) {
  int64_t price = 0;
  for (const ItemSums& item : sums) price += item.price;
  int64_t left = total;
  for (size_t k = 1; k < sums.size(); ++k) {
    int64_t part = price == 0 ? 0
                              : static_cast<int64_t>(static_cast<double>(total) *
                                                     static_cast<double>(sums[k].price) /
                                                     static_cast<double>(price));
    if (whole_units) part = part / 100 * 100;
    sums[k].*member = part;
    left -= part;
  }
  sums[0].*member = left;
}

struct Totals {
  int64_t price = 0;
  int64_t voucher_seller = 0;
  int64_t voucher_platform = 0;
  int64_t shipping = 0;
};

Totals TotalsOf(const std::vector<ItemSums>& sums) {
  Totals totals;
  for (const ItemSums& item : sums) {
    totals.price += item.price;
    totals.voucher_seller += item.voucher_seller;
    totals.voucher_platform += item.voucher_platform;
    totals.shipping += item.shipping;
  }
  return totals;
}

bool IsReturn(Status status) { return status == Status::kReturned; }
bool IsCancelled(Status status) { return status == Status::kCanceled; }

std::string VoucherCode(uint64_t seed) { return "V" + std::to_string(100000 + seed % 899999); }

void AppendAddress(std::string& out, const Address& address, Shape shape, OrderCall call) {
  Fields fields(out, shape, 0, true);
  fields.Text("country", address.country);
  fields.Text("address3", address.address3);
  fields.Text("address2", "");
  fields.Text("city", address.city);
  fields.Text("address1", address.address1);
  fields.Text("phone2", "");
  fields.Text("last_name", "");
  fields.Text("phone", address.phone);
  fields.Text(call == OrderCall::kList ? "addressDsitrict" : "addressDistrict", address.district);
  fields.Text("post_code", address.post_code);
  fields.Text("address5", address.address5);
  fields.Text("address4", address.address4);
  fields.Text("first_name", address.first_name);
  fields.Close();
}

void AppendStatuses(std::string& out, const Shop& shop, const Order& order) {
  out += '[';
  for (size_t k = 0; k < order.item_count; ++k) {
    const Status status = shop.orders.ItemAt(order, k).status;
    bool seen = false;
    for (size_t j = 0; j < k; ++j) seen = seen || shop.orders.ItemAt(order, j).status == status;
    if (seen) continue;
    if (k > 0) out += ',';
    AppendQuoted(out, Word(status));
  }
  out += ']';
}

void Stamp(Fields& fields, std::string_view name, int64_t epoch_s, int offset_minutes,
           bool iso_form) {
  if (iso_form) {
    fields.IsoTime(name, epoch_s, offset_minutes);
  } else {
    fields.SpacedTime(name, epoch_s, offset_minutes);
  }
}

std::string_view ShippingProviderType(const Item& item, uint64_t seed) {
  switch (item.kind) {
    case Kind::kDigital:
      return "digital";
    case Kind::kOwnFleet:
      return "seller_own_fleet";
    case Kind::kPickUp:
      return "pickup_in_store";
    case Kind::kCrossBorder:
      return "economy";
    default:
      return seed % 11 == 0 ? "express" : "standard";
  }
}

bool LazadaShips(Kind kind) { return kind == Kind::kFulfilledByLazada; }

std::string WarehouseCode(const Shop& shop, const Item& item) {
  if (LazadaShips(item.kind)) return "OMS-LAZADA-" + std::string(shop.venue().upper_code) + "-1";
  return item.warehouse == 0 ? "dropshipping" : "WH-02";
}

void PickUpStore(Fields& fields, const Shop& shop) {
  std::string& out = fields.Open("pick_up_store_info");
  Fields store(out, fields.shape(), 0, true);
  store.Text("pick_up_store_address", "1 Harbour Street, " + std::string(shop.venue().country));
  store.Text("pick_up_store_name", shop.name + " Pick-up");
  store.Raw("pick_up_store_open_hour",
            R"(["Monday,Tuesday,Wednesday 9:00-18:00","Sunday 9:00-12:00"])");
  store.Text("pick_up_store_code", "d4b04804-9192-4a8c-8ed1-5ebcd7d3c067");
  store.Close();
}

// Everything about money in one item.
void ItemMoney(Fields& fields, const ItemSums& sums, uint64_t seed) {
  const std::string voucher =
      sums.voucher_seller + sums.voucher_platform > 0 ? VoucherCode(seed) : "";
  fields.Money("item_price", sums.price);
  fields.Money("paid_price", sums.paid());
  fields.Money("tax_amount", 0);
  fields.Money("wallet_credits", 0);
  fields.Money("voucher_amount", sums.voucher_seller + sums.voucher_platform);
  fields.Money("voucher_seller", sums.voucher_seller);
  fields.Money("voucher_platform", sums.voucher_platform);
  fields.Money("voucher_seller_lpi", 0);
  fields.Money("voucher_platform_lpi", 0);
  fields.Text("voucher_code", voucher);
  fields.Text("voucher_code_seller", sums.voucher_seller > 0 ? voucher : "");
  fields.Text("voucher_code_platform", sums.voucher_platform > 0 ? voucher : "");
  fields.Money("shipping_amount", sums.shipping);
  fields.Money("shipping_fee_original", sums.shipping);
  fields.Money("shipping_fee_discount_seller", 0);
  fields.Money("shipping_fee_discount_platform", 0);
  fields.Money("shipping_service_cost", 0);
}

void ItemGoods(Fields& fields, const Shop& shop, const Item& item, const ItemDetails* details) {
  const Sku& sku = shop.catalogue.skus[item.sku];
  const Product& product = shop.catalogue.products[sku.product];
  const std::string product_id = std::to_string(product.item_id);
  const std::string sku_id = std::to_string(sku.sku_id);
  const bool said = details != nullptr;
  fields.Text("name", said && details->name ? *details->name : product.name);
  fields.Text("variation", said && details->variation ? *details->variation : sku.Variation());
  fields.Text("sku", said && details->seller_sku ? *details->seller_sku : sku.seller_sku);
  fields.Text("shop_sku", said && details->shop_sku ? *details->shop_sku : sku.shop_sku);
  fields.Text("sku_id", sku_id);
  fields.Text("product_id", product_id);
  fields.Text("product_main_image", "https://" + std::string(shop.venue().code) +
                                        "-live-02.slatic.net/p/" + Hex16(product.seed) +
                                        Hex16(Mix(product.seed)) + ".jpg");
  fields.Text("product_detail_url", "https://" + std::string(shop.venue().storefront) + "/-i" +
                                        product_id + "-s" + sku_id + ".html?urlFlag=true&mp=1");
}

void ItemFate(Fields& fields, const Shop& shop, const Item& item, uint64_t seed,
              const ItemDetails* details) {
  const bool cancelled = IsCancelled(item.status);
  const bool returned = IsReturn(item.status);
  std::string_view reason;
  if (cancelled || returned) reason = kReasons[shop.region][seed % 2];
  if (details != nullptr && details->reason) reason = *details->reason;
  fields.Text("reason", reason);
  fields.Text("reason_detail", "");
  std::string_view initiator = "null-null";
  if (cancelled) initiator = kInitiators[seed % kInitiators.size()];
  if (returned) initiator = "return-customer";
  fields.Text("cancel_return_initiator", initiator);
  fields.Text("return_status", "");
  fields.Flag("need_cancel_confirm", false);
  fields.Flag("is_cancel_pending", false);
  fields.Text("cancel_trigger_time", "");
  fields.Text("reverse_order_id",
              returned ? std::to_string(700000000000000 + seed % 99999999) : "");
}

void ItemShipping(Fields& fields, const Shop& shop, const Item& item, const Order& order,
                  uint64_t seed) {
  const bool packed = item.package != 0;
  const Package* package = packed ? &shop.packages[item.package - 1] : nullptr;
  fields.Text("shipping_type", LazadaShips(item.kind) ? "Own Warehouse" : "Dropshipping");
  fields.Text("shipping_provider_type", ShippingProviderType(item, seed));
  fields.Text("shipment_provider", packed ? shop.CarrierName(*package) : "");
  fields.Text("tracking_code", packed ? shop.TrackingNumber(*package) : "");
  fields.Text("tracking_code_pre", "");
  fields.Text("package_id", packed ? Shop::PackageId(*package) : "");
  fields.Text("purchase_order_id", "");
  fields.Text("purchase_order_number", "");
  fields.Text("warehouse_code", WarehouseCode(shop, item));
  fields.Bit("is_digital", item.kind == Kind::kDigital);
  fields.Bit("is_fbl", LazadaShips(item.kind) || item.kind == Kind::kChoice);
  // Seen as a number and as a text.
  if (seed % 2 == 0) {
    fields.Bit("delivery_option_sof", item.kind == Kind::kOwnFleet);
  } else {
    fields.Text("delivery_option_sof", item.kind == Kind::kOwnFleet ? "1" : "0");
  }
  fields.Bit("is_reroute", false);
  fields.Number("biz_group", LazadaShips(item.kind) ? 70020 : 70100);
  const bool presale = item.kind == Kind::kPresale;
  fields.Text("order_type", presale                      ? "PreSale"
                            : item.kind == Kind::kPickUp ? "InStoreO2O"
                                                         : "Normal");
  fields.Text("order_flag", item.kind == Kind::kCrossBorder ? "GLOBAL_COLLECTION" : "NORMAL");
  fields.Text("stage_pay_status",
              presale && item.status == Status::kUnpaid ? "unpaid final payment" : "");
  fields.IsoTime("sla_time_stamp",
                 (order.created_s / 86400 + 3) * 86400 - 1 - shop.venue().utc_offset_minutes * 60,
                 shop.venue().utc_offset_minutes);
  fields.Text("fulfillment_sla", "NEXT_DAY");
  fields.Text("priority_fulfillment_tag", "");
  if (item.kind == Kind::kPickUp) PickUpStore(fields, shop);
}

void AppendItem(std::string& out, const Shop& shop, uint32_t row, size_t k, const ItemSums& sums,
                const Buyer& buyer, const Settings& settings, ItemCall call) {
  const Order& order = shop.orders.At(row);
  const Item& item = shop.orders.ItemAt(order, k);
  const ItemDetails* details = shop.orders.DetailsOf(order, k);
  const uint64_t seed = Mix(shop.SeedOf(order), k);
  const int offset = shop.venue().utc_offset_minutes;
  Fields fields(out, settings.shape, seed, shop.venue().prints_cents);
  fields.Number("order_item_id", Shop::ItemId(order, k));
  fields.Number("order_id", order.id);
  fields.Text("status", Word(item.status));
  ItemGoods(fields, shop, item, details);
  fields.Text("shop_id", shop.name);
  ItemMoney(fields, sums, shop.SeedOf(order));
  fields.Text("currency", shop.venue().currency);
  ItemShipping(fields, shop, item, order, seed);
  ItemFate(fields, shop, item, seed, details);
  fields.SpacedTime("created_at", order.created_s, offset);
  fields.SpacedTime("updated_at", item.updated_s, offset);
  fields.Text("promised_shipping_time", "");
  fields.Text("invoice_number", seed % 5 == 0 ? std::to_string(order.id) : "");
  // The buyer's e-mail stands here unmasked, for physical goods too.
  fields.Text("digital_delivery_info", buyer.email);
  fields.Number("buyer_id", buyer.id);
  fields.Text("gift_wrapping", "");
  fields.Text("personalization", "");
  fields.TitleFlag(call == ItemCall::kSingle ? "show_giftwrapping_tag" : "show_gift_wrapping_tag",
                   false);
  fields.TitleFlag("show_personalization_tag", false);
  fields.Flag("can_escalate_pickup", false);
  fields.Text("schedule_delivery_start_timeslot", "");
  fields.Text("schedule_delivery_end_timeslot", "");
  fields.Text("supply_price", item.kind == Kind::kChoice ? MoneyText(sums.price / 2, false) : "");
  fields.Text("supply_price_currency", item.kind == Kind::kChoice ? "CNY" : "");
  fields.TitleFlag("mp3_order", false);
  fields.TitleFlag("semi_managed", item.kind == Kind::kChoice);
  const bool paid = item.status != Status::kUnpaid;
  fields.Number("payment_time", paid ? order.created_s * 1000 + 1234 : 0);
  fields.Absent("extra_attributes", seed);
  fields.Close();
}

}  // namespace

std::vector<ItemSums> SumsOf(const Shop& shop, uint32_t row) {
  const Order& order = shop.orders.At(row);
  const OrderDetails* details = shop.orders.DetailsOf(row);
  const uint64_t seed = shop.SeedOf(order);
  const bool whole = shop.venue().whole_units;
  std::vector<ItemSums> sums(order.item_count);
  int64_t price = 0;
  bool physical = false;
  for (size_t k = 0; k < order.item_count; ++k) {
    const Item& item = shop.orders.ItemAt(order, k);
    sums[k].price = item.price;
    price += item.price;
    physical = physical || item.kind != Kind::kDigital;
  }
  int64_t voucher_seller = seed % 4 == 0 ? Share(price, 5, whole) : 0;
  int64_t voucher_platform = seed % 7 == 0 ? Share(price, 3, whole) : 0;
  int64_t shipping = physical && seed % 3 != 0
                         ? (149 + static_cast<int64_t>(seed % 5) * 50) * shop.venue().price_scale
                         : 0;
  if (whole) shipping = shipping / 100 * 100;
  if (details != nullptr) {
    voucher_seller = details->voucher_seller.value_or(0);
    voucher_platform = details->voucher_platform.value_or(0);
    shipping = details->shipping_fee.value_or(0);
  }
  if (sums.empty()) return sums;
  Spread(sums, voucher_seller, whole, &ItemSums::voucher_seller);
  Spread(sums, voucher_platform, whole, &ItemSums::voucher_platform);
  Spread(sums, shipping, whole, &ItemSums::shipping);
  return sums;
}

Buyer BuyerOf(const Shop& shop, uint32_t row) {
  const Order& order = shop.orders.At(row);
  Buyer buyer = MakeBuyer(shop.region, shop.SeedOf(order));
  const OrderDetails* details = shop.orders.DetailsOf(row);
  if (details == nullptr) return buyer;
  const auto take = [](const std::map<std::string, std::string>& from, const char* name,
                       std::string& into) {
    const auto at = from.find(name);
    if (at != from.end()) into = at->second;
  };
  take(details->buyer, "name", buyer.name);
  take(details->buyer, "email", buyer.email);
  take(details->buyer, "tax_code", buyer.tax_code);
  take(details->buyer, "tax_branch", buyer.tax_branch);
  for (Address* address : {&buyer.shipping, &buyer.billing}) {
    address->first_name = buyer.name;
    take(details->buyer, "phone", address->phone);
    take(details->address, "address1", address->address1);
    take(details->address, "address3", address->address3);
    take(details->address, "address4", address->address4);
    take(details->address, "address5", address->address5);
    take(details->address, "district", address->district);
    take(details->address, "city", address->city);
    take(details->address, "post_code", address->post_code);
    take(details->address, "country", address->country);
  }
  return buyer;
}

void AppendOrder(std::string& out, const Shop& shop, uint32_t row, const Settings& settings,
                 OrderCall call) {
  const Order& order = shop.orders.At(row);
  const OrderDetails* details = shop.orders.DetailsOf(row);
  const uint64_t seed = shop.SeedOf(order);
  const Region& venue = shop.venue();
  const bool doc = settings.shape == Shape::kDoc;
  const Totals totals = TotalsOf(SumsOf(shop, row));
  Buyer buyer = BuyerOf(shop, row);
  if (settings.masked) Mask(buyer);

  Fields fields(out, settings.shape, seed, venue.prints_cents);
  fields.Money("voucher_platform", totals.voucher_platform);
  fields.Money("voucher", totals.voucher_platform + totals.voucher_seller);
  fields.Money("voucher_seller", totals.voucher_seller);
  fields.Text("voucher_code",
              totals.voucher_platform + totals.voucher_seller > 0 ? VoucherCode(seed) : "");
  fields.Text("warehouse_code", "dropshipping");
  fields.Number("order_number", order.id);
  fields.Number("order_id", order.id);
  // The documentation shows the list with ISO stamps and the single order without.
  const bool iso = doc && call == OrderCall::kList;
  Stamp(fields, "created_at", order.created_s, venue.utc_offset_minutes, iso);
  Stamp(fields, "updated_at", order.updated_s, venue.utc_offset_minutes, iso);
  fields.Text("price", MoneyText(totals.price, !doc && seed % 4 != 1));
  fields.Flag("gift_option", false);
  fields.Text("gift_message", "");
  fields.Text("customer_first_name", buyer.name);
  fields.Text("customer_last_name", "");
  fields.Text("promised_shipping_times", "");
  fields.Text("national_registration_number", "");
  if (buyer.tax_code.empty()) {
    fields.Absent("tax_code", seed);
  } else {
    fields.Text("tax_code", buyer.tax_code);
  }
  fields.Text("branch_number", buyer.tax_branch);
  fields.Text("payment_method", details != nullptr && details->payment_method
                                    ? std::string_view(*details->payment_method)
                                    : venue.payment_methods[seed % venue.payment_methods.size()]);
  fields.Money("shipping_fee", totals.shipping);
  fields.Money("shipping_fee_original", totals.shipping);
  fields.Money("shipping_fee_discount_seller", 0);
  fields.Money("shipping_fee_discount_platform", 0);
  fields.Number("items_count", order.item_count);
  fields.Text("delivery_info", "");
  fields.Text("buyer_note", details != nullptr ? details->buyer_note.value_or("") : "");
  fields.Text("remarks", details != nullptr ? details->remarks.value_or("") : "");
  if (call == OrderCall::kList) fields.Absent("address_updated_at", seed);
  AppendStatuses(fields.Open("statuses"), shop, order);
  AppendAddress(fields.Open("address_billing"), buyer.billing, settings.shape, call);
  AppendAddress(fields.Open("address_shipping"), buyer.shipping, settings.shape, call);
  if (shop.cross_border) {
    fields.Raw("recipient_info", R"({"identify_no":"","passport_no":"","detail_address":""})");
  }
  if (seed % 3 == 0) {
    fields.Text("extra_attributes", R"({"TaxInvoiceRequested":false})");
  } else {
    fields.Absent("extra_attributes", seed);
  }
  fields.Flag("need_cancel_confirm", false);
  fields.Flag("is_cancel_pending", false);
  fields.Close();
}

void AppendItems(std::string& out, const Shop& shop, uint32_t row, const Settings& settings,
                 ItemCall call) {
  const Order& order = shop.orders.At(row);
  const std::vector<ItemSums> sums = SumsOf(shop, row);
  const Buyer buyer = BuyerOf(shop, row);
  out += '[';
  for (size_t k = 0; k < order.item_count; ++k) {
    if (k > 0) out += ',';
    AppendItem(out, shop, row, k, sums[k], buyer, settings, call);
  }
  out += ']';
}

}  // namespace sandbox
