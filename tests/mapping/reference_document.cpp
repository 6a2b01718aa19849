#include "reference_document.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <stdexcept>

namespace test_mapping {
namespace {

using lazada::adapters::RegionAdapter;
using nlohmann::json;
using nlohmann::ordered_json;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  return text;
}

// "" for whatever says that there is nothing.
std::string text(const json& object, const std::string& key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "";
  if (found->is_structured()) throw std::runtime_error(key + " is no scalar");
  const std::string value = found->is_string() ? found->get<std::string>() : found->dump();
  return value == "null" || value == "null-null" ? "" : value;
}

std::string digits(const json& object, const std::string& key) {
  const std::string value = text(object, key);
  if (value.empty() || value.find_first_not_of("0123456789") != std::string::npos) {
    throw std::runtime_error(key + " is no id");
  }
  return value;
}

bool flag(const json& object, const std::string& key) {
  const std::string value = lower(text(object, key));
  if (value.empty() || value == "false" || value == "0") return false;
  if (value == "true" || value == "1") return true;
  throw std::runtime_error(key + " is no flag");
}

long long cents(const json& object, const std::string& key) {
  std::string value = text(object, key);
  if (value.empty()) throw std::runtime_error(key + " is missing");
  value.erase(std::remove(value.begin(), value.end(), ','), value.end());
  return std::llround(std::stod(value) * 100);
}

std::string money(long long value, const RegionAdapter& adapter) {
  char out[40];
  const bool whole = adapter.decimals == 0 && value % 100 == 0;
  std::snprintf(out, sizeof out, whole ? "%s%lld" : "%s%lld.%02lld", value < 0 ? "-" : "",
                std::llabs(value) / 100, std::llabs(value) % 100);
  return out;
}

bool fits(const std::string& value, const std::string& form) {
  if (value.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = value[i] >= '0' && value[i] <= '9';
    if (form[i] == '0' ? !digit : value[i] != form[i]) return false;
  }
  return true;
}

std::string moment(const std::string& value) {
  const std::string day = value.substr(0, 10);
  const std::string time = value.size() > 19 ? value.substr(11, 8) : "";
  std::string offset = value.size() > 19 ? value.substr(19) : "";
  if (!offset.empty() && offset[0] == '.') offset.erase(0, offset.find_first_not_of(".0123456789"));
  if (!offset.empty() && offset[0] == ' ') offset.erase(0, 1);
  if (offset == "Z") offset = "+00:00";
  if (offset.size() == 5) offset.insert(3, ":");
  if (!fits(day, "0000-00-00") || !fits(time, "00:00:00") ||
      (!fits(offset, "+00:00") && !fits(offset, "-00:00")) ||
      (value[10] != ' ' && value[10] != 'T')) {
    throw std::runtime_error("no time");
  }
  return day + "T" + time + offset;
}

std::string moment_of_ms(const std::string& value, const RegionAdapter& adapter) {
  const std::time_t local =
      static_cast<std::time_t>(std::stoll(value) / 1000) + adapter.utc_offset_minutes * 60;
  std::tm parts{};
  gmtime_r(&local, &parts);
  char out[40];
  std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%S", &parts);
  const int minutes = adapter.utc_offset_minutes;
  char offset[20];
  std::snprintf(offset, sizeof offset, "+%02d:%02d", minutes / 60, minutes % 60);
  return std::string(out) + offset;
}

std::string status_of(const std::string& raw) {
  static const std::map<std::string, std::string> table{{"unpaid", "unpaid"},
                                                        {"pending", "pending"},
                                                        {"topack", "pending"},
                                                        {"repacked", "pending"},
                                                        {"packed", "packed"},
                                                        {"toship", "packed"},
                                                        {"ready_to_ship_pending", "ready_to_ship"},
                                                        {"ready_to_ship", "ready_to_ship"},
                                                        {"shipped", "shipped"},
                                                        {"shipping", "shipped"},
                                                        {"delivered", "delivered"},
                                                        {"confirmed", "confirmed"},
                                                        {"canceled", "cancelled"},
                                                        {"failed", "delivery_failed"},
                                                        {"failed_delivery", "delivery_failed"},
                                                        {"shipped_back", "returning"},
                                                        {"shipped_back_failed", "returning"},
                                                        {"shipped_back_success", "delivery_failed"},
                                                        {"returned", "returned"},
                                                        {"lost", "lost"},
                                                        {"lost_by_3pl", "lost"},
                                                        {"damaged_by_3pl", "damaged"},
                                                        {"package_scrapped", "damaged"},
                                                        {"packed_scrapped", "damaged"}};
  const auto found = table.find(lower(raw));
  return found == table.end() ? "unknown" : found->second;
}

std::string order_status(const std::vector<std::string>& statuses) {
  for (const char* moving : {"unpaid", "pending", "packed", "ready_to_ship", "shipped",
                             "delivery_failed", "returning"}) {
    if (std::count(statuses.begin(), statuses.end(), moving) > 0) return moving;
  }
  std::string best;
  for (const char* resting :
       {"delivered", "confirmed", "cancelled", "returned", "lost", "damaged", "unknown"}) {
    const auto times = std::count(statuses.begin(), statuses.end(), resting);
    if (times > 0 && (best.empty() || times > std::count(statuses.begin(), statuses.end(), best))) {
      best = resting;
    }
  }
  return best;
}

bool masked(const std::string& value) {
  if (value.find("**") != std::string::npos) return true;
  std::string letters;  // one byte for each character
  for (const unsigned char c : value) {
    if (c < 0x80) {
      letters += static_cast<char>(c);
    } else if (c >= 0xC0) {
      letters += 'x';
    }
  }
  return value.find('*') != std::string::npos && letters.size() <= 3;
}

void put(ordered_json& out, const char* key, const std::string& value) {
  if (!value.empty()) out[key] = value;
}

std::string full_name(const std::string& first, const std::string& last) {
  return first.empty() || last.empty() ? first + last : first + " " + last;
}

bool post_code_like(const std::string& value) {
  return value.size() >= 4 && value.size() <= 6 && std::isdigit(value.front()) != 0 &&
         std::isdigit(value.back()) != 0 &&
         value.find_first_not_of("0123456789*") == std::string::npos;
}

ordered_json address(const json& in, const RegionAdapter& adapter) {
  std::string district = text(in, "addressDistrict");
  if (district.empty()) district = text(in, "addressDsitrict");
  std::string city = text(in, "city");
  std::string post_code = text(in, "post_code");
  std::string fourth = text(in, "address4");
  std::string fifth = text(in, "address5");
  if (city.empty()) {
    city = fourth;
  } else if (district.empty()) {
    district = fourth;
  }
  if (fourth == city || fourth == district) fourth.clear();
  if (adapter.uses_post_code && post_code_like(fifth)) {
    if (post_code.empty()) post_code = fifth;
    fifth.clear();
  }
  std::vector<std::string> lines{text(in, "address1"), text(in, "address2")};
  std::string ward;
  if (adapter.has_wards && !fifth.empty()) {
    ward = fifth;
    lines.push_back(fourth);
  } else if (adapter.has_wards) {
    ward = fourth;
  } else {
    lines.push_back(fourth);
    lines.push_back(fifth);
  }
  lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());

  static const std::map<std::string, std::string> countries{
      {"singapore", "sg"}, {"malaysia", "my"},  {"thailand", "th"},    {"vietnam", "vn"},
      {"viet nam", "vn"},  {"indonesia", "id"}, {"philippines", "ph"}, {"the philippines", "ph"},
      {"sg", "sg"},        {"my", "my"},        {"th", "th"},          {"vn", "vn"},
      {"id", "id"},        {"ph", "ph"}};
  const auto country = countries.find(lower(text(in, "country")));

  ordered_json out;
  out["name"] = full_name(text(in, "first_name"), text(in, "last_name"));
  put(out, "phone", text(in, "phone"));
  put(out, "phone2", text(in, "phone2"));
  put(out, "email", text(in, "customer_email"));
  out["lines"] = lines;
  put(out, "ward", ward);
  put(out, "district", district);
  put(out, "city", city);
  put(out, "state", text(in, "address3"));
  put(out, "post_code", post_code);
  out["country"] = country == countries.end() ? std::string(adapter.region.value) : country->second;
  put(out, "country_name", text(in, "country"));
  json marks = json::array();
  for (const char* key : {"name", "phone", "phone2", "email", "lines", "ward", "district", "city",
                          "state", "post_code"}) {
    if (std::string(key) == "lines") {
      if (std::any_of(lines.begin(), lines.end(), masked)) marks.push_back(key);
    } else if (std::string(key) == "name") {
      if (masked(text(in, "first_name")) || masked(text(in, "last_name"))) marks.push_back(key);
    } else if (out.contains(key) && masked(out[key].get<std::string>())) {
      marks.push_back(key);
    }
  }
  out["masked"] = marks;
  return out;
}

json object_or_empty(const json& order, const char* key) {
  const auto found = order.find(key);
  if (found == order.end() || !found->is_object()) {
    if (!text(order, key).empty()) throw std::runtime_error(std::string(key) + " is no object");
    return json::object();
  }
  return *found;
}

std::string fulfilment(const json& item, bool cross_border) {
  const std::string provider = lower(text(item, "shipping_provider_type"));
  const std::string type = lower(text(item, "shipping_type"));
  const std::string group = text(item, "biz_group");
  if (!group.empty() && group.find_first_not_of("-0123456789") != std::string::npos) {
    throw std::runtime_error("biz_group is no number");
  }
  const bool fbl = flag(item, "is_fbl");
  const bool fleet = flag(item, "delivery_option_sof");
  if (flag(item, "is_digital") || provider == "digital") return "digital";
  bool pick_up = provider == "pickup_in_store";
  const json store = object_or_empty(item, "pick_up_store_info");
  for (const char* key : {"pick_up_store_name", "pick_up_store_address", "pick_up_store_code"}) {
    pick_up = pick_up || !text(store, key).empty();
  }
  if (pick_up) return "store_pickup";
  if (fleet || provider == "seller_own_fleet") return "seller_fleet";
  if (group != "70100" && (fbl || group == "70020" || group == "70000" || type == "own warehouse" ||
                           type == "warehouse")) {
    return "marketplace";
  }
  return cross_border ? "cross_border" : "local";
}

ordered_json item_document(const json& in, const RegionAdapter& adapter, bool cross_border) {
  ordered_json out;
  const auto put_money = [&](const char* key, const char* from) {
    if (!text(in, from).empty()) out[key] = money(cents(in, from), adapter);
  };
  out["item_id"] = digits(in, "order_item_id");
  out["sku"] = text(in, "sku");
  put(out, "shop_sku", text(in, "shop_sku"));
  put(out, "sku_id", text(in, "sku_id"));
  put(out, "product_id", text(in, "product_id"));
  out["name"] = text(in, "name");
  put(out, "variation", text(in, "variation"));
  put(out, "image_url", text(in, "product_main_image"));
  put(out, "url", text(in, "product_detail_url"));
  out["quantity"] = 1;
  out["status"] = status_of(text(in, "status"));
  out["status_raw"] = text(in, "status");
  out["price"] = money(cents(in, "item_price"), adapter);
  put_money("paid", "paid_price");
  put_money("shipping", "shipping_amount");
  put_money("discount", "voucher_amount");
  put_money("discount_seller", "voucher_seller");
  put_money("discount_platform", "voucher_platform");
  put_money("tax", "tax_amount");
  out["fulfilment"] = fulfilment(in, cross_border);
  if (lower(text(in, "order_type")) == "presale" &&
      lower(text(in, "stage_pay_status")).rfind("unpaid", 0) == 0) {
    out["presale_unpaid"] = true;
  }
  put(out, "warehouse", text(in, "warehouse_code"));
  put(out, "shipping_speed", text(in, "shipping_provider_type"));
  put(out, "carrier", text(in, "shipment_provider"));
  put(out, "tracking_number", text(in, "tracking_code"));
  put(out, "package_id", text(in, "package_id"));
  if (!text(in, "sla_time_stamp").empty()) out["ship_by"] = moment(text(in, "sla_time_stamp"));
  if (!text(in, "updated_at").empty()) out["updated_at"] = moment(text(in, "updated_at"));
  put(out, "cancel_initiator", text(in, "cancel_return_initiator"));
  put(out, "reason", text(in, "reason"));
  put(out, "reason_detail", text(in, "reason_detail"));
  if (!text(in, "need_cancel_confirm").empty()) {
    out["cancel_requested"] = flag(in, "need_cancel_confirm");
  }
  if (!text(in, "cancel_trigger_time").empty()) {
    out["cancel_decide_by"] = moment_of_ms(text(in, "cancel_trigger_time"), adapter);
  }
  put(out, "reverse_order_id", text(in, "reverse_order_id"));
  const json store = object_or_empty(in, "pick_up_store_info");
  ordered_json pick_up;
  pick_up["name"] = text(store, "pick_up_store_name");
  put(pick_up, "address", text(store, "pick_up_store_address"));
  put(pick_up, "code", text(store, "pick_up_store_code"));
  if (pick_up.size() > 1 || pick_up["name"] != "") out["store_pickup"] = pick_up;
  return out;
}

ordered_json totals(const json& order, const RegionAdapter& adapter) {
  const auto or_zero = [&](const char* key) {
    return text(order, key).empty() ? 0 : cents(order, key);
  };
  const long long items = cents(order, "price");
  const long long shipping = or_zero("shipping_fee");
  const long long discount = text(order, "voucher").empty()
                                 ? or_zero("voucher_seller") + or_zero("voucher_platform")
                                 : cents(order, "voucher");
  ordered_json out;
  out["items"] = money(items, adapter);
  out["shipping"] = money(shipping, adapter);
  if (!text(order, "shipping_fee_original").empty()) {
    out["shipping_original"] = money(cents(order, "shipping_fee_original"), adapter);
  }
  out["discount"] = money(discount, adapter);
  if (!text(order, "voucher_seller").empty()) {
    out["discount_seller"] = money(cents(order, "voucher_seller"), adapter);
  }
  if (!text(order, "voucher_platform").empty()) {
    out["discount_platform"] = money(cents(order, "voucher_platform"), adapter);
  }
  out["paid"] = money(items - discount + shipping, adapter);
  return out;
}

ordered_json buyer(const json& order, const json& items, const RegionAdapter& adapter,
                   bool cross_border) {
  std::string id, email;
  for (const json& item : items) {
    if (id.empty()) id = text(item, "buyer_id");
    if (email.empty() && fulfilment(item, cross_border) == "digital" &&
        text(item, "digital_delivery_info").find('@') != std::string::npos) {
      email = text(item, "digital_delivery_info");
    }
  }
  if (email.empty()) email = text(object_or_empty(order, "address_billing"), "customer_email");
  ordered_json out;
  const std::string first = text(order, "customer_first_name");
  const std::string last = text(order, "customer_last_name");
  out["name"] = full_name(first, last);
  put(out, "id", id);
  put(out, "email", email);
  if (adapter.has_tax_number) put(out, "tax_number", text(order, "tax_code"));
  if (adapter.has_branch_number) put(out, "branch_number", text(order, "branch_number"));
  put(out, "registration_number", text(order, "national_registration_number"));
  json marks = json::array();
  if (masked(first) || masked(last)) marks.push_back("name");
  for (const char* key : {"email", "tax_number", "branch_number", "registration_number"}) {
    if (out.contains(key) && masked(out[key].get<std::string>())) marks.push_back(key);
  }
  out["masked"] = marks;
  return out;
}

}  // namespace

ordered_json reference_document(const json& order, const json& items, const RegionAdapter& adapter,
                                const std::string& seller_id, bool cross_border) {
  if (!items.is_array() || items.empty()) throw std::runtime_error("no items");
  ordered_json out;
  out["schema"] = "chapi.order/1";
  out["platform"] = "lazada";
  out["region"] = adapter.region.value;
  out["seller_id"] = seller_id;
  out["order_id"] = digits(order, "order_id");
  put(out, "order_number", text(order, "order_number"));
  out["created_at"] = moment(text(order, "created_at"));
  out["updated_at"] = moment(text(order, "updated_at"));

  std::vector<std::string> statuses;
  std::string currency;
  bool told_request = !text(order, "need_cancel_confirm").empty();
  bool told_pending = !text(order, "is_cancel_pending").empty();
  bool request = flag(order, "need_cancel_confirm");
  bool pending = flag(order, "is_cancel_pending");
  ordered_json rows = ordered_json::array();
  for (const json& item : items) {
    if (!text(item, "order_id").empty() && text(item, "order_id") != out["order_id"]) {
      throw std::runtime_error("item of another order");
    }
    if (text(item, "status").empty()) throw std::runtime_error("status is missing");
    statuses.push_back(status_of(text(item, "status")));
    if (!text(item, "currency").empty()) {
      if (!currency.empty() && currency != text(item, "currency")) {
        throw std::runtime_error("two currencies");
      }
      currency = text(item, "currency");
    }
    told_request = told_request || !text(item, "need_cancel_confirm").empty();
    told_pending = told_pending || !text(item, "is_cancel_pending").empty();
    request = flag(item, "need_cancel_confirm") || request;
    pending = flag(item, "is_cancel_pending") || pending;
    rows.push_back(item_document(item, adapter, cross_border));
  }
  out["status"] = order_status(statuses);
  std::vector<std::string> distinct;
  for (const std::string& status : statuses) {
    if (std::count(distinct.begin(), distinct.end(), status) == 0) distinct.push_back(status);
  }
  out["statuses"] = distinct;
  out["currency"] = currency.empty() ? std::string(adapter.currency.value) : currency;
  out["totals"] = totals(order, adapter);
  put(out, "payment_method", text(order, "payment_method"));
  if (!text(order, "payment_method").empty()) {
    out["cash_on_delivery"] = lower(text(order, "payment_method")) == "cod";
  }
  out["buyer"] = buyer(order, items, adapter, cross_border);
  out["shipping_address"] = address(object_or_empty(order, "address_shipping"), adapter);
  const json billing = object_or_empty(order, "address_billing");
  for (const char* key : {"first_name", "phone", "address1", "address3", "city", "country"}) {
    if (!text(billing, key).empty()) out["billing_address"] = address(billing, adapter);
  }
  put(out, "buyer_note", text(order, "buyer_note"));
  put(out, "gift_message", text(order, "gift_message"));
  put(out, "remarks", text(order, "remarks"));
  if (!text(order, "gift_option").empty()) out["gift"] = flag(order, "gift_option");
  if (told_request) out["cancel_requested"] = request;
  if (told_pending) out["cancel_pending"] = pending;
  put(out, "warehouse", text(order, "warehouse_code"));
  out["items"] = rows;

  ordered_json extra;
  put(extra, "voucher_code", text(order, "voucher_code"));
  put(extra, "delivery_info", text(order, "delivery_info"));
  put(extra, "promised_shipping_times", text(order, "promised_shipping_times"));
  if (order.contains("extra_attributes") && !order["extra_attributes"].is_structured()) {
    put(extra, "extra_attributes", text(order, "extra_attributes"));
  }
  if (!adapter.has_tax_number) put(extra, "tax_code", text(order, "tax_code"));
  if (!adapter.has_branch_number) put(extra, "branch_number", text(order, "branch_number"));
  if (!extra.empty()) out["extra"] = extra;
  return out;
}

}  // namespace test_mapping
