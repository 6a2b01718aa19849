#include "orders/order_parts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace channel_host {
namespace {

std::string_view way_of(const OrderItem& item) {
  if (item.status == "cancelled") return "none";
  if (item.presale_unpaid) return "presale_waits";
  if (item.status == "unpaid") return "payment_waits";
  if (item.fulfilment == "marketplace") return "marketplace";
  if (item.fulfilment == "store_pickup") return "pick_up";
  if (item.fulfilment == "digital") return "digital";
  if (item.fulfilment == "seller_fleet") return "own_fleet";
  return item.fulfilment == "cross_border" ? "pack_for_border" : "pack_here";
}

}  // namespace

std::vector<OrderPart> order_parts(const std::vector<OrderItem>& items) {
  std::vector<OrderPart> parts;
  for (const OrderItem& item : items) {
    const std::string_view way = way_of(item);
    const auto same = std::find_if(parts.begin(), parts.end(), [&](const OrderPart& part) {
      return part.fulfilment == item.fulfilment && part.warehouse == item.warehouse &&
             part.package_id == item.package_id && part.status == item.status && part.way == way;
    });
    if (same != parts.end()) {
      same->item_ids.push_back(item.item_id);
    } else {
      parts.push_back(
          {item.fulfilment, item.warehouse, item.package_id, item.status, way, {item.item_id}});
    }
  }
  return parts;
}

std::string_view way_text(std::string_view way) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTexts = {
      {{"pack_here", "pack here, the marketplace's carrier takes it"},
       {"pack_for_border", "pack here for the cross-border hub"},
       {"own_fleet", "your own fleet delivers"},
       {"digital", "digital: nothing to carry"},
       {"marketplace", "the marketplace's warehouse ships"},
       {"pick_up", "the buyer collects in the store"},
       {"presale_waits", "waits for the presale's final payment"},
       {"payment_waits", "waits for the payment"},
       {"none", "cancelled: nothing to ship"}}};
  const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                  [&](const auto& text) { return text.first == way; });
  return found != kTexts.end() ? found->second : way;
}

}  // namespace channel_host
