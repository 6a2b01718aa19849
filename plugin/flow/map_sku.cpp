#include "plugin/flow/map_sku.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "plugin/flow/listing_scroll.hpp"
#include "plugin/flow/time_text.hpp"
#include "plugin/mapping/listing.hpp"
#include "plugin/mapping/sku_rules.hpp"
#include "plugin/mapping/sku_suggest.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Call;
using chapi::module::Error;
using nlohmann::json;

// Their product stays far below 2^63.
constexpr std::int64_t kMostUnitsOfRule = 1'000'000;
constexpr std::int64_t kMostUnitsOfLine = 1'000'000'000;

[[noreturn]] void refuse(const std::string& member, const std::string& what) {
  throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
              "The member \"" + member + "\" of the map request " + what + ".");
}

// A member of an element of a list, named for messages by where it stands.
class Row {
 public:
  Row(const json& value, std::string path) : value_(value), path_(std::move(path)) {
    if (!value.is_object()) refuse(path_, "must be an object");
  }

  // Absent members are empty.
  std::string text(const char* name) const {
    const auto found = value_.find(name);
    if (found == value_.end()) return {};
    if (!found->is_string()) refuse(path_ + "." + name, "must be text");
    return found->get<std::string>();
  }
  std::string needed_text(const char* name) const {
    if (!value_.contains(name)) refuse(path_ + "." + name, "is missing");
    return text(name);
  }
  // An id or SKU.
  std::string filled_text(const char* name, std::size_t longest) const {
    std::string value = needed_text(name);
    if (value.empty() || value.size() > longest) {
      refuse(path_ + "." + name, "must have 1 to " + std::to_string(longest) + " bytes");
    }
    return value;
  }
  std::int64_t units(const char* name, std::int64_t most,
                     std::optional<std::int64_t> otherwise) const {
    const auto found = value_.find(name);
    if (found == value_.end() && otherwise) return *otherwise;
    if (found == value_.end()) refuse(path_ + "." + name, "is missing");
    const bool whole = found->is_number_integer();
    if (!whole || found->get<std::int64_t>() < 1 || found->get<std::int64_t>() > most) {
      refuse(path_ + "." + name, "must be a whole number from 1 to " + std::to_string(most));
    }
    return found->get<std::int64_t>();
  }
  const std::string& path() const { return path_; }
  const json& value() const { return value_; }

 private:
  const json& value_;
  std::string path_;
};

constexpr std::size_t kLongestSku = 1024 * 4;  // bytes of 1024 characters
constexpr std::size_t kLongestId = 128 * 4;

// Calls `on_row(Row)` for each element of a list that must be there.
template <typename OnRow>
void for_each_row(const json& parent, const std::string& path, const char* list, OnRow&& on_row) {
  const std::string name = path.empty() ? list : path + "." + list;
  const auto found = parent.find(list);
  if (found == parent.end() || !found->is_array()) refuse(name, "must be a list");
  for (std::size_t i = 0; i < found->size(); ++i) {
    on_row(Row((*found)[i], name + "[" + std::to_string(i) + "]"));
  }
}

int read_limit(const json& request, int otherwise) {
  const auto found = request.find("limit");
  if (found == request.end()) return otherwise;
  if (!found->is_number_integer() || found->get<std::int64_t>() < 1 ||
      found->get<std::int64_t>() > 500) {
    refuse("limit", "must be a whole number from 1 to 500");
  }
  return found->get<int>();
}

json result_of(const char* action) {
  return {{"schema", "chapi.map-result/1"}, {"action", action}};
}

ListingScroll start_of(const json& request) {
  ListingScroll scroll;
  if (const auto cursor = request.find("cursor"); cursor != request.end()) {
    if (!cursor->is_string()) refuse("cursor", "must be text");
    scroll = read_cursor(cursor->get_ref<const std::string&>());
  }
  if (const auto since = request.find("updated_since"); since != request.end()) {
    if (!since->is_string()) refuse("updated_since", "must be text");
    const std::int64_t moment = parse_time(since->get_ref<const std::string&>(), "updated_since");
    if (request.contains("cursor") && scroll.updated_since != moment) {
      refuse("updated_since", "differs from the one that the cursor goes on from");
    }
    scroll.updated_since = moment;
  }
  return scroll;
}

open_platform::Request page_request(const ListingScroll& scroll, int limit,
                                    const adapters::RegionAdapter& adapter) {
  open_platform::Request request;
  request.path = "/products/get";
  request.parameters = page_parameters(scroll, limit, adapter.utc_offset_minutes);
  return request;
}

json list(open_platform::Client& client, const adapters::RegionAdapter& adapter, const Call& call,
          const json& request) {
  const std::size_t limit = static_cast<std::size_t>(read_limit(request, 50));
  ListingScroll scroll = start_of(request);
  json listings = json::array();
  json rejected = json::array();
  bool more = true;
  while (more && listings.size() + rejected.size() < limit) {
    call.check();
    const std::size_t open = limit - listings.size() - rejected.size();
    const auto per_product = static_cast<std::size_t>(scroll.listings_per_product);
    const int wanted = static_cast<int>(std::clamp<std::size_t>(
        (open + per_product - 1) / per_product, 1, ListingScroll::kPageLimit));
    const auto answer = client.send(page_request(scroll, wanted, adapter), call);
    const auto page = mapping::read_listings(answer.body, adapter);
    if (!accept_page(scroll, page.total, call.clock().now_ms() / 1000)) continue;

    std::size_t taken = 0;
    std::size_t rows = 0;
    for (const mapping::ProductListings& product : page.products) {
      if (listings.size() + rejected.size() >= limit) break;
      for (const json& row : product.listings) listings.push_back(row);
      for (const json& row : product.rejected) rejected.push_back(row);
      rows += product.listings.size() + product.rejected.size();
      ++taken;
    }
    if (taken > 0) {
      scroll.listings_per_product = static_cast<int>(std::max<std::size_t>(1, rows / taken));
    }
    const bool all_taken = taken == page.products.size();
    more = advance(scroll, static_cast<std::int64_t>(taken),
                   all_taken && page.products.size() < static_cast<std::size_t>(wanted));
  }
  json result = result_of("list");
  result["cursor"] = more ? json(write_cursor(scroll)) : json(nullptr);
  result["total"] = scroll.total;
  result["listings"] = std::move(listings);
  result["rejected"] = std::move(rejected);
  return result;
}

mapping::SkuRules read_rules(const json& request) {
  std::vector<mapping::SkuRule> rules;
  for_each_row(request, "", "rules", [&](const Row& row) {
    mapping::SkuRule rule{row.filled_text("platform_sku", kLongestSku),
                          row.filled_text("system_sku", kLongestSku),
                          row.units("quantity", kMostUnitsOfRule, std::nullopt), row.text("group")};
    if (row.value().contains("group") && rule.group.empty()) {
      refuse(row.path() + ".group", "must not be empty; leave it out for a rule without group");
    }
    rules.push_back(std::move(rule));
  });
  try {
    return mapping::SkuRules(rules);
  } catch (const std::invalid_argument& contradiction) {
    refuse("rules", std::string("contradicts itself: ") + contradiction.what());
  }
}

json component_json(const mapping::Component& component) {
  constexpr const char* kRules[]{"single", "bundle", "combo"};
  json row{{"system_sku", component.system_sku},
           {"quantity", component.quantity},
           {"rule", kRules[static_cast<int>(component.rule)]},
           {"line_ids", component.line_ids}};
  if (!component.group.empty()) row["group"] = component.group;
  return row;
}

json resolve(const Call& call, const json& request) {
  const mapping::SkuRules rules = read_rules(request);
  json orders = json::array();
  for_each_row(request, "", "orders", [&](const Row& order) {
    call.check();
    json resolved{{"order_id", order.filled_text("order_id", kLongestId)},
                  {"components", json::array()},
                  {"unmapped", json::array()}};
    std::vector<mapping::OrderLine> lines;
    for_each_row(order.value(), order.path(), "lines", [&](const Row& line) {
      lines.push_back({line.filled_text("line_id", kLongestId), line.needed_text("sku"),
                       line.units("quantity", kMostUnitsOfLine, 1)});
    });
    const mapping::ResolvedOrder result = rules.resolve(lines);
    for (const mapping::Component& component : result.components) {
      resolved["components"].push_back(component_json(component));
    }
    for (const mapping::OrderLine& line : result.unmapped) {
      resolved["unmapped"].push_back({{"line_id", line.line_id}, {"sku", line.sku}});
    }
    orders.push_back(std::move(resolved));
  });
  json result = result_of("resolve");
  result["orders"] = std::move(orders);
  return result;
}

std::vector<mapping::Article> read_articles(const json& request, const char* list) {
  std::vector<mapping::Article> articles;
  for_each_row(request, "", list, [&](const Row& row) {
    std::string name = row.text("name");
    if (const std::string variation = row.text("variation"); !variation.empty()) {
      name += " " + variation;
    }
    articles.push_back({row.filled_text("sku", kLongestSku), std::move(name), row.text("barcode")});
  });
  return articles;
}

json suggest(const json& request) {
  constexpr const char* kMatches[]{"exact_sku", "exact_barcode", "similar"};
  const int limit = read_limit(request, 3);
  json suggestions = json::array();
  for (const mapping::Suggestion& found : mapping::suggest(
           read_articles(request, "listings"), read_articles(request, "system_skus"), limit)) {
    suggestions.push_back({{"platform_sku", found.platform_sku},
                           {"system_sku", found.system_sku},
                           {"score", found.score},
                           {"match", kMatches[static_cast<int>(found.match)]}});
  }
  json result = result_of("suggest");
  result["suggestions"] = std::move(suggestions);
  return result;
}

json run(open_platform::Client& client, const adapters::RegionAdapter& adapter, const Call& call,
         const json& request) {
  if (!request.is_object()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
                "The map request is no JSON object (chapi.map-request/1).");
  }
  const auto text = [&request](const char* name) {
    const auto found = request.find(name);
    if (found == request.end() || !found->is_string()) refuse(name, "is missing or no text");
    return found->get<std::string>();
  };
  if (text("schema") != "chapi.map-request/1") refuse("schema", "must be chapi.map-request/1");
  const std::string action = text("action");
  if (action == "list") return list(client, adapter, call, request);
  if (action == "resolve") return resolve(call, request);
  if (action == "suggest") return suggest(request);
  refuse("action", "must be list, resolve or suggest");
}

}  // namespace

std::string map_sku(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                    const Call& call, std::string_view request) {
  return run(client, adapter, call, json::parse(request, nullptr, false)).dump();
}

}  // namespace lazada::flow
