#include "orders/system_order.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "failure.hpp"

namespace channel_host {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

struct Money {
  std::int64_t units = 0;
  std::size_t decimals = 0;
};

Money parse_money(std::string_view text) {
  std::string digits(text);
  const std::size_t point = digits.find('.');
  Money money;
  if (point != std::string::npos) {
    money.decimals = digits.size() - point - 1;
    digits.erase(point, 1);
  }
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, money.units);
  if (error != std::errc() || stop != end) {
    throw Failure(Exit::kDefect, "An order has the amount " + std::string(text) + ".");
  }
  return money;
}

std::string format_money(Money money) {
  const bool negative = money.units < 0;
  std::string digits = std::to_string(negative ? -money.units : money.units);
  if (digits.size() <= money.decimals) digits.insert(0, money.decimals + 1 - digits.size(), '0');
  if (money.decimals > 0) digits.insert(digits.size() - money.decimals, ".");
  return negative ? "-" + digits : digits;
}

std::string combine(std::string_view a, std::string_view b, int sign) {
  Money left = parse_money(a), right = parse_money(b);
  for (; left.decimals < right.decimals; ++left.decimals) left.units *= 10;
  for (; right.decimals < left.decimals; ++right.decimals) right.units *= 10;
  return format_money({left.units + sign * right.units, left.decimals});
}

std::string text(const ordered_json& object, const char* member, const char* otherwise) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

ordered_json address_of(const ordered_json& channel, const OrderEdits& edits) {
  ordered_json address = channel.value("shipping_address", ordered_json::object());
  for (const auto& [member, value] : edits.address) address[member] = value;
  if (!edits.address_lines.empty()) address["lines"] = edits.address_lines;
  ordered_json masked = ordered_json::array();
  for (const auto& member : address.value("masked", ordered_json::array())) {
    if (!edits.has_address(member.get<std::string>())) masked.push_back(member);
  }
  address["masked"] = masked;
  return address;
}

// Of what is not cancelled.
ordered_json totals_of(const StoredOrder& order, const ordered_json& channel) {
  const ordered_json items = channel.value("items", ordered_json::array());
  const bool some_cancelled = std::any_of(items.begin(), items.end(), [](const ordered_json& item) {
    return item.value("status", "") == "cancelled";
  });
  std::string goods = "0", shipping = "0";
  if (some_cancelled) {
    for (const ordered_json& item : items) {
      if (item.value("status", "") == "cancelled") continue;
      goods = add_money(goods, text(item, "paid", text(item, "price", "0").c_str()));
      shipping = add_money(shipping, text(item, "shipping", "0"));
    }
  } else {
    const ordered_json totals = channel.value("totals", ordered_json::object());
    shipping = text(totals, "shipping", "0");
    goods = subtract_money(text(totals, "paid", "0"), shipping);
  }
  ordered_json shown = {{"goods", goods}};
  if (order.include_shipping) shown["shipping"] = shipping;
  shown["total"] = order.include_shipping ? add_money(goods, shipping) : goods;
  shown["currency"] = channel.value("currency", "");
  return shown;
}

}  // namespace

std::string subtract_money(std::string_view a, std::string_view b) { return combine(a, b, -1); }
std::string add_money(std::string_view a, std::string_view b) { return combine(a, b, 1); }

std::vector<SystemLine> system_lines(std::string_view components, const OrderEdits& edits) {
  std::vector<SystemLine> lines;
  const auto line_of = [&](const std::string& sku) -> SystemLine& {
    const auto found = std::find_if(lines.begin(), lines.end(),
                                    [&](const SystemLine& line) { return line.sku == sku; });
    if (found != lines.end()) return *found;
    lines.push_back({sku, 0, false, {}});
    return lines.back();
  };
  for (const json& component : json::parse(components)) {
    SystemLine& line = line_of(component.at("system_sku").get<std::string>());
    line.quantity += component.at("quantity").get<std::int64_t>();
    for (const json& item : component.at("line_ids")) {
      line.item_ids.push_back(item.get<std::string>());
    }
  }
  for (const auto& [sku, quantity] : edits.lines) {
    SystemLine& line = line_of(sku);
    line.quantity = quantity;
    line.edited = true;
  }
  std::erase_if(lines, [](const SystemLine& line) { return line.quantity == 0; });
  return lines;
}

ordered_json system_order(const StoredOrder& order, const ordered_json& channel) {
  const OrderEdits edits = read_edits(order.edited);
  ordered_json lines = ordered_json::array();
  for (const SystemLine& line : system_lines(order.components, edits)) {
    lines.push_back({{"system_sku", line.sku},
                     {"quantity", line.quantity},
                     {"edited", line.edited},
                     {"item_ids", line.item_ids}});
  }
  return {{"number", own_number(order.number)},
          {"reference", order.order_id},
          {"customer_id", order.customer_id},
          {"lines", lines},
          {"totals", totals_of(order, channel)},
          {"address", address_of(channel, edits)},
          {"address_edited", !edits.address.empty() || !edits.address_lines.empty()},
          {"remarks", edits.remarks}};
}

}  // namespace channel_host
