#include "page_of_orders.hpp"

#include <array>
#include <random>

namespace test_mapping {
namespace {

constexpr std::array kNames{"สมชาย ใจดี", "วันดี \\\"Nok\\\" มีสุข", "Somsri Jaidee", "ก**********ะ",
                            "O'Neil \\u0e01\\n2"};
constexpr std::array kGoods{"เสื้อยืดคอกลม สีดำ", "Phone case \\\"Slim\\\" 6.1\\\"", "แก้วน้ำ 300 มล.",
                            "Áo dài Huế", "USB-C cable 1 m \\/ 60 W"};
constexpr std::array kStatuses{"pending",   "packed",   "ready_to_ship", "shipped",
                               "delivered", "canceled", "confirmed",     "returned"};
constexpr std::array kMoney{"0", "0.00", "14.40", "66000.00", "159", "0.6", "1234567.89"};

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  PageOfOrders make(int orders) {
    std::string list = R"({"data":{"count":)" + std::to_string(orders) + R"(,"orders":[)";
    std::string items = R"({"code":"0","data":[)";
    for (int i = 0; i < orders; ++i) {
      const std::string id = std::to_string(200111222300000LL + 1000LL * i);
      if (i > 0) list += ',', items += ',';
      list += order(id);
      items += R"({"order_number":)" + id + R"(,"order_id":)" + id + R"(,"order_items":[)";
      for (int k = 0; k < 2 + i % 2; ++k) {
        if (k > 0) items += ',';
        items += item(id, std::to_string(200111222300001LL + 1000LL * i + k));
      }
      items += "]}";
    }
    list += R"(]},"code":"0","request_id":"0ba2887315178178017221014"})";
    items += R"(],"request_id":"0ba2887315178178017221015"})";
    return {padded(list), padded(items)};
  }

 private:
  static std::string padded(const std::string& text) {
    std::string copy;
    copy.reserve(text.size() + 64);
    return copy.append(text);
  }
  template <typename List>
  const char* any(const List& list) {
    return list[random_() % list.size()];
  }
  static std::string text(const char* key, const std::string& value) {
    return "\"" + std::string(key) + "\":\"" + value + "\",";
  }
  std::string raw(const char* key, const std::string& value) {
    // Recorded answers hold numbers, documented ones texts.
    return "\"" + std::string(key) +
           "\":" + (random_() % 8 == 0 ? '"' + value + "\"," : value + ",");
  }
  std::string stamp() {
    const int second = static_cast<int>(random_() % 60);
    return "2026-05-17 09:35:" + std::string(second < 10 ? "0" : "") + std::to_string(second) +
           " +0700";
  }

  std::string address(const char* key) {
    return "\"" + std::string(key) + "\":{" + text("country", "Thailand") +
           text("address3", "น****************i") + text("address2", "") +
           text("city", "บางใหญ่\\/ Bang Yai") + text("phone", "66********97") + text("phone2", "") +
           text("last_name", "") + text("post_code", "11140") + text("address5", "1***0") +
           text("address4", "บ***************i") + text("address1", "9**********1") +
           text("customer_email", "") + R"("first_name":")" + any(kNames) + "\"},";
  }

  std::string order(const std::string& id) {
    return "{" + raw("voucher_platform", any(kMoney)) + raw("voucher", any(kMoney)) +
           text("warehouse_code", "dropshipping") + "\"order_number\":" + id + "," +
           raw("voucher_seller", any(kMoney)) + text("created_at", stamp()) +
           text("voucher_code", "null") + R"("gift_option":false,)" +
           text("customer_last_name", "") + text("promised_shipping_times", "") +
           text("updated_at", stamp()) + text("price", "1,152.00") +
           text("national_registration_number", "") + raw("shipping_fee_original", any(kMoney)) +
           text("payment_method", random_() % 2 == 0 ? "COD" : "MIXEDCARD") +
           text("customer_first_name", any(kNames)) +
           raw("shipping_fee_discount_seller", any(kMoney)) + raw("shipping_fee", any(kMoney)) +
           text("branch_number", "") + text("tax_code", random_() % 5 == 0 ? "0105551234567" : "") +
           R"("items_count":2,)" + text("delivery_info", "") + R"("statuses":["pending"],)" +
           address("address_billing") +
           text("extra_attributes", R"({\"TaxInvoiceRequested\":false})") + "\"order_id\":" + id +
           "," + text("gift_message", "") + text("remarks", "") +
           text("buyer_note", random_() % 4 == 0 ? "โทรก่อนส่ง" : "") + address("address_shipping") +
           R"("need_cancel_confirm":false,"is_cancel_pending":"false"})";
  }

  std::string item(const std::string& order_id, const std::string& id) {
    const std::string sku = std::to_string(random_() % 100000);
    return "{" + raw("paid_price", any(kMoney)) +
           text("product_main_image", "https:\\/\\/th-live.slatic.net\\/p\\/" + sku + ".jpg") +
           raw("tax_amount", any(kMoney)) + raw("voucher_platform", any(kMoney)) +
           text("reason", "") + text("sla_time_stamp", "2026-05-18T23:59:59+07:00") +
           text("product_detail_url", "https://www.lazada.co.th/-i900-s" + sku + ".html?mp=1") +
           text("promised_shipping_time", "") + text("purchase_order_id", "") +
           raw("voucher_seller", any(kMoney)) + text("shipping_type", "Dropshipping") +
           text("created_at", stamp()) + text("voucher_code", "") + text("package_id", "FP" + sku) +
           raw("buyer_id", "500123") + text("variation", "สี:ดำ, Size:M") +
           text("product_id", "900") + text("updated_at", stamp()) +
           text("purchase_order_number", "") + text("currency", "THB") +
           text("shipping_provider_type", "standard") + text("sku", "TEE-" + sku) +
           text("invoice_number", "") + text("shop_sku", "900_TH-" + sku) +
           text("cancel_return_initiator", "null-null") + text("stage_pay_status", "") +
           raw("is_digital", "0") + text("sku_id", sku) + raw("item_price", any(kMoney)) +
           raw("shipping_service_cost", "0") + text("tracking_code_pre", "") +
           text("tracking_code", "TH" + sku) + raw("shipping_amount", any(kMoney)) +
           "\"order_item_id\":" + id + "," + text("reason_detail", "") +
           text("shop_id", "Corner Shop") + text("order_flag", "NORMAL") + raw("is_fbl", "0") +
           text("return_status", "") + text("name", any(kGoods)) +
           text("shipment_provider", "LEX TH") + raw("voucher_amount", any(kMoney)) +
           text("digital_delivery_info", "buyer@example.com") + text("extra_attributes", "") +
           "\"order_id\":" + order_id + "," + text("warehouse_code", "dropshipping") +
           raw("wallet_credits", "0.00") + raw("delivery_option_sof", "0") +
           text("order_type", "Normal") + R"("status":")" + any(kStatuses) + "\"}";
  }

  std::mt19937 random_;
};

}  // namespace

PageOfOrders page_of_orders(int orders, std::uint32_t seed) { return Maker(seed).make(orders); }

}  // namespace test_mapping
