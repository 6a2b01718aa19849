// Reading orders and items.
#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>
#include <nlohmann/json.hpp>

#include "sandbox/call.hpp"
#include "sandbox/dates.hpp"
#include "sandbox/json_text.hpp"
#include "sandbox/order_json.hpp"
#include "sandbox/random.hpp"

namespace sandbox {
namespace {

constexpr size_t kMostOrdersPerPage = 100;
constexpr size_t kHighestOffset = 5000;
constexpr size_t kMostOrdersPerItemCall = 50;

// Words the status filter takes; the others of the vocabulary are refused.
constexpr std::array<Status, 17> kFilterStatuses = {Status::kUnpaid,
                                                    Status::kPending,
                                                    Status::kCanceled,
                                                    Status::kReadyToShip,
                                                    Status::kDelivered,
                                                    Status::kReturned,
                                                    Status::kShipped,
                                                    Status::kFailed,
                                                    Status::kPacked,
                                                    Status::kLost,
                                                    Status::kLostBy3pl,
                                                    Status::kDamagedBy3pl,
                                                    Status::kShippedBack,
                                                    Status::kFailedDelivery,
                                                    Status::kShippedBackFailed,
                                                    Status::kShippedBackSuccess,
                                                    Status::kPackageScrapped};

std::vector<Status> StatusFilter(const std::string& word) {
  if (word.empty() || word == kStatusAll) return {};
  // These three are tabs of the Seller Center rather than statuses.
  if (word == "topack") return {Status::kTopack, Status::kPending, Status::kRepacked};
  if (word == "toship") return {Status::kToship, Status::kPacked, Status::kReadyToShipPending};
  if (word == "shipping") return {Status::kShipping, Status::kShipped};
  const auto status = StatusOf(word);
  if (!status ||
      std::find(kFilterStatuses.begin(), kFilterStatuses.end(), *status) == kFilterStatuses.end()) {
    throw BusinessError("36", "E036: Invalid status filter");
  }
  return {*status};
}

size_t Bounded(const CallContext& context, std::string_view name, size_t fallback, size_t lowest,
               size_t highest, std::string_view code, std::string_view what) {
  const std::string text = context.Optional(name);
  if (text.empty()) return fallback;
  size_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < lowest ||
      value > highest) {
    throw BusinessError(
        code, "E0" + std::string(code) + ": \"" + text + "\" Invalid " + std::string(what));
  }
  return value;
}

void TakeDate(const CallContext& context, std::string_view name, int64_t& bound) {
  const std::string text = context.Optional(name);
  if (text.empty()) return;
  const auto time = ParseIsoTime(text, false);
  if (!time) throw BusinessError("17", "E017: \"" + text + "\" Invalid Date Format");
  bound = *time;
}

OrderQuery ReadQuery(const CallContext& context) {
  OrderQuery query;
  if (context.Optional("created_after").empty() && context.Optional("update_after").empty()) {
    throw MissingParameter("created_after");
  }
  query.offset = Bounded(context, "offset", 0, 0, kHighestOffset, "14", "Offset");
  // The default is not documented.
  query.limit = Bounded(context, "limit", kMostOrdersPerPage, 1, kMostOrdersPerPage, "19", "Limit");
  TakeDate(context, "created_after", query.created_from);
  TakeDate(context, "created_before", query.created_to);
  TakeDate(context, "update_after", query.updated_from);
  TakeDate(context, "update_before", query.updated_to);
  const std::string direction = context.Optional("sort_direction");
  if (!direction.empty() && direction != "ASC" && direction != "DESC") {
    throw BusinessError("74", "E074: Invalid sort direction.");
  }
  query.ascending = direction == "ASC";
  const std::string column = context.Optional("sort_by");
  if (!column.empty() && column != "created_at" && column != "updated_at") {
    throw BusinessError("75", "E075: Invalid sort filter.");
  }
  query.by_updated = column == "updated_at";
  query.statuses = StatusFilter(context.Optional("status"));
  return query;
}

void ShowDueOrders(const CallContext& context) {
  Shop& shop = *context.shop;
  {
    const std::shared_lock lock(shop.mutex);
    if (!shop.orders.HasDue(context.now_s())) return;
  }
  const std::unique_lock lock(shop.mutex);
  shop.orders.ShowDue(context.now_s());
}

// Other people's changes between two pages.
void Churn(const CallContext& context) {
  if (context.settings.churn <= 0) return;
  Shop& shop = *context.shop;
  const std::unique_lock lock(shop.mutex);
  if (shop.orders.size() == 0) return;
  for (int i = 0; i < context.settings.churn; ++i) {
    const uint64_t pick = Mix(shop.seed, ++shop.churned) % shop.orders.size();
    shop.Touch(static_cast<uint32_t>(pick), context.now_s(), context.settings.late_rows_s);
  }
}

// The order a call names; refuses ids of other stores.
uint32_t FindOrder(const CallContext& context, const std::string& id_text) {
  int64_t id = 0;
  const auto read = std::from_chars(id_text.data(), id_text.data() + id_text.size(), id);
  std::optional<uint32_t> row;
  if (read.ec == std::errc() && read.ptr == id_text.data() + id_text.size()) {
    row = context.shop->orders.Find(id);
  }
  if (!row) throw BusinessError("16", "E016: \"" + id_text + "\" Invalid Order ID");
  return *row;
}

std::vector<int64_t> ReadOrderIds(const std::string& text) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) {
    throw BusinessError("56", "E056: Invalid OrdersIdList format. Must use array format [1,2]");
  }
  if (list.size() > kMostOrdersPerItemCall) {
    throw BusinessError("38", "E038: Too many orders were requested");
  }
  std::vector<int64_t> ids;
  for (const auto& element : list) {
    int64_t id = 0;
    if (element.is_number_integer()) {
      id = element.get<int64_t>();
    } else if (element.is_string()) {
      const auto& digits = element.get_ref<const std::string&>();
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id);
      if (read.ptr != digits.data() + digits.size()) id = 0;
    }
    if (id <= 0) throw BusinessError("37", "E037: One or more order id in the list are incorrect");
    ids.push_back(id);
  }
  return ids;
}

}  // namespace

Answer GetOrders(CallContext& context) {
  const OrderQuery query = ReadQuery(context);
  RequireOpenStore(context);
  ShowDueOrders(context);
  std::string data;
  {
    const Shop& shop = *context.shop;
    const std::shared_lock lock(shop.mutex);
    const OrderRows page = shop.orders.List(query);
    data.reserve(page.rows.size() * 1900 + 64);
    Fields fields(data, context.settings.shape, 0, true);
    if (context.settings.count_total) {
      fields.Number("countTotal", static_cast<int64_t>(page.total));
    }
    fields.Number("count", static_cast<int64_t>(context.settings.count == CountMeaning::kTotal
                                                    ? page.total
                                                    : page.rows.size()));
    std::string& out = fields.Open("orders");
    out += '[';
    for (size_t i = 0; i < page.rows.size(); ++i) {
      if (i > 0) out += ',';
      AppendOrder(out, shop, page.rows[i], context.settings, OrderCall::kList);
    }
    out += ']';
    fields.Close();
  }
  Churn(context);
  return DataAnswer(data, context.request_id);
}

Answer GetOrder(CallContext& context) {
  const std::string& id = context.Need("order_id");
  RequireOpenStore(context);
  const std::shared_lock lock(context.shop->mutex);
  const uint32_t row = FindOrder(context, id);
  std::string data;
  AppendOrder(data, *context.shop, row, context.settings, OrderCall::kSingle);
  return DataAnswer(data, context.request_id);
}

Answer GetOrderItems(CallContext& context) {
  const std::string& id = context.Need("order_id");
  RequireOpenStore(context);
  const std::shared_lock lock(context.shop->mutex);
  const uint32_t row = FindOrder(context, id);
  std::string data;
  AppendItems(data, *context.shop, row, context.settings, ItemCall::kSingle);
  return DataAnswer(data, context.request_id);
}

Answer GetMultipleOrderItems(CallContext& context) {
  const std::vector<int64_t> ids = ReadOrderIds(context.Need("order_ids"));
  RequireOpenStore(context);
  const Shop& shop = *context.shop;
  const std::shared_lock lock(shop.mutex);
  std::string data;
  data.reserve(ids.size() * 6200 + 64);
  data += '[';
  bool first = true;
  for (const int64_t id : ids) {
    const auto row = shop.orders.Find(id);
    if (!row) continue;
    if (!first) data += ',';
    first = false;
    Fields fields(data, context.settings.shape, 0, true);
    fields.Number("order_number", id);
    fields.Number("order_id", id);
    AppendItems(fields.Open("order_items"), shop, *row, context.settings, ItemCall::kMultiple);
    fields.Close();
  }
  data += ']';
  if (first) throw BusinessError("39", "E039: No orders were found");
  return DataAnswer(data, context.request_id);
}

}  // namespace sandbox
