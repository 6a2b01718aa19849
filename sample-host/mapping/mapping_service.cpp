#include "mapping/mapping_service.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "failure.hpp"
#include "mapping/remapping.hpp"
#include "mapping/sku_rule_table.hpp"
#include "orders/order_table.hpp"
#include "plugins/plugin_registry.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

using nlohmann::json;

constexpr const char* kMapResult = "chapi.map-result/1";
constexpr std::size_t kSuggestPage = 200;

std::string text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Platform SKUs that a change touches, by store; "" stands for every store of the platform.
using Touched = std::map<std::pair<std::string, std::string>, std::set<std::string>>;

void touch(Touched& touched, const SkuRule& rule) {
  touched[{rule.platform, rule.store}].insert(rule.platform_sku);
}

}  // namespace

RuleImport read_import(Installation& installation, const std::filesystem::path& file,
                       bool replace_all) {
  db::Database& database = installation.database();
  const auto stores = StoreTable(database, installation.tenant()).list();
  std::set<std::string> platforms;
  for (const EnabledAdapter& adapter : list_adapters(database)) platforms.insert(adapter.platform);
  for (const Store& store : stores) platforms.insert(store.platform);
  const auto check = [&](const std::string& platform, const std::string& store) -> std::string {
    if (!platforms.contains(platform)) return "there is no platform " + platform;
    if (store.empty()) return {};
    const auto found = std::find_if(stores.begin(), stores.end(),
                                    [&](const Store& one) { return one.id == store; });
    if (found == stores.end()) return "there is no store " + store;
    if (found->platform != platform) {
      return "the store " + store + " belongs to " + found->platform;
    }
    return {};
  };
  RuleFile read = read_rule_file(read_text_file(file), check);
  RuleImport import;
  import.errors = std::move(read.errors);
  if (import.errors.empty()) {
    import.changes =
        plan_changes(SkuRuleTable(database, installation.tenant()).all(), read.rules, replace_all);
  }
  return import;
}

RuleEffect apply_changes(Installation& installation, const RuleChanges& changes) {
  db::Database& database = installation.database();
  const auto stores = StoreTable(database, installation.tenant()).list();
  SkuRuleTable rules(database, installation.tenant());
  OrderTable orders(database, installation.cipher(), installation.tenant());
  const std::int64_t now = installation.now_ms();

  Touched touched;
  db::Transaction transaction(database);
  for (const SkuRule& rule : changes.removed) {
    rules.remove(rule);
    touch(touched, rule);
  }
  for (const SkuRule& rule : changes.added) {
    rules.put(rule, now);
    touch(touched, rule);
  }
  for (const auto& [before, after] : changes.changed) {
    rules.put(after, now);
    touch(touched, after);
  }
  for (const Store& store : stores) {
    std::vector<std::string_view> skus;
    for (const auto& [place, names] : touched) {
      if (place.first != store.platform) continue;
      if (!place.second.empty() && place.second != store.id) continue;
      skus.insert(skus.end(), names.begin(), names.end());
    }
    if (!skus.empty()) orders.mark_mapping_due(store.id, skus);
  }
  transaction.commit();

  RuleEffect effect;
  for (const Store& store : stores) {
    if (orders.due_orders(store.id, 1).empty()) continue;
    try {
      effect.orders += remap_due_orders(installation, database, store);
    } catch (const Failure& failure) {
      effect.deferred.push_back(store.id + ": " + failure.what());
    } catch (const chapi::host::Failure& failure) {
      effect.deferred.push_back(store.id + ": " + failure.what());
    }
  }
  return effect;
}

RuleChanges plan_mapping(Installation& installation, const SkuRule& rule, bool add) {
  if (rule.platform_sku.empty() || rule.system_sku.empty()) {
    throw Failure(Exit::kInvalidInput, "A SKU is empty.");
  }
  const auto before = SkuRuleTable(installation.database(), installation.tenant()).all();
  std::vector<SkuRule> wanted = {rule};
  for (const SkuRule& old : before) {
    const bool same_subject = old.platform == rule.platform && old.store == rule.store &&
                              old.platform_sku == rule.platform_sku && old.group.empty();
    if (add && same_subject && old.system_sku != rule.system_sku) wanted.push_back(old);
  }
  return plan_changes(before, wanted, false);
}

RuleChanges plan_unmapping(Installation& installation, const std::string& platform,
                           const std::string& store, const std::string& platform_sku) {
  RuleChanges changes;
  for (SkuRule& rule : SkuRuleTable(installation.database(), installation.tenant()).all()) {
    if (rule.platform == platform && rule.store == store && rule.platform_sku == platform_sku &&
        rule.group.empty()) {
      changes.removed.push_back(std::move(rule));
    }
  }
  if (changes.removed.empty()) {
    throw Failure(Exit::kNotFound,
                  "There is no rule of its own for " + platform_sku +
                      (store.empty() ? " of all stores" : " of the store " + store) +
                      ". See channel-host sku export.");
  }
  return changes;
}

std::vector<UnmappedSku> unmapped_skus(Installation& installation, const std::string& store) {
  db::Database& database = installation.database();
  std::vector<UnmappedSku> skus;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (WaitingSku& waiting :
       OrderTable(database, installation.cipher(), installation.tenant()).waiting_skus(store)) {
    places[{waiting.store, waiting.sku}] = skus.size();
    skus.push_back(
        {waiting.store, waiting.sku, waiting.name, "", waiting.orders, waiting.items, false});
  }
  ListingTable listings(database, installation.tenant());
  for (const Store& owner : StoreTable(database, installation.tenant()).list()) {
    if (!store.empty() && owner.id != store) continue;
    listings.each_unmapped(owner.id, owner.platform, [&](const Listing& listing) {
      const auto [place, added] = places.emplace(std::pair(owner.id, listing.sku), skus.size());
      if (added) skus.push_back({owner.id, listing.sku, listing.name, "", 0, 0, true});
      skus[place->second].listed = true;
      skus[place->second].former_sku = listing.former_sku;
    });
  }
  return skus;
}

std::vector<Suggestion> suggest_mapping(Installation& installation, const std::string& id) {
  db::Database& database = installation.database();
  const Store store = StoreTable(database, installation.tenant()).get(id);
  ListingTable table(database, installation.tenant());
  json system_skus = json::array();
  for (const SystemSku& sku : table.system_skus()) {
    json one = {{"sku", sku.sku}};
    if (!sku.name.empty()) one["name"] = sku.name;
    if (!sku.barcode.empty()) one["barcode"] = sku.barcode;
    system_skus.push_back(std::move(one));
  }
  if (system_skus.empty()) {
    throw Failure(Exit::kRefused,
                  "There are no system SKUs to suggest. Import them first: channel-host sku "
                  "catalogue import FILE.csv (system_sku,name,barcode).");
  }
  std::map<std::string, json> listings;  // by SKU; what was only ordered has no barcode
  table.each_unmapped(id, store.platform, [&](const Listing& listing) {
    json one = {{"sku", listing.sku}, {"name", listing.name}};
    if (!listing.variation.empty()) one["variation"] = listing.variation;
    if (!listing.barcode.empty()) one["barcode"] = listing.barcode;
    listings.emplace(listing.sku, std::move(one));
  });
  for (const WaitingSku& waiting :
       OrderTable(database, installation.cipher(), installation.tenant()).waiting_skus(id)) {
    if (!waiting.sku.empty()) {
      listings.emplace(waiting.sku, json{{"sku", waiting.sku}, {"name", waiting.name}});
    }
  }
  auto channel = open_channel(installation, database, store);
  std::vector<Suggestion> suggestions;
  for (auto at = listings.begin(); at != listings.end();) {
    json request = {{"schema", "chapi.map-request/1"},
                    {"action", "suggest"},
                    {"listings", json::array()},
                    {"system_skus", system_skus}};
    for (; at != listings.end() && request["listings"].size() < kSuggestPage; ++at) {
      request["listings"].push_back(at->second);
    }
    const json result = parse_result(
        channel.map_sku(request.dump(), call_options(installation, store)), kMapResult);
    for (const json& one : result.value("suggestions", json::array())) {
      const std::string sku = text(one, "platform_sku");
      const auto listing = listings.find(sku);
      suggestions.push_back({sku, listing != listings.end() ? text(listing->second, "name") : "",
                             text(one, "system_sku"), one.value("score", 0), text(one, "match")});
    }
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const Suggestion& a, const Suggestion& b) { return a.score > b.score; });
  return suggestions;
}

std::vector<LineError> import_catalogue(Installation& installation,
                                        const std::filesystem::path& file, std::int64_t* rows) {
  CsvTable table =
      read_csv(read_text_file(file), {"system_sku", "name", "barcode"}, {"name", "barcode"});
  std::set<std::string> seen;
  for (const CsvRow& row : table.rows) {
    if (row.cells[0].empty()) table.errors.push_back({row.line, "system_sku is empty"});
    if (!row.cells[0].empty() && !seen.insert(row.cells[0]).second) {
      table.errors.push_back({row.line, "repeats the system SKU " + row.cells[0]});
    }
  }
  if (!table.errors.empty()) return table.errors;
  db::Database& database = installation.database();
  ListingTable skus(database, installation.tenant());
  db::Transaction transaction(database);
  for (const CsvRow& row : table.rows) {
    skus.put_system_sku({row.cells[0], row.cells[1], row.cells[2]});
  }
  transaction.commit();
  *rows = static_cast<std::int64_t>(table.rows.size());
  return {};
}

}  // namespace channel_host
