// The fulfilment calls: JSON in one form field, outcomes for each element.
#include <Poco/Base64Encoder.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sandbox/call.hpp"
#include "sandbox/fulfilment.hpp"
#include "sandbox/order_json.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

constexpr size_t kMostPerCall = 20;

// The whole batch is refused: `success` false, the outer code stays "0".
class BatchRefused : public std::runtime_error {
 public:
  BatchRefused(std::string_view code, const std::string& message)
      : std::runtime_error(message), code_(code) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

// Two spellings of the error members exist on the platform.
enum class Spelling { kCamel, kSnake };

json Result(const CallContext& context, Spelling spelling, json data) {
  json result = {{"success", true}, {"data", std::move(data)}};
  if (context.settings.shape == Shape::kDoc) {
    result[spelling == Spelling::kCamel ? "errorCode" : "error_code"] = nullptr;
    result[spelling == Spelling::kCamel ? "errorMsg" : "error_msg"] = nullptr;
  }
  return result;
}

Answer Guarded(CallContext& context, Spelling spelling, json (*run)(CallContext&)) {
  try {
    return ResultAnswer(Result(context, spelling, run(context)), context.request_id);
  } catch (const BatchRefused& refused) {
    const json result = {
        {"success", false},
        {spelling == Spelling::kCamel ? "errorCode" : "error_code", refused.code()},
        {spelling == Spelling::kCamel ? "errorMsg" : "error_msg", refused.what()}};
    return ResultAnswer(result, context.request_id);
  }
}

// The platform's reader also takes Python-style single quotes.
json ReadRequest(const CallContext& context, std::string_view field) {
  std::string text = context.Need(field);
  json request = json::parse(text, nullptr, false);
  if (request.is_discarded()) {
    std::replace(text.begin(), text.end(), '\'', '"');
    request = json::parse(text, nullptr, false);
  }
  if (!request.is_object()) {
    throw BatchRefused("700004", "parameter " + std::string(field) + " illegal");
  }
  return request;
}

// The list below `name`, between 1 and 20 elements.
const json& List(const json& request, const char* name) {
  const auto at = request.find(name);
  if (at == request.end() || at->is_null()) {
    throw BatchRefused("700017", std::string(name) + " is null");
  }
  if (!at->is_array()) throw BatchRefused("700004", std::string(name) + " illegal");
  if (at->empty()) throw BatchRefused("700019", std::string(name) + " is below the minimum size");
  if (at->size() > kMostPerCall) {
    throw BatchRefused("700022", std::string(name) + " exceeds the maximum size of 20");
  }
  return *at;
}

// Ids come as numbers and as texts; -1 for anything else.
int64_t IdOf(const json& value) {
  if (value.is_number_integer()) return value.get<int64_t>();
  if (!value.is_string()) return -1;
  const auto& text = value.get_ref<const std::string&>();
  int64_t id = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? id : -1;
}

std::string TextOf(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// The fault for the first element of the call, once.
const Fault* TakeItemError(CallContext& context) {
  const Fault* fault = context.item_error;
  context.item_error = nullptr;
  return fault;
}

Outcome FaultOutcome(const Fault& fault) { return {fault.code, fault.message, fault.retry}; }

json ItemEntry(int64_t id, const Outcome& outcome) {
  return {{"order_item_id", id},
          {"item_err_code", outcome.code},
          {"msg", outcome.message},
          {"retry", outcome.retry}};
}

void CheckPackRequest(const CallContext& context, const json& request, uint8_t& carrier) {
  if (TextOf(request, "delivery_type") != "dropship") {
    throw BatchRefused("700004", "delivery_type illegal");
  }
  const std::string allocation = TextOf(request, "shipping_allocate_type");
  const auto code_at = request.find("shipment_provider_code");
  const bool has_code = code_at != request.end() && !code_at->is_null() && *code_at != "";
  const std::string code = has_code ? TextOf(request, "shipment_provider_code") : "";
  if (!context.shop->cross_border) {
    if (allocation != "TFS") throw BatchRefused("700004", "shipping_allocate_type illegal");
    if (has_code) throw BatchRefused("700004", "shipment_provider_code illegal for TFS");
    return;
  }
  if (allocation != "NTFS") throw BatchRefused("700004", "shipping_allocate_type illegal");
  if (!has_code) throw BatchRefused("700017", "shipment_provider_code is null");
  if (code != "FM50" && code != "FM49") {
    throw BatchRefused("700016", "no carrier available for NTFS seller");
  }
  carrier = code == "FM50" ? 0 : 1;
}

// One order of a pack call; the shop is locked.
json PackOrder(CallContext& context, const json& wanted, uint8_t carrier) {
  Shop& shop = *context.shop;
  const int64_t order_id = IdOf(wanted.value("order_id", json()));
  const json items = wanted.value("order_item_list", json::array());
  json entries = json::array();
  const auto row = shop.orders.Find(order_id);
  std::vector<size_t> packed;
  std::vector<std::pair<size_t, size_t>> places;  // entry and item of what goes into a package
  for (const json& item : items) {
    const int64_t item_id = IdOf(item);
    Outcome outcome;
    std::optional<size_t> k;
    if (!row) {
      outcome = {"700021", "order not found", false};
    } else if (k = Shop::ItemIndex(shop.orders.At(*row), item_id); !k) {
      outcome = {"700025", "order item not found", false};
    } else {
      outcome =
          CheckPack(shop.orders.ItemAt(shop.orders.At(*row), *k), context.settings.obey_repeats);
    }
    const Fault* fault = TakeItemError(context);
    const bool lost = fault != nullptr && !fault->after_effect;
    if (outcome.ok() && !lost && std::find(packed.begin(), packed.end(), *k) == packed.end()) {
      packed.push_back(*k);
      if (fault == nullptr) places.emplace_back(entries.size(), *k);
    }
    if (fault != nullptr) outcome = FaultOutcome(*fault);
    json entry = ItemEntry(item_id, outcome);
    entry["package_id"] = nullptr;
    entry["tracking_number"] = nullptr;
    entry["shipment_provider"] = nullptr;
    entries.push_back(std::move(entry));
  }
  if (!packed.empty()) {
    const Order order = shop.orders.At(*row);
    if (!shop.cross_border) carrier = static_cast<uint8_t>(shop.SeedOf(order) % 2);
    Pack(shop, *row, packed, carrier);
    shop.Touch(*row, context.now_s(), context.settings.late_rows_s);
    for (const size_t k : packed) {
      Item& item = shop.orders.ItemAt(order, k);
      item.updated_s = context.now_s();
      context.Did("packed", order.id, Shop::ItemId(order, k),
                  Shop::PackageId(shop.packages[item.package - 1]));
    }
    for (const auto& [at, k] : places) {
      const Package& package = shop.packages[shop.orders.ItemAt(order, k).package - 1];
      entries[at]["package_id"] = Shop::PackageId(package);
      const std::string tracking = shop.TrackingNumber(package);
      if (!tracking.empty()) entries[at]["tracking_number"] = tracking;
      entries[at]["shipment_provider"] = shop.CarrierName(package);
    }
  }
  return {{"order_id", order_id}, {"order_item_list", std::move(entries)}};
}

json RunPack(CallContext& context) {
  const json request = ReadRequest(context, "packReq");
  uint8_t carrier = 0;
  CheckPackRequest(context, request, carrier);
  const json& orders = List(request, "pack_order_list");
  for (const json& order : orders) {
    if (!order.is_object() || !order.contains("order_item_list") ||
        !order["order_item_list"].is_array() || order["order_item_list"].empty()) {
      throw BatchRefused("700017", "order_item_list is null");
    }
  }
  const std::unique_lock lock(context.shop->mutex);
  json answers = json::array();
  for (const json& order : orders) answers.push_back(PackOrder(context, order, carrier));
  return {{"pack_order_list", std::move(answers)}};
}

// Runs `change` on every package of the request.
template <typename Change>
json EachPackage(CallContext& context, std::string_view field, std::string_view effect,
                 Change change) {
  const json request = ReadRequest(context, field);
  const json& packages = List(request, "packages");
  Shop& shop = *context.shop;
  const std::unique_lock lock(shop.mutex);
  json answers = json::array();
  for (const json& wanted : packages) {
    const std::string id = wanted.is_object() ? TextOf(wanted, "package_id") : "";
    const Fault* fault = TakeItemError(context);
    Outcome outcome;
    if (fault == nullptr || fault->after_effect) {
      // The items are looked up first: a dissolved package forgets them.
      std::vector<size_t> items;
      const Package* package = shop.FindPackage(id);
      if (package != nullptr) {
        const Order order = shop.orders.At(package->order);
        for (size_t k = 0; k < order.item_count; ++k) {
          const uint32_t index = shop.orders.ItemAt(order, k).package;
          if (index != 0 && &shop.packages[index - 1] == package) items.push_back(k);
        }
      }
      outcome = change(shop, id);
      if (outcome.ok()) {
        const Order order = shop.orders.At(package->order);
        shop.Touch(package->order, context.now_s(), context.settings.late_rows_s);
        for (const size_t k : items) {
          shop.orders.ItemAt(order, k).updated_s = context.now_s();
          context.Did(effect, order.id, Shop::ItemId(order, k), id);
        }
      }
    }
    if (fault != nullptr) outcome = FaultOutcome(*fault);
    answers.push_back({{"package_id", id},
                       {"item_err_code", outcome.code},
                       {"msg", outcome.message},
                       {"retry", outcome.retry}});
  }
  return {{"packages", std::move(answers)}};
}

json RunReadyToShip(CallContext& context) {
  const bool pending = context.settings.rts_pending;
  const bool again = context.settings.obey_repeats;
  return EachPackage(
      context, "readyToShipReq", "ready_to_ship",
      [&](Shop& shop, const std::string& id) { return MakeReady(shop, id, pending, again); });
}

json RunRepack(CallContext& context) {
  return EachPackage(context, "rePackReq", "repacked",
                     [](Shop& shop, const std::string& id) { return Repack(shop, id); });
}

json RunOwnFleetDelivered(CallContext& context) {
  const bool again = context.settings.obey_repeats;
  return EachPackage(
      context, "dbsDeliveryReq", "delivered",
      [&](Shop& shop, const std::string& id) { return ReportOwnFleet(shop, id, true, again); });
}

json RunOwnFleetFailed(CallContext& context) {
  const bool again = context.settings.obey_repeats;
  return EachPackage(
      context, "dbsFailedDeliveryReq", "failed_delivery",
      [&](Shop& shop, const std::string& id) { return ReportOwnFleet(shop, id, false, again); });
}

// Reports one digital item as sent; the shop is locked.
Outcome DeliverItem(CallContext& context, int64_t order_id, int64_t item_id) {
  Shop& shop = *context.shop;
  const Outcome missing{"700020", "order item not found or not belong to digital", false};
  const auto row = shop.orders.Find(order_id);
  if (!row) return missing;
  const Order order = shop.orders.At(*row);
  const auto k = Shop::ItemIndex(order, item_id);
  if (!k) return missing;
  const Outcome outcome = DeliverDigitalItem(shop, order, *k, context.settings.obey_repeats);
  if (outcome.ok()) {
    shop.Touch(*row, context.now_s(), context.settings.late_rows_s);
    shop.orders.ItemAt(order, *k).updated_s = context.now_s();
    context.Did("delivered", order.id, item_id);
  }
  return outcome;
}

json RunDigital(CallContext& context) {
  const json request = ReadRequest(context, "digitalDeliveryReq");
  const json& orders = List(request, "orders");
  const std::unique_lock lock(context.shop->mutex);
  json answers = json::array();
  for (const json& wanted : orders) {
    if (!wanted.is_object()) throw BatchRefused("700004", "orders illegal");
    const int64_t order_id = IdOf(wanted.value("order_id", json()));
    json entries = json::array();
    for (const json& item : wanted.value("order_item_list", json::array())) {
      const int64_t item_id = IdOf(item);
      const Fault* fault = TakeItemError(context);
      Outcome outcome;
      if (fault == nullptr || fault->after_effect) {
        outcome = DeliverItem(context, order_id, item_id);
      }
      if (fault != nullptr) outcome = FaultOutcome(*fault);
      entries.push_back(ItemEntry(item_id, outcome));
    }
    answers.push_back({{"order_id", order_id}, {"order_item_list", std::move(entries)}});
  }
  return {{"orders", std::move(answers)}};
}

json RunProviders(CallContext& context) {
  const json request = ReadRequest(context, "getShipmentProvidersReq");
  const json& orders = List(request, "orders");
  const std::shared_lock lock(context.shop->mutex);
  for (const json& wanted : orders) {
    const int64_t id = wanted.is_object() ? IdOf(wanted.value("order_id", json())) : -1;
    if (!context.shop->orders.Find(id)) throw BatchRefused("700021", "order not found");
  }
  if (!context.shop->cross_border) {
    return {{"platform_default", 1},
            {"shipment_providers", json::array()},
            {"shipping_allocate_type", "TFS"}};
  }
  return {{"platform_default", 0},
          {"shipment_providers",
           {{{"name", "Transit warehouse A"}, {"provider_code", "FM50"}},
            {{"name", "Transit warehouse B"}, {"provider_code", "FM49"}}}},
          {"shipping_allocate_type", "NTFS"}};
}

Label MakeLabel(const Shop& shop, const Package& package, bool with_items) {
  const Order& order = shop.orders.At(package.order);
  const Address address = BuyerOf(shop, package.order).shipping;
  Label label;
  label.package_id = Shop::PackageId(package);
  label.tracking_number = shop.TrackingNumber(package);
  label.carrier = shop.CarrierName(package);
  label.order_number = std::to_string(order.id);
  label.sender = shop.name;
  label.destination = address.post_code + " " + address.country;
  if (!with_items) return label;
  for (size_t k = 0; k < order.item_count; ++k) {
    const Item& item = shop.orders.ItemAt(order, k);
    if (item.package == 0 || &shop.packages[item.package - 1] != &package) continue;
    const Sku& sku = shop.catalogue.skus[item.sku];
    label.item_lines.push_back("1 x " + sku.seller_sku + "  " +
                               shop.catalogue.products[sku.product].name_en);
  }
  return label;
}

std::string Base64(const std::string& bytes) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << bytes;
  encoder.close();
  return out.str();
}

std::vector<Label> LabelsOf(CallContext& context, const json& packages, bool with_items) {
  Shop& shop = *context.shop;
  const std::unique_lock lock(shop.mutex);
  std::vector<Label> labels;
  for (const json& wanted : packages) {
    const std::string id = wanted.is_object() ? TextOf(wanted, "package_id") : "";
    const Package* package = shop.FindPackage(id);
    if (package == nullptr) throw BatchRefused("30012", "RTS package not found");
    if (package->kind == Kind::kOwnFleet) {
      throw BatchRefused("50008", "SOF package has no airway bill");
    }
    if (package->state == PackageState::kDissolved || package->state == PackageState::kCancelled) {
      throw BatchRefused("700040", "nothing to print");
    }
    labels.push_back(MakeLabel(shop, *package, with_items));
  }
  return labels;
}

json RunDocument(CallContext& context) {
  const json request = ReadRequest(context, "getDocumentReq");
  const std::string type = TextOf(request, "doc_type");
  if (type != "PDF" && type != "HTML") throw BatchRefused("700004", "doc_type illegal");
  const json print_items = request.value("print_item_list", json(false));
  const std::vector<Label> labels =
      LabelsOf(context, List(request, "packages"), print_items == true || print_items == "true");
  if (type == "HTML") return {{"file", Base64(LabelHtml(labels))}, {"doc_type", "HTML"}};
  const std::string link = "/" + std::string(context.shop->venue().code) +
                           context.market.documents.Put(labels, context.now_ms);
  const std::string frame = "<iframe src=\"" + link +
                            "\" width=\"100%\" height=\"100%\" style=\"display: block;"
                            "min-height: 990px;\"></iframe>";
  return {{"file", Base64(frame)}, {"pdf_url", context.call.base_url + link}, {"doc_type", "PDF"}};
}

}  // namespace

Answer GetShipmentProviders(CallContext& context) {
  return Guarded(context, Spelling::kCamel, RunProviders);
}
Answer PackOrders(CallContext& context) { return Guarded(context, Spelling::kSnake, RunPack); }
Answer MakeReadyToShip(CallContext& context) {
  return Guarded(context, Spelling::kCamel, RunReadyToShip);
}
Answer RepackPackages(CallContext& context) {
  return Guarded(context, Spelling::kCamel, RunRepack);
}
Answer GetPackageDocument(CallContext& context) {
  return Guarded(context, Spelling::kCamel, RunDocument);
}
Answer DeliverOwnFleet(CallContext& context) {
  return Guarded(context, Spelling::kCamel, RunOwnFleetDelivered);
}
Answer FailOwnFleetDelivery(CallContext& context) {
  return Guarded(context, Spelling::kCamel, RunOwnFleetFailed);
}
Answer DeliverDigital(CallContext& context) {
  return Guarded(context, Spelling::kSnake, RunDigital);
}

}  // namespace sandbox
