#include "mapping/order_document.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "mapping/item_fields.hpp"
#include "mapping/letters.hpp"
#include "mapping/member_writing.hpp"
#include "mapping/money.hpp"
#include "mapping/order_fields.hpp"
#include "mapping/stamp.hpp"
#include "mapping/status.hpp"

namespace lazada::mapping {
namespace {

Hundredths money(const Scalar& scalar, std::string_view member, const Place& place) {
  if (!scalar) reject(place, member, "is missing");
  const std::optional<Hundredths> amount = parse_money(scalar.text);
  if (!amount) reject(place, member, "is not an amount of money");
  return *amount;
}

Hundredths money_or_zero(const Scalar& scalar, std::string_view member, const Place& place) {
  return scalar ? money(scalar, member, place) : 0;
}

Stamp stamp(const Scalar& scalar, std::string_view member, const Place& place) {
  const std::optional<Stamp> moment = parse_stamp(scalar.text);
  if (!moment) reject(place, member, "is not a time with an offset");
  return *moment;
}

std::string_view id(const Scalar& scalar, std::string_view member, const Place& place) {
  const std::optional<std::string_view> digits = read_id(scalar);
  if (!digits) reject(place, member, "is not an id");
  return *digits;
}

void append_stamp_member(JsonText& out, const Key& key, const Stamp& moment) {
  append_written(out, key, kStampSize, [&](char* to) { return write_stamp(to, moment); });
}

void append_amount(JsonText& out, const Key& key, Hundredths amount, int decimals) {
  append_written(out, key, kMoneyRoom, [&](char* to) { return write_money(to, amount, decimals); });
}

bool valid_currency(std::string_view code) {
  return code.size() == 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// One order while it is written.
class Document {
 public:
  Document(JsonText& out, const adapters::RegionAdapter& adapter, StoreKind store,
           const OrderFields& order, std::span<const ItemFields> items)
      : out_(out), adapter_(adapter), store_(store), order_(order), items_(items) {}

  void append(std::string_view prefix) {
    check_items();
    out_ += prefix;
    append_member(out_, "order_id", id(order_.order_id, "order_id", kOrder));
    append_member(out_, "order_number", order_.order_number);
    append_stamp_member(out_, "created_at", stamp(order_.created_at, "created_at", kOrder));
    append_stamp_member(out_, "updated_at", stamp(order_.updated_at, "updated_at", kOrder));
    append_statuses();
    append_member(out_, "currency", currency());
    append_totals();
    append_member(out_, "payment_method", order_.payment_method);
    if (order_.payment_method) {
      append_member(out_, "cash_on_delivery", same_word(order_.payment_method.text, "cod"));
    }
    append_buyer();
    append_key(out_, "shipping_address");
    append_address(out_, order_.address_shipping, adapter_);
    if (order_.address_billing.given()) {
      append_key(out_, "billing_address");
      append_address(out_, order_.address_billing, adapter_);
    }
    append_member(out_, "buyer_note", order_.buyer_note);
    append_member(out_, "gift_message", order_.gift_message);
    append_member(out_, "remarks", order_.remarks);
    append_flag("gift", order_.gift_option, "gift_option", kOrder);
    append_cancellation();
    append_member(out_, "warehouse", order_.warehouse_code);
    append_items();
    append_extra();
    out_ += '}';
  }

 private:
  static constexpr Place kOrder{};

  Place item_place(std::size_t i) const { return {"items", static_cast<int>(i)}; }

  // An order without items cannot be sold, and foreign items would be shipped to the wrong buyer.
  void check_items() const {
    if (items_.empty()) throw Unreadable("items_missing", "items is empty");
    const std::string_view order_id = id(order_.order_id, "order_id", kOrder);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Scalar& own = items_[i].order_id;
      if (own && id(own, "order_id", item_place(i)) != order_id) {
        throw Unreadable("item_foreign",
                         "items[" + std::to_string(i) + "].order_id is that of another order");
      }
      if (!items_[i].status) reject(item_place(i), "status", "is missing");
    }
  }

  void append_statuses() {
    std::vector<Status> statuses;
    for (const ItemFields& item : items_) statuses.push_back(read_status(item.status.text));
    append_member(out_, "status", name(order_status(statuses)));
    append_key(out_, "statuses");
    std::string_view before = "[\"";
    for (auto it = statuses.begin(); it != statuses.end(); ++it) {
      if (std::find(statuses.begin(), it, *it) != it) continue;
      out_ += before;
      out_ += name(*it);
      before = "\",\"";
    }
    out_ += "\"]";
  }

  // The order does not say; its items do, and must agree.
  std::string_view currency() const {
    std::string_view found;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const std::string_view code = items_[i].currency.text;
      if (code.empty()) continue;
      if (!valid_currency(code)) reject(item_place(i), "currency", "is not an ISO 4217 code");
      if (!found.empty() && code != found) {
        reject(item_place(i), "currency", "differs from that of another item");
      }
      found = code;
    }
    return found.empty() ? adapter_.currency.value : found;
  }

  void append_totals() {
    const Hundredths items = money(order_.price, "price", kOrder);
    const Hundredths shipping = money_or_zero(order_.shipping_fee, "shipping_fee", kOrder);
    const Hundredths by_seller = money_or_zero(order_.voucher_seller, "voucher_seller", kOrder);
    const Hundredths by_platform =
        money_or_zero(order_.voucher_platform, "voucher_platform", kOrder);
    const Hundredths discount =
        order_.voucher ? money(order_.voucher, "voucher", kOrder) : by_seller + by_platform;
    append_key(out_, "totals");
    out_ += R"({"items":")";
    out_.wrote_to(write_money(out_.room(kMoneyRoom), items, adapter_.decimals));
    out_ += '"';
    append_amount(out_, "shipping", shipping, adapter_.decimals);
    append_money_member("shipping_original", order_.shipping_fee_original, "shipping_fee_original",
                        kOrder);
    append_amount(out_, "discount", discount, adapter_.decimals);
    if (order_.voucher_seller) {
      append_amount(out_, "discount_seller", by_seller, adapter_.decimals);
    }
    if (order_.voucher_platform) {
      append_amount(out_, "discount_platform", by_platform, adapter_.decimals);
    }
    append_amount(out_, "paid", items - discount + shipping, adapter_.decimals);
    out_ += '}';
  }

  void append_buyer() {
    Scalar buyer_id, email;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!buyer_id) buyer_id = items_[i].buyer_id;
      // Every item may carry the buyer's address there; only a digital one needs it.
      if (!email && items_[i].digital_delivery_info.text.find('@') != std::string_view::npos &&
          item_fulfilment(items_[i], store_, item_place(i)) == Fulfilment::kDigital) {
        email = items_[i].digital_delivery_info;
      }
    }
    const Scalar& first = order_.customer_first_name;
    const Scalar& last = order_.customer_last_name;
    MaskedMembers masked;
    append_key(out_, "buyer");
    out_ += R"({"name":)";
    append_full_name(out_, first, last);
    if (is_masked(first.text) || is_masked(last.text)) masked.add("name");
    append_member(out_, "id", buyer_id);
    const auto member = [&](const Key& key, const Scalar& scalar) {
      append_member(out_, key, scalar);
      masked.look_at(key.name(), scalar.text);
    };
    member("email", email ? email : order_.address_billing.customer_email);
    if (adapter_.has_tax_number) member("tax_number", order_.tax_code);
    if (adapter_.has_branch_number) member("branch_number", order_.branch_number);
    member("registration_number", order_.national_registration_number);
    append_key(out_, "masked");
    masked.append_to(out_);
    out_ += '}';
  }

  void append_cancellation() {
    bool told_request = static_cast<bool>(order_.need_cancel_confirm);
    bool told_pending = static_cast<bool>(order_.is_cancel_pending);
    bool requested = item_flag(order_.need_cancel_confirm, "need_cancel_confirm", kOrder);
    bool pending = item_flag(order_.is_cancel_pending, "is_cancel_pending", kOrder);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const ItemFields& item = items_[i];
      told_request = told_request || item.need_cancel_confirm;
      told_pending = told_pending || item.is_cancel_pending;
      requested |= item_flag(item.need_cancel_confirm, "need_cancel_confirm", item_place(i));
      pending |= item_flag(item.is_cancel_pending, "is_cancel_pending", item_place(i));
    }
    if (told_request) append_member(out_, "cancel_requested", requested);
    if (told_pending) append_member(out_, "cancel_pending", pending);
  }

  void append_items() {
    append_key(out_, "items");
    out_ += '[';
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (i > 0) out_ += ',';
      append_item(items_[i], item_place(i));
    }
    out_ += ']';
  }

  void append_item(const ItemFields& item, const Place& place) {
    out_ += R"({"item_id":")";
    out_ += item_id(item, place);
    out_ += R"(","sku":)";
    append_text(out_, item.sku);
    append_member(out_, "shop_sku", item.shop_sku);
    append_member(out_, "sku_id", item.sku_id);
    append_member(out_, "product_id", item.product_id);
    append_key(out_, "name");
    append_text(out_, item.name);
    append_member(out_, "variation", item.variation);
    append_member(out_, "image_url", item.product_main_image);
    append_member(out_, "url", item.product_detail_url);
    out_ += R"(,"quantity":1)";
    append_member(out_, "status", name(read_status(item.status.text)));
    append_member(out_, "status_raw", item.status);
    append_amount(out_, "price", money(item.item_price, "item_price", place), adapter_.decimals);
    append_money_member("paid", item.paid_price, "paid_price", place);
    append_money_member("shipping", item.shipping_amount, "shipping_amount", place);
    append_money_member("discount", item.voucher_amount, "voucher_amount", place);
    append_money_member("discount_seller", item.voucher_seller, "voucher_seller", place);
    append_money_member("discount_platform", item.voucher_platform, "voucher_platform", place);
    append_money_member("tax", item.tax_amount, "tax_amount", place);
    append_member(out_, "fulfilment", name(item_fulfilment(item, store_, place)));
    if (presale_unpaid(item)) append_member(out_, "presale_unpaid", true);
    append_member(out_, "warehouse", item.warehouse_code);
    append_member(out_, "shipping_speed", item.shipping_provider_type);
    append_member(out_, "carrier", item.shipment_provider);
    append_member(out_, "tracking_number", item.tracking_code);
    append_member(out_, "package_id", item.package_id);
    append_time_member("ship_by", item.sla_time_stamp, "sla_time_stamp", place);
    append_time_member("updated_at", item.updated_at, "updated_at", place);
    append_member(out_, "cancel_initiator", item.cancel_return_initiator);
    append_member(out_, "reason", item.reason);
    append_member(out_, "reason_detail", item.reason_detail);
    append_flag("cancel_requested", item.need_cancel_confirm, "need_cancel_confirm", place);
    if (item.cancel_trigger_time) {
      const std::optional<Stamp> moment =
          parse_epoch_ms(item.cancel_trigger_time.text, adapter_.utc_offset_minutes);
      if (!moment) reject(place, "cancel_trigger_time", "is not a number of milliseconds");
      append_stamp_member(out_, "cancel_decide_by", *moment);
    }
    append_member(out_, "reverse_order_id", item.reverse_order_id);
    append_pick_up_store(item.pick_up_store);
    out_ += '}';
  }

  void append_pick_up_store(const PickUpStoreFields& store) {
    if (!store.name && !store.address && !store.code) return;
    append_key(out_, "store_pickup");
    out_ += R"({"name":)";
    append_text(out_, store.name);
    append_member(out_, "address", store.address);
    append_member(out_, "code", store.code);
    out_ += '}';
  }

  // Where a region has no tax number, what the field means is not documented.
  void append_extra() {
    bool open = false;
    const auto member = [&](std::string_view key, const Scalar& scalar) {
      if (!scalar) return;
      out_ += std::string_view(open ? ",\"" : ",\"extra\":{\"");
      open = true;
      out_ += key;
      out_ += "\":";
      append_text(out_, scalar);
    };
    member("voucher_code", order_.voucher_code);
    member("delivery_info", order_.delivery_info);
    member("promised_shipping_times", order_.promised_shipping_times);
    member("extra_attributes", order_.extra_attributes);
    if (!adapter_.has_tax_number) member("tax_code", order_.tax_code);
    if (!adapter_.has_branch_number) member("branch_number", order_.branch_number);
    if (open) out_ += '}';
  }

  void append_money_member(const Key& key, const Scalar& scalar, std::string_view member,
                           const Place& place) {
    if (scalar) append_amount(out_, key, money(scalar, member, place), adapter_.decimals);
  }

  void append_time_member(const Key& key, const Scalar& scalar, std::string_view member,
                          const Place& place) {
    if (scalar) append_stamp_member(out_, key, stamp(scalar, member, place));
  }

  void append_flag(const Key& key, const Scalar& scalar, std::string_view member,
                   const Place& place) {
    if (scalar) append_member(out_, key, item_flag(scalar, member, place));
  }

  JsonText& out_;
  const adapters::RegionAdapter& adapter_;
  const StoreKind store_;
  const OrderFields& order_;
  const std::span<const ItemFields> items_;
};

}  // namespace

struct OrderWriter::Parsers {
  simdjson::ondemand::parser order;
  simdjson::ondemand::parser items;
  OrderFields fields;
  std::vector<ItemFields> rows;
  JsonText prefix;  // the members that are the same in every document
};

OrderWriter::OrderWriter(const adapters::RegionAdapter& adapter, std::string seller_id,
                         StoreKind store)
    : adapter_(adapter), store_(store), parsers_(std::make_unique<Parsers>()) {
  JsonText& prefix = parsers_->prefix;
  prefix += R"({"schema":"chapi.order/1")";
  append_member(prefix, "platform", "lazada");
  append_member(prefix, "region", adapter.region.value);
  append_key(prefix, "seller_id");
  append_quoted(prefix, seller_id);
}

OrderWriter::~OrderWriter() = default;

void OrderWriter::append(JsonText& out, std::string_view order, std::string_view items) {
  append(out, OrderSlice{"", 0, 0, order}, ItemsSlice{"", items});
}

void OrderWriter::append(JsonText& out, const OrderSlice& order, const ItemsSlice& items) {
  Parsers& parsers = *parsers_;
  const OrderFields* fields = order.fields.get();
  if (fields == nullptr) {
    read_order(parsers.order, order.text, parsers.fields);
    fields = &parsers.fields;
  }
  std::span rows = items.rows;
  if (!items.rows_memory) {
    read_items(parsers.items, items.text, parsers.rows);
    rows = parsers.rows;
  }
  const std::size_t before = out.size();
  try {
    Document(out, adapter_, store_, *fields, rows).append(parsers.prefix.view());
  } catch (...) {
    out.cut(before);
    throw;
  }
}

}  // namespace lazada::mapping
