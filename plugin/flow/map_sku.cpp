#include "plugin/flow/map_sku.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

#include "plugin/flow/listing_scroll.hpp"
#include "plugin/flow/time_text.hpp"
#include "plugin/mapping/json_text.hpp"
#include "plugin/mapping/listing.hpp"
#include "plugin/mapping/sku_rules.hpp"
#include "plugin/mapping/sku_suggest.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Call;
using chapi::module::Error;
using nlohmann::json;
using simdjson::SUCCESS;
using Value = simdjson::dom::element;  // of the request: thousands of lines come with each batch

// Their product stays far below 2^63.
constexpr std::int64_t kMostUnitsOfRule = 1'000'000;
constexpr std::int64_t kMostUnitsOfLine = 1'000'000'000;

[[noreturn]] void refuse(const std::string& member, const std::string& what) {
  throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
              "The member \"" + member + "\" of the map request " + what + ".");
}

// Nothing when there is no text of that name.
std::optional<std::string_view> text_of(Value object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != SUCCESS) return std::nullopt;
  return text;
}

// A member of the request itself, which may be absent.
std::optional<std::string_view> text_member(Value request, const char* name) {
  const auto text = text_of(request, name);
  if (!text && request[name].error() == SUCCESS) refuse(name, "must be text");
  return text;
}

// An element of a list; messages name it by where it stands.
class Row {
 public:
  Row(Value value, const Row* parent, const char* list, std::size_t index)
      : value_(value), parent_(parent), list_(list), index_(index) {
    if (!value.is_object()) refuse(path(), "must be an object");
  }

  Value value() const { return value_; }
  bool has(const char* name) const { return value_[name].error() == SUCCESS; }
  // Absent members are empty.
  std::string_view text(const char* name) const {
    if (const auto text = text_of(value_, name)) return *text;
    if (has(name)) refuse_member(name, "must be text");
    return {};
  }
  std::string_view needed_text(const char* name) const {
    const std::string_view value = text(name);
    if (value.empty() && !has(name)) refuse_member(name, "is missing");
    return value;
  }
  // An id or SKU.
  std::string filled_text(const char* name, std::size_t longest) const {
    const std::string_view value = needed_text(name);
    if (value.empty() || value.size() > longest) {
      refuse_member(name, "must have 1 to " + std::to_string(longest) + " bytes");
    }
    return std::string(value);
  }
  std::int64_t units(const char* name, std::int64_t most,
                     std::optional<std::int64_t> otherwise) const {
    const auto found = value_[name];
    if (found.error() != SUCCESS && otherwise) return *otherwise;
    if (found.error() != SUCCESS) refuse_member(name, "is missing");
    std::int64_t units = 0;
    if (found.get(units) != SUCCESS || units < 1 || units > most) {
      refuse_member(name, "must be a whole number from 1 to " + std::to_string(most));
    }
    return units;
  }
  [[noreturn]] void refuse_member(const char* name, const std::string& what) const {
    refuse(path() + "." + name, what);
  }
  std::string path() const {
    return (parent_ == nullptr ? "" : parent_->path() + ".") + list_ + "[" +
           std::to_string(index_) + "]";
  }

 private:
  Value value_;
  const Row* parent_;
  const char* list_;
  std::size_t index_;
};

constexpr std::size_t kLongestSku = 1024 * 4;  // bytes of 1024 characters
constexpr std::size_t kLongestId = 128 * 4;

// Calls `on_row(Row)` for each element of a list that must be there; `parent` is null for the
// request itself.
template <typename OnRow>
void for_each_row(Value value, const Row* parent, const char* list, OnRow&& on_row) {
  simdjson::dom::array rows;
  if (value[list].get(rows) != SUCCESS) {
    refuse((parent == nullptr ? "" : parent->path() + ".") + list, "must be a list");
  }
  std::size_t index = 0;
  for (const Value row : rows) on_row(Row(row, parent, list, index++));
}

int read_limit(Value request, int otherwise) {
  const auto found = request["limit"];
  if (found.error() != SUCCESS) return otherwise;
  std::int64_t limit = 0;
  if (found.get(limit) != SUCCESS || limit < 1 || limit > 500) {
    refuse("limit", "must be a whole number from 1 to 500");
  }
  return static_cast<int>(limit);
}

json result_of(const char* action) {
  return {{"schema", "chapi.map-result/1"}, {"action", action}};
}

ListingScroll start_of(Value request) {
  ListingScroll scroll;
  const auto cursor = text_member(request, "cursor");
  if (cursor) scroll = read_cursor(std::string(*cursor));
  if (const auto since = text_member(request, "updated_since")) {
    const std::int64_t moment = parse_time(std::string(*since), "updated_since");
    if (cursor && scroll.updated_since != moment) {
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

// Whoever took "none" for the end would take the listings behind it for gone.
[[noreturn]] void refuse_empty_page(std::int64_t total, const std::string& request_id) {
  Error error(CHAPI_BAD_RESPONSE, "page_contradicts_itself",
              "/products/get says that there are " + std::to_string(total) +
                  " products and lists none of them; ask again later.");
  error.retryable = true;
  error.call = "/products/get";
  error.request_id = request_id;
  throw error;
}

std::string list(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                 const Call& call, Value request) {
  const std::size_t limit = static_cast<std::size_t>(read_limit(request, 50));
  ListingScroll scroll = start_of(request);
  json listings = json::array();
  json rejected = json::array();
  bool more = true;
  bool asked_again = false;
  while (more && listings.size() + rejected.size() < limit) {
    call.check();
    const std::size_t open = limit - listings.size() - rejected.size();
    const auto per_product = static_cast<std::size_t>(scroll.listings_per_product);
    const int wanted = static_cast<int>(std::clamp<std::size_t>(
        (open + per_product - 1) / per_product, 1, ListingScroll::kPageLimit));
    const auto answer = client.send(page_request(scroll, wanted, adapter), call);
    const auto page = mapping::read_listings(answer.body, adapter);
    if (!accept_page(scroll, page.total, call.clock().now_ms() / 1000)) continue;
    if (page.products.empty() && page.total > scroll.offset) {
      if (std::exchange(asked_again, true)) refuse_empty_page(page.total, answer.request_id);
      continue;
    }

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
  return result.dump();
}

mapping::SkuRules read_rules(Value request) {
  std::vector<mapping::SkuRule> rules;
  for_each_row(request, nullptr, "rules", [&](const Row& row) {
    mapping::SkuRule rule{
        row.filled_text("platform_sku", kLongestSku), row.filled_text("system_sku", kLongestSku),
        row.units("quantity", kMostUnitsOfRule, std::nullopt), std::string(row.text("group"))};
    if (rule.group.empty() && row.has("group")) {
      row.refuse_member("group", "must not be empty; leave it out for a rule without group");
    }
    rules.push_back(std::move(rule));
  });
  try {
    return mapping::SkuRules(rules);
  } catch (const std::invalid_argument& contradiction) {
    refuse("rules", std::string("contradicts itself: ") + contradiction.what());
  }
}

// Appends `text` as the value of a member whose name stands there.
void append_member(mapping::JsonText& out, std::string_view before, std::string_view text) {
  out += before;
  mapping::append_quoted(out, text);
}

void append_component(mapping::JsonText& out, const mapping::Component& component) {
  constexpr const char* kRules[]{"single", "bundle", "combo"};
  append_member(out, R"({"system_sku":)", component.system_sku);
  out += R"(,"quantity":)";
  out += std::to_string(component.quantity);
  append_member(out, R"(,"rule":)", kRules[static_cast<int>(component.rule)]);
  std::string_view before = R"(,"line_ids":[)";
  for (const std::string& line_id : component.line_ids) {
    append_member(out, before, line_id);
    before = ",";
  }
  out += ']';
  if (!component.group.empty()) append_member(out, R"(,"group":)", component.group);
  out += '}';
}

void append_resolved(mapping::JsonText& out, std::string_view order_id,
                     const mapping::ResolvedOrder& resolved) {
  append_member(out, R"({"order_id":)", order_id);
  out += R"(,"components":[)";
  bool first = true;
  for (const mapping::Component& component : resolved.components) {
    if (!std::exchange(first, false)) out += ',';
    append_component(out, component);
  }
  out += R"(],"unmapped":[)";
  first = true;
  for (const mapping::OrderLine& line : resolved.unmapped) {
    if (!std::exchange(first, false)) out += ',';
    append_member(out, R"({"line_id":)", line.line_id);
    append_member(out, R"(,"sku":)", line.sku);
    out += '}';
  }
  out += "]}";
}

std::string resolve(const Call& call, Value request) {
  const mapping::SkuRules rules = read_rules(request);
  mapping::JsonText result;
  result += R"({"schema":"chapi.map-result/1","action":"resolve","orders":[)";
  std::vector<mapping::OrderLine> lines;
  bool first = true;
  for_each_row(request, nullptr, "orders", [&](const Row& order) {
    call.check();
    const std::string order_id = order.filled_text("order_id", kLongestId);
    lines.clear();
    for_each_row(order.value(), &order, "lines", [&](const Row& line) {
      lines.push_back({line.filled_text("line_id", kLongestId),
                       std::string(line.needed_text("sku")),
                       line.units("quantity", kMostUnitsOfLine, 1)});
    });
    if (!std::exchange(first, false)) result += ',';
    append_resolved(result, order_id, rules.resolve(lines));
  });
  result += "]}";
  return std::string(result.view());
}

std::vector<mapping::Article> read_articles(Value request, const char* list) {
  std::vector<mapping::Article> articles;
  for_each_row(request, nullptr, list, [&](const Row& row) {
    std::string name(row.text("name"));
    if (const std::string_view variation = row.text("variation"); !variation.empty()) {
      name.append(" ").append(variation);
    }
    articles.push_back(
        {row.filled_text("sku", kLongestSku), std::move(name), std::string(row.text("barcode"))});
  });
  return articles;
}

std::string suggest(Value request) {
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
  return result.dump();
}

}  // namespace

std::string map_sku(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                    const Call& call, std::string_view text) {
  simdjson::dom::parser parser;
  Value request;
  if (parser.parse(text.data(), text.size()).get(request) != SUCCESS || !request.is_object()) {
    throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid",
                "The map request is no JSON object (chapi.map-request/1).");
  }
  if (text_of(request, "schema") != "chapi.map-request/1") {
    refuse("schema", "must be chapi.map-request/1");
  }
  const auto action = text_of(request, "action");
  if (action == "list") return list(client, adapter, call, request);
  if (action == "resolve") return resolve(call, request);
  if (action == "suggest") return suggest(request);
  refuse("action", "must be list, resolve or suggest");
}

}  // namespace lazada::flow
