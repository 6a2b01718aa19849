#include "mapping/mapping_resolver.hpp"

#include <simdjson.h>

#include <algorithm>
#include <nlohmann/json_fwd.hpp>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "channels/store_channel.hpp"
#include "json_text.hpp"
#include "mapping/sku_rule_table.hpp"

namespace channel_host {
namespace {

std::string write_request(const std::vector<SkuRule>& rules,
                          const std::vector<const OrderToMap*>& orders) {
  std::string out = R"({"schema":"chapi.map-request/1","action":"resolve","rules":[)";
  bool first = true;
  for (const SkuRule& rule : rules) {
    if (!std::exchange(first, false)) out += ',';
    out += R"({"platform_sku":)";
    append_json_string(out, rule.platform_sku);
    out += R"(,"system_sku":)";
    append_json_string(out, rule.system_sku);
    out += R"(,"quantity":)" + std::to_string(rule.quantity);
    if (!rule.group.empty()) {
      out += R"(,"group":)";
      append_json_string(out, rule.group);
    }
    out += '}';
  }
  out += R"(],"orders":[)";
  first = true;
  for (const OrderToMap* order : orders) {
    if (!std::exchange(first, false)) out += ',';
    out += R"({"order_id":)";
    append_json_string(out, order->order_id);
    out += R"(,"lines":[)";
    bool first_line = true;
    for (const LineToMap& line : order->lines) {
      if (!std::exchange(first_line, false)) out += ',';
      out += R"({"line_id":)";
      append_json_string(out, line.line_id);
      out += R"(,"sku":)";
      append_json_string(out, line.sku);
      out += '}';
    }
    out += "]}";
  }
  return out + "]}";
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == ',')) {
    text.remove_suffix(1);
  }
  return text;
}

using Results = std::unordered_map<std::string, MappedOrder>;

Results read_result(std::string json) {
  Results results;
  json.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::parser parser;
  try {
    auto document = parser.iterate(json.data(), json.size(), json.capacity());
    for (auto field : document.get_object()) {
      if (std::string_view(field.unescaped_key()) != "orders") continue;
      for (simdjson::ondemand::object order : simdjson::ondemand::array(field.value())) {
        std::string order_id;
        MappedOrder mapped;
        for (auto member : order) {
          const std::string_view key = member.unescaped_key();
          auto value = member.value();
          if (key == "order_id") {
            order_id = std::string(std::string_view(value.get_string()));
          } else if (key == "components") {
            simdjson::ondemand::array components = value.get_array();
            mapped.components = std::string(trimmed(std::string_view(components.raw_json())));
          } else if (key == "unmapped") {
            for (simdjson::ondemand::object line : simdjson::ondemand::array(value)) {
              mapped.unmapped.emplace_back(std::string_view(line["line_id"].get_string()));
            }
          }
        }
        results.emplace(std::move(order_id), std::move(mapped));
      }
    }
  } catch (const simdjson::simdjson_error& e) {
    throw_broken_contract(std::string("The module's answer to map_sku resolve cannot be read (") +
                          e.what() + ").");
  }
  return results;
}

}  // namespace

struct MappingResolver::Channel {
  chapi::host::Channel open;
};

MappingResolver::MappingResolver(Installation& installation, db::Database& database, Store store)
    : installation_(installation), database_(database), store_(std::move(store)) {}

MappingResolver::~MappingResolver() = default;

std::vector<MappedOrder> MappingResolver::resolve(const std::vector<OrderToMap>& orders) {
  std::vector<MappedOrder> mapped(orders.size());
  std::vector<std::string_view> skus;
  for (const OrderToMap& order : orders) {
    for (const LineToMap& line : order.lines) skus.push_back(line.sku);
  }
  std::sort(skus.begin(), skus.end());
  skus.erase(std::unique(skus.begin(), skus.end()), skus.end());
  const auto rules = effective_rules(
      SkuRuleTable(database_, installation_.tenant()).for_skus(store_.platform, store_.id, skus));
  std::unordered_set<std::string_view> ruled;
  for (const SkuRule& rule : rules) ruled.insert(rule.platform_sku);

  // Orders that no rule touches need no call: all their lines are unmapped.
  std::vector<const OrderToMap*> touched;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const bool any = std::any_of(orders[i].lines.begin(), orders[i].lines.end(),
                                 [&](const LineToMap& line) { return ruled.contains(line.sku); });
    if (any) {
      touched.push_back(&orders[i]);
    } else {
      for (const LineToMap& line : orders[i].lines) mapped[i].unmapped.emplace_back(line.line_id);
    }
  }
  if (touched.empty()) return mapped;

  if (!channel_) {
    channel_ = std::make_unique<Channel>(Channel{open_channel(installation_, database_, store_)});
  }
  chapi::host::CallOptions options = call_options(installation_, store_);
  options.is_cancelled = nullptr;  // no network, soon over; a pull that stops still stores its page
  Results results = read_result(channel_->open.map_sku(write_request(rules, touched), options));
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto found = results.find(std::string(orders[i].order_id));
    if (found != results.end()) mapped[i] = std::move(found->second);
  }
  for (const OrderToMap* order : touched) {
    if (!results.contains(std::string(order->order_id))) {
      throw_broken_contract("The module mapped no lines of the order " +
                            std::string(order->order_id) + ".");
    }
  }
  return mapped;
}

}  // namespace channel_host
